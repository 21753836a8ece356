package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SavTableTest {
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

  @TempDir Path folder;

  static Stream<Arguments> layouts() {
    List<Arguments> layouts = new ArrayList<>();
    for (ByteOrder order : List.of(LITTLE, ByteOrder.BIG_ENDIAN)) {
      for (int compression = 0; compression <= 2; compression++) {
        for (String charset : List.of("UTF-8", "windows-1252", "windows-1256", "ISO-8859-1")) {
          layouts.add(Arguments.of(order, compression, Charset.forName(charset)));
        }
      }
    }
    return layouts.stream();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void table_everyLayout_givesCells(ByteOrder order, int compression, Charset charset)
      throws IOException {
    SampleTable sample = SampleTable.in(charset);
    Path file = file(new SavWriter(sample, order, compression, charset).write());
    try (SurveyTable table = TableFiles.open(file).orElseThrow()) {
      assertThat(table).isInstanceOf(SavTable.class);
      assertThat(table.columns())
          .containsExactlyElementsOf(
              sample.columns().stream().map(SampleTable.Column::name).toList());
      assertThat(SampleTable.read(table)).isEqualTo(sample.texts());
      assertThat(table.line()).isEqualTo(sample.rows().size());
      assertThat(table.next()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"UTF-8", "windows-1252", "windows-1256"})
  void table_codePageOnly_isDecodedByIt(Charset charset) throws IOException {
    SampleTable sample = SampleTable.in(charset);
    var writer = new SavWriter(sample, LITTLE, 1, charset).withoutEncodingRecord();
    try (SurveyTable table = SavTable.open(file(writer.write()))) {
      assertThat(SampleTable.read(table)).isEqualTo(sample.texts());
    }
  }

  @ParameterizedTest
  @CsvSource({"0, -1", "1, -1", "2, -1"})
  void table_undeclaredRowCount_readsToTheEnd(int compression, int rows) throws IOException {
    SampleTable sample = SampleTable.in(StandardCharsets.UTF_8);
    byte[] bytes =
        new SavWriter(sample, LITTLE, compression, StandardCharsets.UTF_8)
            .declaredRows(rows)
            .write();
    try (SurveyTable table = SavTable.open(file(bytes))) {
      assertThat(SampleTable.read(table)).isEqualTo(sample.texts());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4, holds more rows than the 4", "1, 4, holds more rows than the 4",
    "2, 4, holds more rows than the 4", "0, 6, ends after 5 of the 6 rows",
    "1, 6, ends after 5 of the 6 rows", "2, 6, ends after 5 of the 6 rows"
  })
  void next_wrongRowCount_isRefused(int compression, int rows, String problem) throws IOException {
    byte[] bytes = sample(compression, rows);
    try (SurveyTable table = SavTable.open(file(bytes))) {
      assertThatThrownBy(() -> SampleTable.read(table))
          .isInstanceOf(SurveyFormatException.class)
          .hasMessageContaining("table.bin: ")
          .hasMessageContaining(problem);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2"})
  void open_everyTruncation_isRefusedOrEndsInAFault(int compression) throws IOException {
    byte[] bytes = sample(compression, -1);
    for (int length = 4; length < bytes.length; length += 7) {
      Path file = file(Arrays.copyOf(bytes, length));
      try (SurveyTable table = SavTable.open(file)) {
        assertThat(SampleTable.read(table)).hasSizeLessThanOrEqualTo(5);
      } catch (SurveyFormatException e) {
        assertThat(e.path()).isEqualTo(file.toString());
      }
    }
  }

  @Test
  void next_truncatedRow_namesTheRow() throws IOException {
    byte[] bytes = sample(0, 5);
    try (SurveyTable table = SavTable.open(file(Arrays.copyOf(bytes, bytes.length - 1)))) {
      assertThatThrownBy(() -> SampleTable.read(table))
          .isInstanceOfSatisfying(
              SurveyFormatException.class, e -> assertThat(e.line()).isEqualTo(5))
          .hasMessageEndingWith("line 5: the file ends within this row");
    }
  }

  @Test
  void text_bytesThatAreNoText_namesRowAndColumn() throws IOException {
    byte[] bytes = sample(0, 5);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("DEU");
    bytes[at] = (byte) 0xC3;
    try (SurveyTable table = SavTable.open(file(bytes))) {
      assertThatThrownBy(() -> SampleTable.read(table))
          .isInstanceOfSatisfying(
              SurveyFormatException.class, e -> assertThat(e.column()).isEqualTo("ctry"))
          .hasMessageEndingWith("line 4, column ctry: is not text in UTF-8");
    }
  }

  @Test
  void table_labelsThatAreNoText_areReadOver() throws IOException {
    byte[] bytes = sample(0, 5);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (String label : List.of("Brazil", "labelled")) {
      bytes[text.indexOf(label)] = (byte) 0xC3;
    }
    try (SurveyTable table = SavTable.open(file(bytes))) {
      assertThat(SampleTable.read(table)).isEqualTo(SampleTable.in(StandardCharsets.UTF_8).texts());
    }
  }

  @Test
  void text_characterCutByTheWidth_isLeftOut() throws IOException {
    var column = new SampleTable.Column("s", 3, Map.of());
    var sample = new SampleTable(List.of(column), List.of(List.of("ab\u00E9")));
    byte[] bytes = new SavWriter(sample, LITTLE, 1, StandardCharsets.UTF_8).write();
    try (SurveyTable table = SavTable.open(file(bytes))) {
      assertThat(SampleTable.read(table)).containsExactly(List.of("ab"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // offset in the header, value, problem
    "64, 9, unknown layout code",
    "72, 3, unknown compression 3",
    "80, -2, declares -2 rows",
    "176, 5, unknown type 5",
    "180, 300, variable of width 300",
    "188, 4, 4 missing values",
    "208, 2147483647, declares 2147483647 bytes of a variable",
  })
  void open_hostileHeader_isRefused(int offset, int value, String problem) throws IOException {
    byte[] bytes = sample(1, 5);
    ByteBuffer.wrap(bytes).order(LITTLE).putInt(offset, value);
    assertThatThrownBy(() -> SavTable.open(file(bytes)))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void open_blocksThatOverlap_areRefused() throws IOException {
    byte[] bytes = sample(2, 5);
    // the last entry of the trailer: its compressed offset is 16 bytes before the end
    ByteBuffer.wrap(bytes).order(LITTLE).putLong(bytes.length - 16, 1000);
    assertThatThrownBy(() -> SavTable.open(file(bytes)))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("does not follow the one before");
  }

  @Test
  void open_columnTwice_isRefused() throws IOException {
    var column = new SampleTable.Column("Q1", 0, Map.of());
    var sample = new SampleTable(List.of(column, column), List.of());
    byte[] bytes = new SavWriter(sample, LITTLE, 1, StandardCharsets.UTF_8).write();
    assertThatThrownBy(() -> SavTable.open(file(bytes)))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("column Q1: the file has this column twice");
  }

  @Test
  void open_unknownEncoding_isRefusedByName() throws IOException {
    byte[] bytes = sample(1, 5);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("UTF-8");
    bytes[at] = 'X';
    assertThatThrownBy(() -> SavTable.open(file(bytes)))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("'XTF-8': is no character encoding");
  }

  @Test
  void text_notANumber_isMissing() throws IOException {
    var column = new SampleTable.Column("q", 0, Map.of());
    var sample = new SampleTable(List.of(column), List.of(List.of(Double.NaN), List.of(1.0)));
    byte[] bytes = new SavWriter(sample, LITTLE, 1, StandardCharsets.UTF_8).write();
    try (SurveyTable table = SavTable.open(file(bytes))) {
      assertThat(SampleTable.read(table)).containsExactly(List.of(""), List.of("1"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1252, 'windows-1252\0\0', K\u00F6ln",
    "windows-1252, US-ASCII, K\u00F6ln",
    "windows-1252, ascii, K\u00F6ln",
    "x-MacRoman, macintosh, K\u00F6ln",
    "UTF-8, ' utf8 ', K\u00F6ln"
  })
  void table_encodingNamedOtherwise_isDecodedByIt(Charset charset, String named, String text)
      throws IOException {
    var column = new SampleTable.Column("q", 8, Map.of());
    var sample = new SampleTable(List.of(column), List.of(List.of(text)));
    byte[] bytes = new SavWriter(sample, LITTLE, 1, charset).encodingNamed(named).write();
    try (SurveyTable table = SavTable.open(file(bytes))) {
      assertThat(SampleTable.read(table)).containsExactly(List.of(text));
    }
  }

  private static byte[] sample(int compression, int rows) {
    Charset charset = StandardCharsets.UTF_8;
    return new SavWriter(SampleTable.in(charset), LITTLE, compression, charset)
        .declaredRows(rows)
        .write();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("table.bin"), bytes);
  }
}
