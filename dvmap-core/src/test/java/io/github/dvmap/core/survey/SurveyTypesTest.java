package io.github.dvmap.core.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.testkit.Fixtures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
  void profile_namesAndLevelsApart_isAsFromAMap() {
    var names = ImmutableSet.of("Country", "Income Bracket");
    Profile profile = Profile.of(names, List.of("Chile", "High"));
    assertThat(profile)
        .isEqualTo(Fixtures.profile("Chile", "High"))
        .hasSameHashCodeAs(Fixtures.profile("Chile", "High"))
        .hasToString("{Country=Chile, Income Bracket=High}");
    assertThat(profile.attributes()).isSameAs(names.asList());
    assertThat(profile.levels()).isEqualTo(Map.of("Country", "Chile", "Income Bracket", "High"));
  }

  @Test
  void prompt_inPieces_isAsInOneText() {
    Prompt whole = new Prompt("system", "a question");
    Prompt joined = Prompt.joined("system", List.of("a ", "", "question"));
    assertThat(joined).isEqualTo(whole).hasSameHashCodeAs(whole).hasToString(whole.toString());
    assertThat(joined.user()).isEqualTo("a question");
    assertThat(joined.pieces()).containsExactly("a ", "", "question");
    assertThat(joined)
        .isNotEqualTo(new Prompt("", "a question"))
        .isNotEqualTo(new Prompt("system", "a"));
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
        bad(
            "option twice but for white space",
            "'No' and ' No\u2003' differ only in outer white space",
            () -> AnswerScale.of("Yes", "No", " No\u2003")),
        bad("no id", "''", () -> new Question("", "text", "", yesNo)),
        bad("no text", "'Q1'", () -> new Question("Q1", " ", "", yesNo)),
        bad("no name", "blank", () -> Attribute.open("")),
        bad("no attribute", "1 attribute", () -> Profile.of(Map.of())),
        bad("too few levels", "0 levels", () -> Profile.of(ImmutableSet.of("Age"), List.of())),
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
  void sample_fields_areChecked() {
    AlignmentSample s = Fixtures.sample("s", Fixtures.profile("Chile", "Low"), Fixtures.TRUST, 1);
    assertThat(s.answerLabel()).isEqualTo("No");
    assertThatThrownBy(() -> Fixtures.sample("s", s.profile(), Fixtures.TRUST, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Fixtures.sample("s", s.profile(), Fixtures.TRUST, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    for (double bad : new double[] {-0.01, 1.01, Double.NaN}) {
      assertThatThrownBy(
              () ->
                  new AlignmentSample(
                      "7", s.profile(), s.question(), 0, bad, s.prompt(), s.format()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("sample 7: frequency " + bad + " is not in [0, 1]");
    }
  }

  static Stream<Arguments> nulls() {
    Profile profile = Fixtures.profile("Chile", "High");
    AlignmentSample s = Fixtures.sample("s", profile, Fixtures.TRUST, 0);
    Question q = Fixtures.TRUST;
    return Stream.of(
        bad("prompt system", "system", () -> new Prompt(null, "")),
        bad("prompt user", "user", () -> new Prompt("", null)),
        bad("prompt piece", "user", () -> Prompt.joined("", Arrays.asList("a", null))),
        bad("category", "category", () -> new Question("Q", "text", null, q.scale())),
        bad("scale", "scale", () -> new Question("Q", "text", "", null)),
        bad("respondent id", "id", () -> new Respondent(null, profile, Map.of(), 1)),
        bad("respondent profile", "profile", () -> new Respondent("1", null, Map.of(), 1)),
        bad("archetype profile", "profile", () -> new Archetype(null, q, 0, 1, 0)),
        bad("answer", "answer", () -> new Prediction(s, null)),
        bad(
            "sample id",
            "id",
            () -> new AlignmentSample(null, profile, q, 0, 1, s.prompt(), s.format())),
        bad(
            "sample profile",
            "profile",
            () -> new AlignmentSample("s", null, q, 0, 1, s.prompt(), s.format())),
        bad(
            "sample prompt",
            "prompt",
            () -> new AlignmentSample("s", profile, q, 0, 1, null, s.format())),
        bad(
            "sample format",
            "format",
            () -> new AlignmentSample("s", profile, q, 0, 1, s.prompt(), null)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nulls")
  void construct_null_isRefusedByName(String name, String told, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(told);
  }

  @Test
  void construct_collectionsChangedLater_keepTheirOwn() {
    var labels = new ArrayList<>(List.of("Yes", "No"));
    AnswerScale scale = new AnswerScale(labels);
    Attribute attribute = new Attribute("Trust", labels);
    var levels = new LinkedHashMap<>(Map.of("Country", "Chile"));
    Profile profile = Profile.of(levels);
    var responses = new LinkedHashMap<>(Map.of("Q57", new Response(1, 0)));
    Respondent respondent = new Respondent("1", profile, responses, 0);
    labels.set(0, "Perhaps");
    levels.put("Country", "Japan");
    responses.clear();
    assertThat(scale).isEqualTo(AnswerScale.of("Yes", "No"));
    assertThat(attribute.levels()).containsExactly("Yes", "No");
    assertThat(profile.level("Country")).isEqualTo("Chile");
    assertThat(respondent.responses()).containsOnlyKeys("Q57");
    assertThat(Attribute.open("Country").levels()).isEmpty();
  }

  @Test
  void scale_labelOutside_isRefused() {
    for (int index : new int[] {-1, 2, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> Fixtures.TRUST.scale().label(index))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void profile_anyOrder_groupsTheSameRespondents() {
    var names = new ArrayList<>(List.of("a", "b", "c", "d", "e"));
    var groups = new HashMap<Profile, Integer>();
    var random = new Random(7);
    for (int i = 0; i < 120; i++) {
      Collections.shuffle(names, random);
      var levels = new LinkedHashMap<String, String>();
      names.forEach(name -> levels.put(name, "level of " + name));
      Profile profile = Profile.of(levels);
      assertThat(profile.levels().keySet()).containsExactlyElementsOf(names);
      groups.merge(profile, 1, Integer::sum);
    }
    assertThat(groups.values()).containsExactly(120);
  }

  @Test
  void profile_levelsOfTwoAttributesSwapped_isNotEqual() {
    assertThat(Profile.of(Map.of("a", "x", "b", "y")))
        .isNotEqualTo(Profile.of(Map.of("a", "y", "b", "x")))
        .isNotEqualTo("{a=x, b=y}");
    assertThat(Fixtures.profile("Chile", "Low")).hasToString("{Country=Chile, Income Bracket=Low}");
  }

  @Test
  void profile_has_knowsItsAttributes() {
    Profile profile = Fixtures.profile("Chile", "Low");
    assertThat(profile.has("Country")).isTrue();
    assertThat(profile.has("country")).isFalse();
    assertThatThrownBy(() -> profile.level("country"))
        .hasMessage("profile has no attribute 'country', only [Country, Income Bracket]");
  }
}
