package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text files whose dialect is hard to see: each is read right or refused. */
class DetectionTest {
  @TempDir Path folder;

  private List<Respondent> read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("survey.txt"), bytes);
    List<Respondent> respondents = new ArrayList<>();
    try (RespondentStream stream = CsvSurvey.of(file, SurveyFormatsTest.MAPPING).open()) {
      stream.forEachRemaining(respondents::add);
    }
    return respondents;
  }

  private List<Respondent> read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertTheRespondent(List<Respondent> found) {
    assertThat(found).hasSize(1);
    assertThat(found.get(0).id()).isEqualTo("1");
    assertThat(found.get(0).profile().levels().values()).containsExactly("Brésil", "None");
    assertThat(found.get(0).responses())
        .containsOnly(Map.entry("Q1", new Response(2, 1)), Map.entry("Q49", new Response(9, 2)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // trailing delimiters, on rows or everywhere, with either line end
        "D_ID;B_LAND;Q9;Q1;Q49\r\n1;76;100000020;2;9;\r\n",
        "D_ID;B_LAND;Q9;Q1;Q49;\r\n1;76;100000020;2;9;\r\n",
        "D_ID;B_LAND;Q9;Q1;Q49;\n1;76;100000020;2;9;",
        // a header of prose has more commas than semicolons
        "D_ID;B_LAND;Q9 Faith, if any, or none;Q1 Kin, work, so on;Q49\n1;76;100000020;2;9\n",
        "D_ID\tB_LAND\tQ9: a; b; c; d; e; f\tQ1: Family\tQ49\r1\t76\t100000020\t2\t9\r",
        // mixed quoting, blank lines, quotes within plain cells
        "\"D_ID\",B_LAND,\"Q9\",Q1,\"Q49\"\n1,\"76\",100000020,\"2\",9\n",
        "\n\r\n\nD_ID,B_LAND,Q9,Q1,Q49\n\n\n1,76,100000020,2,9\n\n",
        "D_ID,B_LAND,Q9,Q1,Q49,x\n1,76,100000020,2,9,five\" tall\n",
        "D_ID,B_LAND,Q9,Q1,Q49,x\n1,76,100000020,2,9,\"one;two;\r\n\"\"three\"\"\"\n",
        // columns without a name
        ",D_ID,,B_LAND,Q9,Q1,Q49\n0,1,0,76,100000020,2,9\n",
        // integers in other coats
        "D_ID,B_LAND,Q9,Q1,Q49\n1,76.0,1.0000002E8,2.0,9.00\n",
        "D_ID,B_LAND,Q9,Q1,Q49\n1,+76,1.0000002E+08,2.,0009\n",
        "D_ID,B_LAND,Q9,Q1,Q49\n1, 76 ,100000020.0,2e0,\"9 \"\n",
        "D_ID,B_LAND,Q9,Q1,Q49\n1,7.6E1,1000000.2e2,0.2e1,90E-1\n",
      })
  void read_hardToSee_givesTheRespondent(String text) throws IOException {
    assertTheRespondent(read(text));
    assertTheRespondent(read("\uFEFF" + text));
  }

  @Test
  void read_markBeforeLatin1_isReadCellByCell() throws IOException {
    byte[] text =
        "D_ID,B_LAND,Q9,Q1,Q49\n1,Brésil,None,2,9\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] marked = Arrays.copyOf("\uFEFF".getBytes(StandardCharsets.UTF_8), 3 + text.length);
    System.arraycopy(text, 0, marked, 3, text.length);
    assertTheRespondent(read(marked));
  }

  @Test
  void read_headerThatStartsLikeHalfAMark_isAHeader() throws IOException {
    byte[] text =
        "ï»,D_ID,B_LAND,Q9,Q1,Q49\n0,1,76,100000020,2,9\n"
            .getBytes(Charset.forName("windows-1252"));
    assertTheRespondent(read(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"D_ID,B_LAND,Q1", "D_ID;B_LAND;Q1\r\n", "\uFEFFQ1\tB_LAND\r", "\n\nB_LAND|Q1\n\n"})
  void read_headerOnly_givesNoRespondents(String text) throws IOException {
    assertThat(read(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-2.0", "-5", "-2E0", "", "\"\"", " ", "No answer", "NO  ANSWER"})
  void read_missingValue_isNoResponse(String cell) throws IOException {
    List<Respondent> found = read("B_LAND;Q1;Q49\n76;" + cell + ";9\n");
    assertThat(found.get(0).responses()).containsOnlyKeys("Q49");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                               | line 1: the file is empty",
        "'\uFEFF'                         | line 1: the file is empty",
        "' \r\n\t\n'                      | line 1: the file is empty",
        "'Q1'                             | line 1, column B_LAND: the header has no such column",
        "'B_LAND\n76\n'                   | line 1, column Q1: the header has no column of any",
        "'B_LAND,Q1\n76\n'                | line 2: the row has 1 fields, the header 2",
        "'B_LAND,Q1\n76,1,2\n'            | line 2: the row has 3 fields, the header 2",
        "'B_LAND,Q1,\n76,1\n'             | line 2: the row has 2 fields, the header 3",
        "'B_LAND;Q1\n76;1,5\n'            | line 2, column Q1, value '1,5': is none of the mapping",
        "'B_LAND;Q1\n76;1.5\n'            | line 2, column Q1, value '1.5': is not an integer",
        "'B_LAND;Q1\n76;-1.5\n'           | line 2, column Q1, value '-1.5': is not an integer",
        "'B_LAND;Q1\n76;2147483648\n'     | column Q1, value '2147483648': is not an integer",
        "'B_LAND;Q1\n76;1e999\n'          | line 2, column Q1, value '1e999': is not an integer",
        "'B_LAND;Q1\n76;2;;\n'            | line 2: the row has 4 fields, the header 2",
        "'B_LAND;Q1\n76;\"2\"2\n'         | line 2: text follows the closing quote of a field",
        "'B_LAND;Q1\r\n76;\"2\r\n'        | line 2: a quoted field is never closed",
      })
  void read_whatCannotBeRead_isRefusedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageStartingWith(folder.resolve("survey.txt") + ", ")
        .hasMessageContaining(message);
  }
}
