package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.StringReader;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SurveyMappingTest {
  private static final String GOOD =
      """
      {"name": "S", "id": "nr", "integers": true,
       "attributes": [
        {"name": "Sex", "column": "sex", "codes": {"1": "M", "2": "F", "3": "F"}, "required": true},
        {"name": "Age", "column": "age", "missing": "drop", "otherwise": "drop",
         "bins": [{"to": 39, "label": "young"}, {"from": 40, "label": "old"}]},
        {"name": "Faith", "column": "faith", "codes": {"7": "None"}, "missing": "unknown"}],
       "questions": [
        {"id": "q", "column": "q1", "text": "Happy?", "category": "C", "codes": {"1": "Y", "2": "N"}}]}
      """;

  private static SurveyMapping read(String json) {
    return new MappingReader("map.json").read(new StringReader(json));
  }

  @Test
  void read_json_equalsTheFluentMapping() {
    SurveyMapping fluent =
        SurveyMapping.builder("S")
            .id("nr")
            .integers()
            .attribute("Sex", "sex", c -> c.code(1, "M").code(2, "F").code(3, "F").required())
            .attribute(
                "Age",
                "age",
                c ->
                    c.bin(Integer.MIN_VALUE, 39, "young")
                        .bin(40, Integer.MAX_VALUE, "old")
                        .dropMissing()
                        .dropOthers())
            .attribute("Faith", "faith", c -> c.code(7, "None").missing("unknown"))
            .question("q", "q1", "Happy?", c -> c.category("C").code(1, "Y").code(2, "N"))
            .build();
    SurveyMapping read = read(GOOD);
    assertThat(read.schema()).isEqualTo(fluent.schema());
    assertThat(read.attributes()).isEqualTo(fluent.attributes());
    assertThat(read.questions()).isEqualTo(fluent.questions());
    assertThat(read.idColumn()).isEqualTo(fluent.idColumn()).isEqualTo("nr");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{\"name\": \"S\"                     | [                      |               | JSON",
        "\"name\": \"S\"                      | \"nom\": \"S\"         | nom           | unknown key",
        "\"integers\": true                   | \"integers\": 1        | integers      | true nor false",
        "\"required\": true                   | \"required\": \"yes\"  | attributes[0].required | true nor",
        "\"column\": \"sex\",                 | #                      #| attributes[0].column | missing",
        "\"otherwise\": \"drop\"              | \"otherwise\": \"x\"   | attributes[1].otherwise | drop",
        "\"to\": 39                           | \"to\": 45             | attributes[1] | overlapping",
        "\"from\": 40                         | \"from\": \"forty\"    | attributes[1].bins.from | integer",
        "\"codes\": {\"7\": \"None\"}, \"missing\": \"unknown\" | \"missing\": \"x\" | attributes[2] | codes or bins",
        "\"name\": \"Age\"                    | \"name\": \"Sex\"      |               | 'Sex' is repeated",
        "{\"1\": \"Y\", \"2\": \"N\"}         | {\"1\": \"Y\"}         | questions[0]  | 2 options",
        "{\"1\": \"Y\", \"2\": \"N\"}         | 7                      | questions[0].codes | object",
        "{\"7\": \"None\"}                    | {\"7\": \" \"}         | attributes[2] | blank",
        "{\"7\": \"None\"}                    | {\"7\": \"a\", \"7\": \"b\"} | attributes[2].codes.7 | there twice",
        "\"integers\": true                   | \"name\": \"T\"        | name          | there twice",
        "\"required\": true                   | \"name\": \"T\"        | attributes[0].name | there twice",
        "\"1\": \"M\"                         | \"01\": \"M\"         | attributes[0] | code 01; integers are written 1",
        "\"to\": 39                           | \"from\": -2147483649, \"to\": 1 | attributes[1] | bin -2147483649..1, which is beyond",
        "\"codes\": {\"7\"                    | \"aliases\": {\"x\": 2147483648}, \"codes\": {\"7\" | attributes[2] | alias 'x' for 2147483648, which is beyond",
      })
  void read_badJson_namesFileAndKey(String part, String instead, String key, String problem) {
    assertThat(GOOD).contains(part);
    String json = GOOD.replace(part, instead == null ? "" : instead);
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("map.json")
        .hasMessageContaining(key == null ? "" : key)
        .hasMessageContaining(problem);
  }

  static Stream<Arguments> refused() {
    var builder = SurveyMapping.builder("S");
    return Stream.of(
        bad(
            "'a' has code 1 twice",
            () -> builder.attribute("A", "a", c -> c.code(1, "x").code(1, "y"))),
        bad("'a' has a blank label", () -> builder.attribute("A", "a", c -> c.code(1, " "))),
        bad("'a' has the empty bin 3..2", () -> builder.attribute("A", "a", c -> c.bin(3, 2, "x"))),
        bad(
            "overlapping bins: 2..3 and 1..2",
            () -> builder.attribute("A", "a", c -> c.bin(1, 2, "x").bin(2, 3, "y"))),
        bad("'a' has codes", () -> builder.attribute("A", "a", c -> c.code(1, "x").bin(2, 3, "y"))),
        bad("'a' has bins", () -> builder.attribute("A", "a", c -> c.bin(2, 3, "y").code(1, "x"))),
        bad("'a' needs codes or bins", () -> builder.attribute("A", "a", c -> {})),
        bad(
            "'a' has aliases [y], but codes are texts",
            () -> builder.attribute("A", "a", c -> c.code("x", "X").alias("y", 1))),
        bad(
            "'a' has alias '1.5', which is a number",
            () -> builder.attribute("A", "a", c -> c.bin(1, 2, "X").alias("1.5", 1))),
        bad(
            "'a' has code 'na', which says that there is no value",
            () ->
                SurveyMapping.builder("S")
                    .missingText("NA")
                    .attribute("A", "a", c -> c.code("na", "Namibia"))),
        bad(
            "'a' has alias 'na', which says that there is no value",
            () ->
                SurveyMapping.builder("S")
                    .missingText("NA")
                    .attribute("A", "a", c -> c.bin(1, 2, "X").alias("na", 1))),
        bad(
            "'a' has code ' x', which no cell is read as",
            () -> builder.attribute("A", "a", c -> c.code(" x", "X"))),
        bad(
            "'a' has code '', which no cell is read as",
            () -> builder.attribute("A", "a", c -> c.code("", "X"))),
        badInteger("'a' has code 01; integers are written 1", "01"),
        badInteger("'a' has code 00; integers are written 0", "00"),
        badInteger("'a' has code -1, not an integer", "-1"),
        badInteger("'a' has code 2147483648, which is beyond -2147483648..", "2147483648"),
        badInteger("'a' has code 99999999999999999999, which is", "99999999999999999999"),
        bad("name is blank", () -> builder.attribute("A", " ", c -> c.code(1, "x"))),
        bad("2 options", () -> builder.question("q", "q", "Why?", c -> c.code(1, "x"))),
        bad("1 attribute and 1 question", () -> SurveyMapping.builder("S").build()));
  }

  private static Arguments badInteger(String told, String code) {
    return bad(
        told,
        () -> SurveyMapping.builder("S").integers().attribute("A", "a", c -> c.code(code, "X")));
  }

  private static Arguments bad(String told, ThrowingCallable call) {
    return Arguments.of(told, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void builder_badValue_isRefusedByName(String told, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  @Test
  void integers_afterAColumn_isRefused() {
    var builder = SurveyMapping.builder("S").attribute("A", "a", c -> c.code(1, "x"));
    assertThatThrownBy(builder::integers).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void resource_absent_isNamed() {
    assertThatThrownBy(() -> SurveyMapping.resource(SurveyMappingTest.class, "none.json"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.json");
  }
}
