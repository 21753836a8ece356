package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class XlsxTableTest {
  private static final String HEADER = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>";

  @TempDir Path folder;

  @Test
  void table_sampleOnItsSecondSheet_givesHeaderCellsAndRowNumbers() throws IOException {
    SampleTable sample = SampleTable.in(StandardCharsets.UTF_8);
    Path file = file(XlsxWriter.of(sample).write());
    try (SurveyTable table = TableFiles.open(file).orElseThrow()) {
      assertThat(table).isInstanceOf(XlsxTable.class);
      assertThat(table.columns())
          .containsExactlyElementsOf(
              sample.columns().stream().map(SampleTable.Column::name).toList());
      assertThat(SampleTable.read(table)).isEqualTo(sample.texts());
      // the header is row 2, row 3 is not there
      assertThat(table.line()).isEqualTo(3 + sample.rows().size());
      assertThat(table.next()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "<v>2</v>, n, 2",
    "<v>2.0</v>, n, 2",
    "<v>1.0000002E8</v>, n, 100000020",
    "<v>-2</v>, n, -2",
    "<v>2.5</v>, n, 2.5",
    "<v>858069901</v>, n, 858069901",
    "<v>1</v>, b, 1",
    "<f>A1&amp;B1</f><v>Yes</v>, str, Yes",
    "<f>1+1</f><v>2</v>, n, 2",
    "<v>#N/A</v>, e, #N/A",
    "<is><r><t>two </t></r><r><t>runs</t></r></is>, inlineStr, two runs",
    "<is><t>_x0041_x_x0024_</t></is>, inlineStr, Ax$",
    "<v></v>, n, ''",
  })
  void text_everyCellType_isItsValue(String value, String type, String text) throws IOException {
    String cell = "<c r=\"A2\" t=\"" + type + "\">" + value + "</c>";
    String marker = "<c r=\"B2\"><v>7</v></c>";
    String header = HEADER.replace("</row>", "<c r=\"B1\" t=\"s\"><v>1</v></c></row>");
    String rows = header + "<row r=\"2\">" + cell + marker + "</row>";
    byte[] bytes = XlsxWriter.of(List.of(rows), List.of(" Q1: Important ", "b")).write();
    try (SurveyTable table = XlsxTable.open(file(bytes))) {
      assertThat(table.columns()).containsExactly("Q1: Important", "b");
      assertThat(SampleTable.read(table)).containsExactly(List.of(text, "7"));
    }
  }

  @Test
  void next_valueBesideTheHeader_namesRowAndColumn() throws IOException {
    String rows = HEADER + "<row r=\"9\"><c r=\"C9\"><v>5</v></c></row>";
    byte[] bytes = XlsxWriter.of(List.of(rows), List.of("Q1")).write();
    try (SurveyTable table = XlsxTable.open(file(bytes))) {
      assertThatThrownBy(table::next)
          .isInstanceOf(SurveyFormatException.class)
          .hasMessageEndingWith(
              "line 9, column C, value '5': the header has no name for this column");
    }
  }

  static Stream<Arguments> hostileSheets() {
    String many = "<c><v>1</v></c>".repeat(16_385);
    String nested = "<x>".repeat(200) + "</x>".repeat(200);
    String formulas = "<c><f t=\"array\" ref=\"A1:B9\">A</f><v>1</v></c>";
    return Stream.of(
        Arguments.of("<row><c r=\"ZZZZZZ1\"><v>1</v></c></row>", "a cell at ZZZZZZ1"),
        Arguments.of("<row><c r=\"XFE1\"><v>1</v></c></row>", "a cell at XFE1"),
        Arguments.of("<row><c r=\"1\"><v>1</v></c></row>", "a cell at 1"),
        Arguments.of(
            "<row><c t=\"s\"><v>2147483647</v></c></row>", "refers to shared string 2147483647"),
        Arguments.of("<row><c t=\"s\"><v>-1</v></c></row>", "refers to shared string -1"),
        Arguments.of("<row>" + many + "</row>", "more than 16384 cells in a row"),
        Arguments.of(nested, "more than 100 nested elements"),
        Arguments.of(
            "<row><c><v>" + "9".repeat(401) + "</v></c></row>",
            "more than 400 characters in a number"),
        Arguments.of(
            "<row><c><f>" + "A".repeat(8193) + "</f></c></row>",
            "more than 8192 characters in a formula"),
        Arguments.of("<row>" + formulas.repeat(1001) + "</row>", "more than 1000 array formulas"),
        Arguments.of(
            "<row><c t=\"inlineStr\"><is>" + "<t>0123456789</t>".repeat(10_001) + "</is></c></row>",
            "more than 100000 characters in a cell"),
        Arguments.of("<row><c t=\"d\"><v>1</v></c></row>", "cannot be read as a workbook"),
        Arguments.of("<row><c t=\"b\"><v>x</v></c></row>", "cannot be read as a workbook"),
        Arguments.of("<row><c></row>", "is damaged XML"),
        Arguments.of("", "has no row in its first 1 sheets"));
  }

  @ParameterizedTest
  @MethodSource("hostileSheets")
  void open_hostileSheet_isRefused(String rows, String problem) throws IOException {
    Path file = file(XlsxWriter.of(List.of(rows), List.of("Q1")).write());
    assertThatThrownBy(() -> XlsxTable.open(file))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(problem);
  }

  @Test
  void open_zipBomb_isRefusedBeforeItIsInflated() throws IOException {
    // 200 MiB of one letter deflate to about 200 KiB; of these 1 MiB + 200 times that are allowed
    byte[] letters = new byte[200 << 20];
    Arrays.fill(letters, (byte) 'x');
    Path file =
        file(XlsxWriter.of(List.of(HEADER), List.of("Q1")).part("xl/media/a", letters).write());
    assertThatThrownBy(() -> XlsxTable.open(file))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("the entry xl/media/a of ")
        .hasMessageContaining("inflates to more than");
  }

  @Test
  void open_endlessTag_isRefused() throws IOException {
    byte[] noise = new byte[9 << 20];
    new Random(3).nextBytes(noise);
    var tag = new StringBuilder("<a b=\"");
    for (byte b : noise) {
      tag.append((char) ('a' + (b & 15)));
    }
    Path file =
        file(XlsxWriter.of(List.of(HEADER), List.of("Q1")).part("xl/a.xml", tag + "\"/>").write());
    assertThatThrownBy(() -> XlsxTable.open(file))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("the entry xl/a.xml has markup of more than 8388608 bytes");
  }

  @Test
  void open_externalEntity_isNotResolved() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    String xml =
        "<!DOCTYPE sst [<!ENTITY e SYSTEM \""
            + secret.toUri()
            + "\">]><sst><si><t>&e;</t></si></sst>";
    Path file =
        file(XlsxWriter.of(List.of(HEADER), List.of()).part(XlsxWriter.STRINGS, xml).write());
    assertThatThrownBy(() -> XlsxTable.open(file)).isInstanceOf(SurveyFormatException.class);
  }

  @Test
  void open_entryTwiceButForCase_isRefused() throws IOException {
    var writer = XlsxWriter.of(List.of(HEADER), List.of("Q1"));
    Path file = file(writer.part("XL/workbook.xml", "<a/>").write());
    assertThatThrownBy(() -> XlsxTable.open(file))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("the entry XL/workbook.xml is there twice");
  }

  @Test
  void open_wrongChecksum_isRefused() throws IOException {
    byte[] bytes = XlsxWriter.of(List.of(HEADER), List.of("Q1")).write();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    // the checksum is 16 bytes into the entry of the central directory
    bytes[text.indexOf("PK\1\2") + 16] ^= 1;
    Path file = file(bytes);
    assertThatThrownBy(() -> XlsxTable.open(file))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("does not have the checksum");
  }

  @Test
  void open_manySheetsWithoutRows_isRefused() throws IOException {
    Path file = file(XlsxWriter.of(Collections.nCopies(40, ""), List.of()).write());
    assertThatThrownBy(() -> XlsxTable.open(file))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("has no row in its first 32 sheets");
  }

  @Test
  void open_zipWithoutWorkbook_isRefused() throws IOException {
    Path file = file(new XlsxWriter().part("a.csv", "Q1").write());
    assertThatThrownBy(() -> TableFiles.open(file))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("is a zip archive that holds no .xlsx workbook");
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("table.bin"), bytes);
  }
}
