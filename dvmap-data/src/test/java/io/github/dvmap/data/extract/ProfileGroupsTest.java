package io.github.dvmap.data.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.core.testkit.Fixtures;
import io.github.dvmap.core.testkit.InMemorySurvey;
import io.github.dvmap.data.analysis.AttributeImportance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a survey's answers must be for consensus to count them. */
class ProfileGroupsTest {
  private static final Profile PROFILE = Fixtures.profile("Chile", "Low");

  private static SurveySource survey(Response... answers) {
    List<Respondent> people = new ArrayList<>();
    for (Response answer : answers) {
      people.add(new Respondent("r" + people.size(), PROFILE, Map.of("Q1", answer), 1));
    }
    return new InMemorySurvey(Fixtures.SCHEMA, people);
  }

  /** A survey of 300 respondents with a code for each option. */
  private static SurveySource survey(IntUnaryOperator codeOfOption) {
    List<Respondent> people = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String country = Fixtures.ATTRIBUTES.get(0).levels().get(i % 2);
      String income = Fixtures.ATTRIBUTES.get(1).levels().get(i % 3);
      int option = (int) (CounterRandom.uniform(7, i, 0, 0) * 4);
      people.add(
          new Respondent(
              "r" + i,
              Fixtures.profile(country, income),
              Map.of("Q1", new Response(codeOfOption.applyAsInt(option), option)),
              1));
    }
    return new InMemorySurvey(Fixtures.SCHEMA, people);
  }

  @Test
  void extract_surveyWithoutCodes_isRefusedRatherThanInAgreement() {
    SurveySource zeros = survey(option -> 0);
    assertThatThrownBy(() -> ArchetypeExtractor.paper().extract(zeros))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("code 0", "'Q1'");
    ExtractionReport found = ArchetypeExtractor.paper().extract(survey(option -> option)).report();
    assertThat(found.pairsDisagreeing()).isEqualTo(6);
    assertThat(found.kept()).isZero();
  }

  @Test
  void extract_codeWithTwoOptions_namesRespondentCodeAndQuestion() {
    SurveySource survey = survey(new Response(5, 1), new Response(6, 1), new Response(5, 3));
    assertThatThrownBy(() -> ArchetypeExtractor.released().extract(survey))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "respondent r2: code 5 of question 'Q1' is option 3 'Not at all important', in an"
                + " answer before 1 'Rather important'; a survey without codes gives the option as"
                + " the code");
  }

  @ParameterizedTest
  @CsvSource({"-1", "4"})
  void read_optionOutsideTheScale_namesRespondentAndQuestion(int option) {
    SurveySource survey = survey(new Response(1, 0), new Response(9, option));
    String message = "respondent r1: option " + option + " of question 'Q1' is not in [0, 4)";
    assertThatThrownBy(() -> ArchetypeExtractor.paper().group(survey))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    AttributeImportance importance = AttributeImportance.builder().build();
    assertThatThrownBy(() -> importance.analyse(survey))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void read_interruptedThread_isCancelledAndStaysInterrupted() {
    SurveySource survey = survey(new Response(1, 0), new Response(2, 1));
    AttributeImportance importance = AttributeImportance.builder().build();
    try {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> ArchetypeExtractor.paper().extract(survey))
          .isInstanceOf(CancellationException.class);
      assertThatThrownBy(() -> importance.analyse(survey))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
