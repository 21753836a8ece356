package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveyFormatException;
import io.github.dvmap.core.survey.SurveySource;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shapes in which one survey is met. */
class SurveyFormatsTest {
  static final SurveyMapping MAPPING =
      SurveyMapping.builder("A survey")
          .id("D_ID")
          .weight("W_WEIGHT")
          .reversedSuffix("P")
          .missingText("No answer")
          .integers()
          .attribute(
              "Land",
              "B_LAND",
              c ->
                  c.code(76, "Brésil")
                      .code(124, "Canada; \"North\"")
                      .alias("BRA", 76)
                      .alternative("B_LAND_ALPHA")
                      .required())
          .attribute("Faith", "Q9", c -> c.code(100000020, "None").code(2, "Some, other"))
          .question(
              "Q1", "Q1", "Family?", c -> c.code(1, "Very").code(2, "Rather").code(3, "Not at all"))
          .question(
              "Q49",
              "Q49",
              "Free?",
              c -> c.bin(1, 3, "Low").bin(4, 7, "Medium").bin(8, 10, "High").alias("Fully", 10))
          .build();

  @TempDir Path folder;

  private CsvSurvey survey(String text, Charset charset) throws IOException {
    return CsvSurvey.of(Files.write(folder.resolve("survey.txt"), text.getBytes(charset)), MAPPING);
  }

  private static List<Respondent> read(SurveySource survey) {
    var respondents = new ArrayList<Respondent>();
    try (RespondentStream stream = survey.open()) {
      stream.forEachRemaining(respondents::add);
    }
    return respondents;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "D_ID,B_LAND,Q9,Q1,Q49\n1,76,100000020,2,9\n",
        "d_id;b_land;q9;q1;q49\r\n1;76.0;1.0000002E8;2.0;9.0;\r\n",
        "D_ID\tB_LAND: Land\tQ9: Faith: which?\tQ1: Family\tQ49: Free\n1\t76\t100000020\t2\t9",
        "D_ID|B_LAND Land|Q9 Faith|Q1 Family, life|Q49 Free\n1|76|100000020|2|9",
        "D_ID;B_LAND Land;Q9 Faith;Q1 Important in life: Family;Q49 Free: x\n1;Brésil;None;Rather;9",
        "\uFEFF\"D_ID\";\"B_LAND\";\"Q9\";\"Q1\";\"Q49\"\n\"1\";\"76\";\"100000020\";\"2\";\"9\"\n",
        "D_ID,B_LAND_ALPHA,Q9,Q1,Q49\n1,BRA,none,rather,9\n",
        "D_ID,B_LAND,Q9,Q1,Q49\n1,Brésil,None, RATHER ,9\n",
        "D_ID,B_LAND,Q9,Q1P,Q49P\n1,76,100000020,2,2\n",
        "x,D_ID,B_LAND,Q9,Q1,Q49\rno,1,76,100000020,2,9\r",
      })
  void read_anyShape_givesTheSameRespondent(String text) throws IOException {
    for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)) {
      if (charset.newEncoder().canEncode(text)) {
        Respondent only = read(survey(text, charset)).get(0);
        assertThat(only.id()).isEqualTo("1");
        assertThat(only.weight()).isEqualTo(1);
        assertThat(only.profile().levels().values()).containsExactly("Brésil", "None");
        assertThat(only.responses())
            .containsOnly(
                Map.entry("Q1", new Response(2, 1)), Map.entry("Q49", new Response(9, 2)));
      }
    }
  }

  @Test
  void read_parquet_givesTheSameRespondentAsText() throws SQLException {
    Path file = folder.resolve("survey.bin");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT '1' AS d_id, 76.0 AS B_LAND, 100000020 AS Q9, 2 AS Q1, NULL AS Q49) TO '"
              + file
              + "' (FORMAT parquet)");
    }
    assertThat(read(CsvSurvey.of(file, MAPPING)))
        .singleElement()
        .satisfies(
            only -> {
              assertThat(only.id()).isEqualTo("1");
              assertThat(only.profile().levels().values()).containsExactly("Brésil", "None");
              assertThat(only.responses()).containsOnly(Map.entry("Q1", new Response(2, 1)));
            });
  }

  /**
   * The files that PSPP, pandas, openpyxl and pyarrow wrote of one small table (make.sps, make.py).
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pspp-bytecode.sav",
        "pspp-plain.sav",
        "pspp-zlib.zsav",
        "pandas-114.dta",
        "pandas-117.dta",
        "pandas-118.dta",
        "pandas-119.dta"
      })
  void read_filesByOtherPrograms_giveTheSameRespondents(String name) throws URISyntaxException {
    SurveyMapping mapping =
        SurveyMapping.builder("S")
            .integers()
            .attribute(
                "Group",
                "COUNTRY",
                c ->
                    c.bin(0, 1000, "first")
                        .bin(1001, 40_000, "last")
                        .alias("BRA", 76)
                        .alias("DEU", -1)
                        .alias("CAN", 1240)
                        .alternative("i16"))
            .question("Q1", "q1", "Well?", c -> c.code(1, "Yes").code(2, "No"))
            .build();
    Path file = Path.of(SurveyFormatsTest.class.getResource(name).toURI());
    List<Respondent> found = read(CsvSurvey.of(file, mapping));
    assertThat(found)
        .extracting(r -> r.profile().level("Group"))
        .containsExactly("first", "Not Answered", "last");
    assertThat(found)
        .extracting(r -> r.responses().get("Q1"))
        .containsExactly(new Response(1, 0), null, new Response(2, 1));
  }

  @Test
  void read_reversedColumns_flipCodesButNotLabels() throws IOException {
    String text = "D_ID,B_LAND,Q1P,Q49P\n1,76,1,1\n2,76,3,10\n3,76,Very,Fully\n4,76,-1,-2\n";
    List<Respondent> found = read(survey(text, StandardCharsets.UTF_8));
    assertThat(found)
        .extracting(r -> r.responses().get("Q1"))
        .containsExactly(new Response(3, 2), new Response(1, 0), new Response(1, 0), null);
    assertThat(found)
        .extracting(r -> r.responses().get("Q49"))
        .containsExactly(new Response(10, 2), new Response(1, 0), new Response(10, 2), null);
  }

  @Test
  void read_labels_surviveDelimitersQuotesAndNewlines() throws IOException {
    String text =
        "D_ID;B_LAND;Q9;Q1\n\"a;\"\"b\"\"\nc\";\"Canada; \"\"North\"\"\";Some, other;No answer\n";
    Respondent only = read(survey(text, StandardCharsets.UTF_8)).get(0);
    assertThat(only.id()).isEqualTo("a;\"b\"\nc");
    assertThat(only.profile().levels().values())
        .containsExactly("Canada; \"North\"", "Some, other");
    assertThat(only.responses()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'D_ID,B_LAND,Q1,q1\n1,76,1,1'          | 0 |                | ",
        "'D_ID,B_LAND,Q1: a,Q1: b\n1,76,1,1'    | 1 | column Q1      | twice",
        "'D_ID,Q9,Q1\n1,2,1'                    | 1 | column B_LAND  | no such column",
        "'D_ID,B_LAND,Q1\n1,76,Perhaps'         | 2 | value 'Perhaps' | none of the mapping",
        "'D_ID,B_LAND,Q1P\n1,76,9'              | 2 | value '9'      | none of the mapping",
        "'D_ID,B_LAND,Q1\n1,NaN,1'              | 2 | value 'NaN'    | none of the mapping",
        "'D_ID,B_LAND,Q1\n1,0x4C,1'             | 2 | value '0x4C'   | none of the mapping",
      })
  void read_headerOrValue_isUsedOrRefusedByName(
      String text, long line, String place, String problem) throws IOException {
    CsvSurvey survey = survey(text, StandardCharsets.UTF_8);
    if (line == 0) {
      assertThat(read(survey)).hasSize(1);
      return;
    }
    assertThatThrownBy(() -> read(survey))
        .isInstanceOfSatisfying(
            SurveyFormatException.class, e -> assertThat(e.line()).isEqualTo(line))
        .hasMessageContaining(place)
        .hasMessageContaining(problem);
  }

  @Test
  void read_utf16_saysWhatToDo() throws IOException {
    CsvSurvey survey = survey("\uFEFFD_ID,B_LAND,Q1\n1,76,1", StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> read(survey))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("UTF-16");
  }

  @Test
  void weighted_columnOfWeights_isReadAndChecked() throws IOException {
    String text = "D_ID,B_LAND,Q1,W_WEIGHT\n1,76,1,0.25\n2,76,1,3\n";
    Path file = Files.writeString(folder.resolve("w.csv"), text);
    assertThat(read(CsvSurvey.of(file, MAPPING))).extracting(Respondent::weight).containsOnly(1.0);
    assertThat(read(CsvSurvey.of(file, MAPPING.weighted())))
        .extracting(Respondent::weight)
        .containsExactly(0.25, 3.0);
    Path bad = Files.writeString(folder.resolve("bad.csv"), text.replace("0.25", "-1"));
    assertThatThrownBy(() -> read(CsvSurvey.of(bad, MAPPING.weighted())))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("line 2, column W_WEIGHT, value '-1'");
    Path none = Files.writeString(folder.resolve("none.csv"), "D_ID,B_LAND,Q1\n1,76,1\n");
    assertThatThrownBy(() -> read(CsvSurvey.of(none, MAPPING.weighted())))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("column W_WEIGHT: the header has no such column");
  }

  @Test
  void read_severalFiles_areReadInOrderWithTheirOwnDialects() throws IOException {
    Path one = Files.writeString(folder.resolve("BRA.csv"), "B_LAND,Q1\n76,1\n76,2\n-1,1\n");
    Path two = Files.writeString(folder.resolve("CAN.csv"), "q49;b_land\n9.0;124.0\n");
    CsvSurvey survey = CsvSurvey.of(List.of(one, two), MAPPING);
    try (RespondentStream stream = survey.open()) {
      var found = new ArrayList<Respondent>();
      stream.forEachRemaining(found::add);
      assertThat(found)
          .extracting(Respondent::id)
          .containsExactly("BRA.csv:2", "BRA.csv:3", "BRA.csv:4", "CAN.csv:2");
      assertThat(found.get(3).responses()).containsOnlyKeys("Q49");
      assertThat(stream.rowsRead()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void read_anyNumberOfThreads_givesTheSameRespondents(int threads) throws IOException {
    var text = new StringBuilder("D_ID,filler,B_LAND,Q1,Q49,note\n");
    for (int i = 0; i < 60_000; i++) {
      text.append(i).append(",").append("x".repeat(i % 300)).append(i % 3 == 0 ? ",76," : ",124,");
      text.append(i % 4 == 0 ? "-1" : 1 + i % 3).append(',').append(1 + i % 10);
      text.append(i % 1000 == 0 ? ",\"a\nb\"\n" : ",\n");
    }
    Path file = Files.writeString(folder.resolve("big.csv"), text);
    CsvSurvey survey = CsvSurvey.of(file, MAPPING).withThreads(threads);
    int expected = 0;
    try (RespondentStream stream = survey.open()) {
      while (stream.hasNext()) {
        Respondent found = stream.next();
        assertThat(found.id()).isEqualTo(String.valueOf(expected));
        assertThat(found.responses().get("Q49").code()).isEqualTo(1 + expected % 10);
        expected++;
      }
      assertThat(stream.rowsRead()).isEqualTo(60_000);
    }
    assertThat(expected).isEqualTo(60_000);
  }
}
