package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that other programs wrote; {@code make.sps} and {@code make.py} beside them say how. */
class ReferenceFilesTest {
  @ParameterizedTest
  @ValueSource(strings = {"pspp-bytecode.sav", "pspp-plain.sav", "pspp-zlib.zsav"})
  void sav_byPspp_isRead(String name) {
    try (SurveyTable table = open(name)) {
      assertThat(table.columns())
          .containsExactly("Q1", "country", "a_rather_long_variable_name", "comment", "essay");
      String essay = "abcdefghijklmnopqrstuvwxyz" + "0".repeat(274);
      assertThat(SampleTable.read(table))
          .containsExactly(
              List.of("1", "BRA", "2.5", "short", essay),
              List.of("-2", "DEU", "-1", "K\u00F6ln, 'y'", "y"),
              List.of("2", "CAN", "", "", ""));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {114, 117, 118, 119})
  void dta_byPandas_isRead(int version) {
    try (SurveyTable table = open("pandas-" + version + ".dta")) {
      List<String> columns = List.of("Q1", "i16", "i32", "f32", "f64", "text", "essay");
      int count = version == 114 ? 6 : 7;
      assertThat(table.columns()).isEqualTo(columns.subList(0, count));
      assertThat(SampleTable.read(table))
          .containsExactly(
              List.of("1", "300", "100000", "2.1", "2.5", "short", "x".repeat(2500))
                  .subList(0, count),
              List.of("-2", "-300", "-5", "", "", "K\u00F6ln", "").subList(0, count),
              List.of("2", "32740", "2147483620", "-1", "1000000000", "a\"b;c,d\n", "\u00E9")
                  .subList(0, count));
    }
  }

  @Test
  void xlsx_byOpenpyxl_isRead() {
    try (SurveyTable table = open("openpyxl.xlsx")) {
      assertThat(table.columns())
          .containsExactly(
              "Q1: Important", "name \"x\"; y", "number", "\u0641\u0627\u0631\u0633\u06CC");
      assertThat(SampleTable.read(table))
          .containsExactly(
              List.of("1", "a,b\n\"c\"", "2.5", "1"), List.of("-2", "", "100000020", "x"));
    }
  }

  @Test
  void xlsx_byXlsxWriter_isRead() {
    try (SurveyTable table = open("xlsxwriter.xlsx")) {
      assertThat(table.columns()).containsExactly("a", "b");
      assertThat(SampleTable.read(table))
          .containsExactly(List.of("2", "in\rline"), List.of("2", ""));
    }
  }

  @Test
  void parquet_byPyarrow_isRead() {
    try (SurveyTable table = open("pyarrow.parquet")) {
      assertThat(table.columns()).containsExactly("Q1", "u64", "f64", "text", "category");
      assertThat(SampleTable.read(table))
          .containsExactly(
              List.of("1", "1", "2", "a;b", "x"),
              List.of("-2", "2", "2.5", "", "y"),
              List.of("", "", "", "", "x"));
    }
  }

  private static SurveyTable open(String name) {
    try {
      var resource = Objects.requireNonNull(ReferenceFilesTest.class.getResource(name));
      return TableFiles.open(Path.of(resource.toURI())).orElseThrow();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
