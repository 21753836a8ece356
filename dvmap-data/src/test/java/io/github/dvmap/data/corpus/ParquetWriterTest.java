package io.github.dvmap.data.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what DuckDB reads. */
class ParquetWriterTest {
  private static final List<String> SOME =
      List.of("", "a", "é, \"b\"", "لا إجابة", "\uD83D\uDE00\n");

  @TempDir Path folder;

  private static String text(int i) {
    return SOME.get(i % 5) + "x".repeat(i % 700) + i;
  }

  /** So many different levels that their numbers take from 1 to 13 bits. */
  private static String level(int i, int levels) {
    return SOME.get(i % 5) + (i * 7919L) % levels;
  }

  private static Double number(int i) {
    return i % 100 == 0 ? Double.NaN : i / 7.0;
  }

  private static List<String> list(int i) {
    return IntStream.rangeClosed(0, i % 4).mapToObj(k -> SOME.get((i + k) % 5)).toList();
  }

  /** Some pieces that other rows have, and more of the row's own than are remembered. */
  private static List<String> pieces(int i) {
    return i % 9 == 0 ? List.of() : List.of(SOME.get(i % 5), Integer.toString(i), "-", text(i));
  }

  private static ParquetWriter<Integer> writer() {
    return new ParquetWriter<>(
        List.of(
            new ParquetColumn.Texts<>("a text", ParquetWriterTest::text),
            new ParquetColumn.Levels<>("one", i -> "same"),
            new ParquetColumn.Levels<>("two", i -> level(i, 2)),
            new ParquetColumn.Levels<>("many", i -> level(i, 5000)),
            new ParquetColumn.Numbers<>("number", ParquetWriterTest::number),
            new ParquetColumn.Lists<>("list", ParquetWriterTest::list),
            new ParquetColumn.Joined<>("joined", ParquetWriterTest::pieces)),
        "dvmap test");
  }

  private Path write(String name, int rows) throws IOException {
    Path file = folder.resolve(name);
    writer().write(file, IntStream.range(0, rows).boxed().toList());
    return file;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 2047, 2048, 2049, 140_000})
  void write_anyNumberOfRows_areReadBackInOrder(int rows) throws IOException, SQLException {
    Path file = write("t.parquet", rows);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT * FROM read_parquet('" + file + "')")) {
      int i = 0;
      for (; found.next(); i++) {
        assertThat(found.getString("a text")).isEqualTo(text(i));
        assertThat(found.getString("one")).isEqualTo("same");
        assertThat(found.getString("two")).isEqualTo(level(i, 2));
        assertThat(found.getString("many")).isEqualTo(level(i, 5000));
        assertThat(found.getDouble("number")).isEqualTo(number(i));
        assertThat(Arrays.asList((Object[]) found.getArray("list").getArray())).isEqualTo(list(i));
        assertThat(found.getString("joined")).isEqualTo(String.join("", pieces(i)));
      }
      assertThat(i).isEqualTo(rows);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2_500})
  void write_halfASurrogatePair_isRefused(int at) {
    var texts = new ParquetColumn.Texts<Integer>("t", i -> i == at ? "\uD83D" : "\uD83D\uDE00");
    var joined =
        new ParquetColumn.Joined<Integer>("j", i -> List.of("a", i == at ? "b\uDE00" : "c"));
    for (ParquetColumn<Integer> column : List.<ParquetColumn<Integer>>of(texts, joined)) {
      var writer = new ParquetWriter<>(List.of(column), "dvmap test");
      List<Integer> rows = IntStream.range(0, 3000).boxed().toList();
      assertThatThrownBy(() -> writer.write(folder.resolve("t.parquet"), rows))
          .isInstanceOf(CharacterCodingException.class);
    }
  }

  @Test
  void write_anyNumberOfThreads_givesTheSameBytes() throws Exception {
    byte[] bytes = Files.readAllBytes(write("a.parquet", 40_000));
    for (int threads : new int[] {1, 3}) {
      var pool = new ForkJoinPool(threads);
      try {
        Path other = pool.submit(() -> write("b.parquet", 40_000)).get();
        assertThat(Files.readAllBytes(other)).isEqualTo(bytes);
      } finally {
        pool.shutdown();
      }
    }
  }

  @Test
  void write_file_tellsTheProgramTypesAndSizes() throws IOException, SQLException {
    Path file = write("t.parquet", 20_000);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      try (ResultSet facts =
          statement.executeQuery("SELECT * FROM parquet_file_metadata('" + file + "')")) {
        assertThat(facts.next()).isTrue();
        assertThat(facts.getString("created_by")).isEqualTo("dvmap test");
        assertThat(facts.getLong("num_rows")).isEqualTo(20_000);
        assertThat(facts.getLong("num_row_groups")).isEqualTo(10);
      }
      try (ResultSet types = statement.executeQuery("DESCRIBE FROM read_parquet('" + file + "')")) {
        for (String type : List.of("VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "DOUBLE")) {
          assertThat(types.next()).isTrue();
          assertThat(types.getString("column_type")).isEqualTo(type);
        }
        assertThat(types.next()).isTrue();
        assertThat(types.getString("column_type")).isEqualTo("VARCHAR[]");
        assertThat(types.next()).isTrue();
        assertThat(types.getString("column_type")).isEqualTo("VARCHAR");
      }
    }
  }
}
