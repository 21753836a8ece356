package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParquetTableTest {
  @TempDir Path folder;

  static Path write(Path file, String select) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "2::TINYINT | 2",
        "-2::BIGINT | -2",
        "18446744073709551615::UBIGINT | 18446744073709551615",
        "2.0::DOUBLE | 2",
        "2.5::DOUBLE | 2.5",
        "1.0000002E8::DOUBLE | 100000020",
        "2.1::FLOAT | 2.1",
        "2.50::DECIMAL(9,2) | 2.5",
        "100.00::DECIMAL(9,2) | 100",
        "'a;b,\"c\"' | a;b,\"c\"",
        "'\u0644\u0627' | \u0644\u0627",
        "true | true",
        "DATE '2026-01-02' | 2026-01-02",
        "'x'::ENUM('x', 'y') | x",
        "'NaN'::DOUBLE | ``",
        "'NaN'::FLOAT | ``",
        "NULL::INTEGER | ``",
        "NULL::DOUBLE | ``",
        "NULL::VARCHAR | ``",
        "NULL::DECIMAL(9,2) | ``",
      })
  void text_everyType_isItsValue(String value, String text) throws SQLException {
    Path file = write(folder.resolve("t.bin"), "SELECT 1 AS \"Q1: x\", " + value + " AS v");
    try (SurveyTable table = TableFiles.open(file).orElseThrow()) {
      assertThat(table).isInstanceOf(ParquetTable.class);
      assertThat(table.columns()).containsExactly("Q1: x", "v");
      assertThat(SampleTable.read(table)).containsExactly(List.of("1", text));
    }
  }

  @Test
  void table_manyRows_keepTheirOrder() throws SQLException {
    Path file = write(folder.resolve("t.bin"), "SELECT range AS n FROM range(300000)");
    try (SurveyTable table = ParquetTable.open(file)) {
      IntStream.range(0, 300_000)
          .forEach(
              i -> {
                assertThat(table.next()).isTrue();
                if (i % 1000 == 0) {
                  assertThat(table.text(0)).isEqualTo(Integer.toString(i));
                  assertThat(table.line()).isEqualTo(i + 1);
                }
              });
      assertThat(table.next()).isFalse();
    }
  }

  @Test
  void open_nameWithWildcards_isThatFile() throws SQLException, IOException {
    Path plain = write(folder.resolve("t.bin"), "SELECT 1 AS a");
    Path odd = Files.move(plain, folder.resolve("t[1]s *?.bin"));
    write(folder.resolve("t1s xx.bin"), "SELECT 2 AS b");
    Path quoted = Files.copy(odd, folder.resolve("it's.bin"));
    for (Path file : List.of(odd, quoted)) {
      try (SurveyTable table = ParquetTable.open(file)) {
        assertThat(table.columns()).containsExactly("a");
      }
    }
  }

  @Test
  void table_folderNamedLikeAColumn_givesTheCellsOfTheFile() throws SQLException, IOException {
    Path inner = Files.createDirectories(folder.resolve("a=7").resolve("land=BRA"));
    Path file = write(inner.resolve("t.bin"), "SELECT 1 AS a, 'x' AS filename");
    try (SurveyTable table = ParquetTable.open(file)) {
      assertThat(table.columns()).containsExactly("a", "filename");
      assertThat(SampleTable.read(table)).containsExactly(List.of("1", "x"));
    }
  }

  /** The file with other names of columns, of the same length; DuckDB writes none that repeat. */
  private static void rename(Path file, Map<String, String> names) throws IOException {
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    for (var name : names.entrySet()) {
      assertThat(bytes).contains(name.getKey());
      bytes = bytes.replace(name.getKey(), name.getValue());
    }
    Files.writeString(file, bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void table_namesThatDifferInCaseOnly_keepThem() throws SQLException, IOException {
    Path file = write(folder.resolve("t.bin"), "SELECT 1 AS xx1, [2, 3] AS l, 4 AS xx2, 5 AS xx_1");
    rename(file, Map.of("xx2", "XX1"));
    try (SurveyTable table = ParquetTable.open(file)) {
      assertThat(table.columns()).containsExactly("xx1", "l", "XX1", "xx_1");
      table.want(new int[] {2, 0, 3, 2});
      assertThat(table.next()).isTrue();
      assertThat(List.of(table.text(0), table.text(2), table.text(3)))
          .containsExactly("1", "4", "5");
    }
  }

  @Test
  void open_columnTwice_isRefused() throws SQLException, IOException {
    Path file = write(folder.resolve("t.bin"), "SELECT 1 AS xx1, 2 AS xx2");
    rename(file, Map.of("xx2", "xx1"));
    assertThatThrownBy(() -> ParquetTable.open(file))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessage(file + ", column xx1: the file has this column twice");
  }

  @Test
  void next_columnThatNobodyWants_isNotRead() throws SQLException, IOException {
    Path file = write(folder.resolve("t.bin"), "SELECT 1 AS a, 'some-text' AS b");
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("some-text");
    Arrays.fill(bytes, at - 4, at, (byte) 0xFF);
    Files.write(file, bytes);
    try (SurveyTable table = ParquetTable.open(file)) {
      table.want(new int[] {0});
      assertThat(table.next()).isTrue();
      assertThat(table.text(0)).isEqualTo("1");
    }
    try (SurveyTable table = ParquetTable.open(file)) {
      assertThatThrownBy(table::next).isInstanceOf(SurveyFormatException.class);
    }
  }

  @Test
  void text_columnOfLists_isRefusedByName() throws SQLException {
    Path file = write(folder.resolve("t.bin"), "SELECT 1 AS a, [1, 2] AS l");
    try (SurveyTable table = ParquetTable.open(file)) {
      assertThat(table.next()).isTrue();
      assertThat(table.text(0)).isEqualTo("1");
      assertThatThrownBy(() -> table.text(1))
          .isInstanceOf(SurveyFormatException.class)
          .hasMessageContaining("line 1, column l: its type INTEGER[] has no text");
    }
  }

  @Test
  void open_truncated_isRefused() throws SQLException, IOException {
    Path file = write(folder.resolve("t.bin"), "SELECT 1 AS a");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
    assertThatThrownBy(() -> ParquetTable.open(file))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageStartingWith(file + ": cannot be read as parquet: ");
  }
}
