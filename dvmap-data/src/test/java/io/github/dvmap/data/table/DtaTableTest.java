package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DtaTableTest {
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

  @TempDir Path folder;

  static Stream<Arguments> layouts() {
    return Stream.of(114, 115, 117, 118, 119)
        .flatMap(v -> Stream.of(Arguments.of(v, LITTLE), Arguments.of(v, ByteOrder.BIG_ENDIAN)));
  }

  /** The sample in what a format can hold: labels of integers, and no string over 244 in 114. */
  static SampleTable sample(int version) {
    SampleTable all =
        SampleTable.in(version >= 118 ? StandardCharsets.UTF_8 : Charset.forName("windows-1252"));
    List<SampleTable.Column> columns = new ArrayList<>();
    for (SampleTable.Column column : all.columns()) {
      Map<Object, String> labels = new LinkedHashMap<>(column.labels());
      labels.keySet().removeIf(v -> !(v instanceof Double number) || number != Math.rint(number));
      columns.add(new SampleTable.Column(column.name(), column.width(), labels));
    }
    List<List<Object>> rows = new ArrayList<>();
    for (List<Object> row : all.rows()) {
      List<Object> cells = new ArrayList<>(row);
      String essay = (String) cells.get(4);
      cells.set(4, version >= 117 ? essay : essay.substring(0, Math.min(244, essay.length())));
      rows.add(cells);
    }
    return new SampleTable(columns, rows);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void table_everyFormat_givesCells(int version, ByteOrder order) throws IOException {
    SampleTable sample = sample(version);
    Path file = file(new DtaWriter(sample, version, order).write());
    try (SurveyTable table = TableFiles.open(file).orElseThrow()) {
      assertThat(table).isInstanceOf(DtaTable.class);
      assertThat(table.columns())
          .containsExactlyElementsOf(
              sample.columns().stream().map(SampleTable.Column::name).toList());
      assertThat(SampleTable.read(table)).isEqualTo(sample.texts());
      assertThat(table.line()).isEqualTo(sample.rows().size());
      assertThat(table.next()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void text_everyNumericType_missingIsEmptyAndBoundsAreNumbers(int version, ByteOrder order)
      throws IOException {
    List<SampleTable.Column> columns =
        Stream.of("byte", "int", "long", "float", "double")
            .map(name -> new SampleTable.Column(name, 0, Map.of()))
            .toList();
    List<List<Object>> rows = new ArrayList<>();
    rows.add(List.of(100.0, 32_740.0, 2_147_483_620.0, 2.1, 2.1));
    rows.add(List.of(-127.0, -32_767.0, -2_147_483_647.0, -3.0, 1e300));
    for (int i = 0; i < 27; i++) {
      rows.add(Arrays.asList(null, null, null, null, null));
    }
    var writer = new DtaWriter(new SampleTable(columns, rows), version, order);
    writer.type(0, DtaWriter.BYTE).type(1, DtaWriter.INT).type(2, DtaWriter.LONG);
    try (SurveyTable table = DtaTable.open(file(writer.type(3, DtaWriter.FLOAT).write()))) {
      List<List<String>> read = SampleTable.read(table);
      assertThat(read.get(0)).containsExactly("100", "32740", "2147483620", "2.1", "2.1");
      assertThat(read.get(1)).containsExactly("-127", "-32767", "-2147483647", "-3", "1.0E300");
      assertThat(read.subList(2, 29)).allMatch(row -> row.equals(List.of("", "", "", "", "")));
    }
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void open_moreRowsThanBytes_isRefusedBeforeReading(int version, ByteOrder order)
      throws IOException {
    for (long rows : new long[] {6, 4_294_967_295L, Long.MAX_VALUE}) {
      long declared = version >= 118 ? rows : Math.min(rows, 4_294_967_295L);
      byte[] bytes = new DtaWriter(sample(version), version, order).declaredRows(declared).write();
      assertThatThrownBy(
              () -> {
                try (SurveyTable table = DtaTable.open(file(bytes))) {
                  SampleTable.read(table);
                }
              })
          .isInstanceOf(SurveyFormatException.class)
          .hasMessageContaining("table.bin");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {114, 117, 118})
  void open_everyTruncation_isRefused(int version) throws IOException {
    byte[] bytes = new DtaWriter(sample(version), version, LITTLE).write();
    int end = endOfCells(bytes, version);
    for (int length = 4; length < bytes.length; length += 7) {
      Path file = file(Arrays.copyOf(bytes, length));
      try (SurveyTable table = DtaTable.open(file)) {
        assertThat(SampleTable.read(table)).isEqualTo(sample(version).texts());
        assertThat(length).isGreaterThanOrEqualTo(end);
      } catch (SurveyFormatException e) {
        assertThat(e.path()).isEqualTo(file.toString());
      }
    }
  }

  /** Where the sets of value labels begin, which are not read. */
  private static int endOfCells(byte[] bytes, int version) {
    List<SampleTable.Column> plain =
        sample(version).columns().stream()
            .map(c -> new SampleTable.Column(c.name(), c.width(), Map.of()))
            .toList();
    return version >= 117
        ? new String(bytes, StandardCharsets.ISO_8859_1).indexOf("<value_labels>")
        : new DtaWriter(new SampleTable(plain, sample(version).rows()), version, LITTLE)
            .write()
            .length;
  }

  @Test
  void table_labelsThatAreNoText_areReadOver() throws IOException {
    byte[] bytes = new DtaWriter(sample(118), 118, LITTLE).write();
    int at = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("quite");
    bytes[at] = (byte) 0xC3;
    try (SurveyTable table = DtaTable.open(file(bytes))) {
      assertThat(SampleTable.read(table)).isEqualTo(sample(118).texts());
    }
  }

  @Test
  void text_longStringThatIsNotThere_namesRowAndColumn() throws IOException {
    byte[] bytes = new DtaWriter(sample(118), 118, LITTLE).write();
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("GSO");
    bytes[at + 3] = 77;
    try (SurveyTable table = DtaTable.open(file(bytes))) {
      assertThatThrownBy(() -> SampleTable.read(table))
          .isInstanceOf(SurveyFormatException.class)
          .hasMessageContaining("line 1, column essay: refers to a long string");
    }
  }

  @Test
  void open_otherFormat_isRefusedByNumber() throws IOException {
    byte[] old = new DtaWriter(sample(114), 114, LITTLE).write();
    old[0] = 113;
    assertThatThrownBy(() -> TableFiles.open(file(old)))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("is of the Stata format 113");
    byte[] later = new DtaWriter(sample(118), 118, LITTLE).write();
    later[30] = '6';
    assertThatThrownBy(() -> TableFiles.open(file(later)))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("'116': is no Stata format that is read");
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("table.bin"), bytes);
  }
}
