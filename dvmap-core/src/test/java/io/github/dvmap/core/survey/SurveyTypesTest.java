package io.github.dvmap.core.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.testkit.Fixtures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SurveyTypesTest {
  @Test
  void profile_sameLevelsInOtherOrder_isEqual() {
    Map<String, String> turned = new LinkedHashMap<>();
    turned.put("Income Bracket", "High");
    turned.put("Country", "Chile");
    assertThat(Profile.of(turned))
        .isEqualTo(Fixtures.profile("Chile", "High"))
        .hasSameHashCodeAs(Fixtures.profile("Chile", "High"));
  }

  @Test
  void profile_oneLevelOrAttributeDiffers_isNotEqual() {
    Profile profile = Fixtures.profile("Chile", "High");
    Map<String, String> more = Fixtures.levels(profile);
    more.put("Gender", "Female");
    assertThat(profile).isNotEqualTo(Fixtures.profile("Chile", "Low"));
    assertThat(profile).isNotEqualTo(Profile.of(more));
  }

  @Test
  void with_otherLevel_changesThatOneAndKeepsTheOrder() {
    Profile flipped = Fixtures.profile("Chile", "High").with("Income Bracket", "Low");
    assertThat(flipped).isEqualTo(Fixtures.profile("Chile", "Low"));
    assertThat(flipped.levels().keySet()).containsExactly("Country", "Income Bracket");
    assertThat(Fixtures.profile("Chile", "High").with("Country", "Chile"))
        .isEqualTo(Fixtures.profile("Chile", "High"));
  }

  @Test
  void scale_label_isFoundByItsExactTextOnly() {
    AnswerScale scale = AnswerScale.of("Yes", "No");
    assertThat(scale.indexOf("No")).hasValue(1);
    assertThat(scale.indexOf("no")).isEmpty();
    assertThat(scale.label(0)).isEqualTo("Yes");
    assertThatThrownBy(() -> scale.label(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  static Stream<Arguments> refused() {
    AnswerScale yesNo = AnswerScale.of("Yes", "No");
    Profile profile = Fixtures.profile("Chile", "High");
    return Stream.of(
        bad("1 option", "[Yes]", () -> AnswerScale.of("Yes")),
        bad("blank option", "blank", () -> AnswerScale.of("Yes", " ")),
        bad("option twice", "'Yes' is repeated", () -> AnswerScale.of("Yes", "No", "Yes")),
        bad("no id", "''", () -> new Question("", "text", "", yesNo)),
        bad("no text", "'Q1'", () -> new Question("Q1", " ", "", yesNo)),
        bad("no name", "blank", () -> Attribute.open("")),
        bad("no attribute", "1 attribute", () -> Profile.of(Map.of())),
        bad("unknown attribute", "'Age'", () -> profile.level("Age")),
        bad("unknown attribute to change", "'Age'", () -> profile.with("Age", "9")),
        bad("negative weight", "-1.0", () -> new Respondent("7", profile, Map.of(), -1)),
        bad("weight NaN", "NaN", () -> new Respondent("7", profile, Map.of(), Double.NaN)),
        bad(
            "no attributes",
            "'s'",
            () -> new SurveySchema("s", List.of(), List.of(Fixtures.TRUST))),
        bad(
            "attribute twice",
            "'Age' is repeated",
            () ->
                new SurveySchema(
                    "s",
                    List.of(Attribute.open("Age"), Attribute.open("Age")),
                    List.of(Fixtures.TRUST))),
        bad(
            "question twice",
            "'Q57' is repeated",
            () ->
                new SurveySchema(
                    "s", Fixtures.ATTRIBUTES, List.of(Fixtures.TRUST, Fixtures.TRUST))),
        bad("unknown question", "'Q9'", () -> Fixtures.SCHEMA.question("Q9")),
        bad("support 0", "support 0", () -> new Archetype(profile, Fixtures.TRUST, 0, 0, 0)),
        bad("entropy NaN", "NaN", () -> new Archetype(profile, Fixtures.TRUST, 0, 1, Double.NaN)),
        bad(
            "frequency 2",
            "2.0",
            () -> {
              AlignmentSample s = Fixtures.sample("s", profile, Fixtures.TRUST, 0);
              new AlignmentSample("s", s.profile(), s.question(), 0, 2, s.prompt(), s.format());
            }));
  }

  private static Arguments bad(String name, String told, ThrowingCallable call) {
    return Arguments.of(name, told, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void construct_badValue_isRefusedByName(String name, String told, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  @Test
  void archetype_answerOutsideTheScale_isRefused() {
    assertThatThrownBy(
            () -> new Archetype(Fixtures.profile("Chile", "High"), Fixtures.TRUST, 2, 1, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void surveyFormatException_message_namesEveryKnownPart() {
    var full = new SurveyFormatException("a.csv", 12, "Q57", "99", "unknown code");
    assertThat(full).hasMessage("a.csv, line 12, column Q57, value '99': unknown code");
    assertThat(full.path()).isEqualTo("a.csv");
    assertThat(full.line()).isEqualTo(12);
    assertThat(full.column()).isEqualTo("Q57");
    assertThat(full.value()).isEqualTo("99");
    assertThat(new SurveyFormatException("a.csv", 0, "", "", "is empty"))
        .hasMessage("a.csv: is empty");
    assertThat(new SurveyFormatException("a.csv", 1, "", "x".repeat(200), "too long").getMessage())
        .hasSizeLessThan(140);
  }
}
