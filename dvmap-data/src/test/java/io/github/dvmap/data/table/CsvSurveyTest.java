package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveyFormatException;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.core.testkit.SurveySourceContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvSurveyTest extends SurveySourceContract {
  private static final SurveyMapping MAPPING =
      SurveyMapping.builder("A survey")
          .id("id")
          .integers()
          .attribute("Sex", "sex", c -> c.code(1, "Male").code(2, "Female").required())
          .attribute(
              "Age",
              "age",
              c ->
                  c.bin(Integer.MIN_VALUE, 39, "young")
                      .bin(40, Integer.MAX_VALUE, "old")
                      .dropMissing())
          .attribute("Land", "land", c -> c.code(1, "A").code(2, "B").dropOthers())
          .question("happy", "happy", "Are you happy?", c -> c.code(1, "Yes").code(2, "No"))
          .question(
              "trust", "trust", "Do you trust?", c -> c.bin(1, 5, "Little").bin(6, 10, "Much"))
          .build();

  @TempDir Path folder;

  private CsvSurvey survey(String text) {
    Path file = folder.resolve("survey.csv");
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return CsvSurvey.of(file, MAPPING);
  }

  private static List<Respondent> read(SurveySource survey) {
    var respondents = new ArrayList<Respondent>();
    try (RespondentStream stream = survey.open()) {
      stream.forEachRemaining(respondents::add);
    }
    return respondents;
  }

  @Override
  protected SurveySource source() {
    return survey("id,sex,age,land,happy,trust\na,1,20,1,1,10\nb,2,50,2,-1,\nc,1,-2,1,1,1\n");
  }

  @Test
  void read_plainFile_givesProfilesAndResponses() {
    List<Respondent> respondents = read(source());
    assertThat(respondents).extracting(Respondent::id).containsExactly("a", "b");
    assertThat(respondents.get(0).profile().levels())
        .containsExactly(
            Map.entry("Sex", "Male"), Map.entry("Age", "young"), Map.entry("Land", "A"));
    assertThat(respondents.get(0).responses())
        .containsOnly(
            Map.entry("happy", new Response(1, 0)), Map.entry("trust", new Response(10, 1)));
    assertThat(respondents.get(1).responses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id,sex,age,land,happy,trust\na,1,20,1,1,10\n",
        "\uFEFFid,sex,age,land,happy,trust\na,1,20,1,1,10\n",
        "id;sex;age;land;happy;trust\na;1;20;1;1;10\n",
        "id\tsex\tage\tland\thappy\ttrust\r\na\t1\t20\t1\t1\t10\r\n",
        "\"id\";\"sex\";\"age\";\"land\";\"happy\";\"trust\"\n\"a\";1;20;1;1;10;\n",
        "id,sex,age,land,happy,trust\na,1.0,2.0E1,1,01,10.0",
        "other,trust,happy,land,age,sex,id\n\"x,\ny \"\"z\"\"\",10, 1 ,1,20,1,a\n\n",
      })
  void read_anyDialect_givesTheSameRespondent(String text) {
    List<Respondent> respondents = read(survey(text));
    assertThat(respondents).hasSize(1);
    assertThat(respondents.get(0).id()).isEqualTo("a");
    assertThat(respondents.get(0).profile().levels().values())
        .containsExactly("Male", "young", "A");
    assertThat(respondents.get(0).responses()).containsOnlyKeys("happy", "trust");
  }

  @Test
  void read_rowsWithoutARespondent_areCountedByReason() {
    SurveySource survey =
        survey("id,sex,age,land,happy\na,1,,1,1\nb,1,30,3,1\nc,1,-1,2,1\nd,-2,30,,2\n");
    try (RespondentStream stream = survey.open()) {
      Respondent only = stream.next();
      assertThat(stream.hasNext()).isFalse();
      assertThat(only.profile().levels().values())
          .containsExactly("Not Answered", "young", "Not Answered");
      assertThat(stream.rowsRead()).isEqualTo(4);
      assertThat(stream.dropped())
          .containsOnly(
              Map.entry("Age is missing", 2L), Map.entry("Land is not in the mapping", 1L));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Male              | Male              | Sex is not in the mapping=1, Sex is missing=1",
        "Male;Not Answered | Male;Not Answered | Sex is not in the mapping=1",
        "Female            | Female            | Sex is not in the mapping=1, Sex is missing=1",
      })
  void withLevels_some_dropsAndCountsTheOthersAndTheMissing(
      String levels, String found, String dropped) {
    SurveyMapping mapping = MAPPING.withLevels("Sex", Set.of(levels.split(";")));
    survey("id,sex,age,happy\na,1,20,1\nb,2,20,1\nc,-1,20,1\n");
    try (RespondentStream stream = CsvSurvey.of(folder.resolve("survey.csv"), mapping).open()) {
      List<String> sexes = new ArrayList<>();
      stream.forEachRemaining(r -> sexes.add(r.profile().level("Sex")));
      assertThat(sexes).containsExactly(found.split(";"));
      assertThat(stream.dropped()).hasToString("{" + dropped + "}");
    }
    Map<String, Integer> missing = Map.of("sex", -1, "age", 20, "land", 1);
    Map<String, Integer> other = Map.of("sex", 3, "age", 20, "land", 1);
    assertThat(mapping.codeBook().profile(missing).isPresent())
        .isEqualTo(found.contains("Not Answered"));
    assertThat(mapping.codeBook().profile(other)).isEmpty();
  }

  @Test
  void withLevels_noneWithACode_isRefused() {
    for (String level : List.of("Not Answered", "Other")) {
      assertThatThrownBy(() -> MAPPING.withLevels("Sex", Set.of(level)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Sex needs 1 level or more of [Male, Female]");
    }
    assertThatThrownBy(() -> MAPPING.withLevels("Age", Set.of("old", "Not Answered")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sex,age,happy,,\n1,20,1,,\n2,20,1,,\n",
        ",sex,age,happy\n7,1,20,1\n7,2,20,1\n",
        ",sex,age,happy, \n7,1,20,1,x\n7,2,20,1,x\n",
      })
  void read_columnsWithoutAName_areNeverTheId(String text) {
    survey(text);
    SurveyMapping mapping =
        SurveyMapping.builder("S")
            .attribute("Sex", "sex", c -> c.code(1, "Male").code(2, "Female"))
            .question("happy", "happy", "Happy?", c -> c.code(1, "Yes").code(2, "No"))
            .build();
    assertThat(read(CsvSurvey.of(folder.resolve("survey.csv"), mapping)))
        .extracting(Respondent::id)
        .containsExactly("2", "3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PAR1", "$FL2", "$FL3", "PAR1: x"})
  void read_headerThatBeginsLikeASignature_isText(String first) {
    assertThat(read(survey(first + ",id,sex,age,happy\n0,a,1,20,1\n")))
        .extracting(Respondent::id)
        .containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'id,age,land,happy\na,20,1,1\n'             | 1 | sex   |      | no such column",
        "'id,sex,age,land\na,1,20,1\n'               | 1 | happy |      | no column of any question",
        "'id,sex,sex,happy\na,1,1,1\n'               | 1 | sex   |      | twice",
        "'id,sex,age,land,happy\na,1,20,1,1\nb,3,20,1,1\n' | 3 | sex   | 3    | none of the mapping",
        "'id,sex,age,land,happy\na,1,20,1,9\n'       | 2 | happy | 9    | none of the mapping",
        "'id,sex,age,land,trust\na,1,20,1,11\n'      | 2 | trust | 11   | none of the mapping",
        "'id,sex,age,land,happy\na,x,20,1,1\n'       | 2 | sex   | x    | none of the mapping",
        "'id,sex,age,land,happy\na,1.5,20,1,1\n'     | 2 | sex   | 1.5  | not an integer",
        "'id,sex,age,land,happy\na,1,1e300,1,1\n'    | 2 | age   | 1e300 | not an integer",
        "'id,sex,age,land,happy\na,1,20\n'           | 2 |       |      | 3 fields, the header 5",
        "'id,sex,age,land,happy\na,1,20,1,1,1,1\n'   | 2 |       |      | 7 fields, the header 5",
        "''                                          | 1 |       |      | empty",
      })
  void read_badFile_namesThePlaceAndTheValue(
      String text, long line, String column, String value, String problem) {
    SurveySource survey = survey(text);
    assertThatThrownBy(() -> read(survey))
        .asInstanceOf(type(SurveyFormatException.class))
        .satisfies(
            e -> {
              assertThat(e.path()).endsWith("survey.csv");
              assertThat(e.line()).isEqualTo(line);
              assertThat(e.column()).isEqualTo(column == null ? "" : column);
              assertThat(e.value()).isEqualTo(value == null ? "" : value);
              assertThat(e).hasMessageContaining(problem);
            });
  }

  @Test
  void read_binaryFile_saysThatItIsNotText() throws IOException {
    Path file = folder.resolve("picture.csv");
    Files.write(file, new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2, (byte) 0xFF});
    CsvSurvey survey = CsvSurvey.of(file, MAPPING);
    assertThatThrownBy(survey::open)
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("picture.csv")
        .hasMessageContaining("text");
  }

  @Test
  void read_binaryRowAfterAGoodHeader_saysThatItIsNotText() throws IOException {
    Path file = folder.resolve("mixed.csv");
    byte[] header = "id,sex,age,land,happy\n".getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOf(header, header.length + 4);
    bytes[header.length] = (byte) 0xFF;
    Files.write(file, bytes);
    CsvSurvey survey = CsvSurvey.of(file, MAPPING);
    assertThatThrownBy(() -> read(survey))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("text");
  }

  @Test
  void read_quoteThatNeverCloses_isAFormatError() {
    SurveySource survey = survey("id,sex,age,land,happy\n\"a,1,20,1,1\nb,1,20,1,1\n");
    assertThatThrownBy(() -> read(survey)).isInstanceOf(SurveyFormatException.class);
  }

  @Test
  void open_missingFile_namesIt() {
    CsvSurvey survey = CsvSurvey.of(folder.resolve("nowhere.csv"), MAPPING);
    assertThatThrownBy(survey::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("nowhere.csv");
  }

  @Test
  void withQuestions_some_keepsOnlyThose() {
    CsvSurvey survey =
        survey("id,sex,age,land,happy,trust\na,1,20,1,1,10\n").withQuestions(Set.of("trust"));
    assertThat(survey.schema().questions()).extracting(q -> q.id()).containsExactly("trust");
    assertThat(read(survey).get(0).responses()).containsOnlyKeys("trust");
    assertThatThrownBy(() -> survey.withQuestions(Set.of("Q9")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[Q9]");
  }
}
