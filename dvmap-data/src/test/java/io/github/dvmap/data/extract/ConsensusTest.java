package io.github.dvmap.data.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.core.testkit.Fixtures;
import io.github.dvmap.core.testkit.InMemorySurvey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Consensus rules, the library's and a user's own, on counts made by hand. */
class ConsensusTest {
  /** The rule of docs/EXTENDING.md. */
  private static Consensus lead(double votes) {
    return counts -> {
      int first = counts.modeOfOptions();
      double second = 0;
      for (int option = 0; option < counts.options(); option++) {
        second = option == first ? second : Math.max(second, counts.votes(option));
      }
      return counts.votes(first) - second >= votes ? OptionalInt.of(first) : OptionalInt.empty();
    };
  }

  /** The lowest option with half the votes at or below it. */
  private static Consensus median() {
    return counts -> {
      int option = 0;
      for (double below = counts.votes(0); 2 * below < counts.weight(); option++) {
        below += counts.votes(option + 1);
      }
      return OptionalInt.of(option);
    };
  }

  private static int[] numbers(String text) {
    return Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
  }

  @ParameterizedTest
  @CsvSource({"5 2 1, 3, 0", "5 2 1, 4, -1", "1 0 9, 8, 2", "3 3, 1, -1", "0 2, 2, 1"})
  void ownRule_leadOverTheRunnerUp_isCounted(String votes, double lead, int answer) {
    OptionalInt found = lead(lead).answer(AnswerCounts.of(numbers(votes)));
    assertThat(found.orElse(-1)).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({"1 1 1, 1", "5 2 1, 0", "1 0 9, 2", "2 2, 0", "0 0 0 1, 3"})
  void ownRule_medianOption_isCounted(String votes, int answer) {
    assertThat(median().answer(AnswerCounts.of(numbers(votes)))).hasValue(answer);
  }

  @Test
  void of_votesByOption_areCountedAsIfRead() {
    AnswerCounts counts = AnswerCounts.of(1, 0, 3, 0);
    var read = new AnswerCounts(4);
    for (int option : new int[] {2, 0, 2, 2}) {
      read.add(new Response(option, option), 1);
    }
    for (AnswerCounts each : List.of(counts, read)) {
      assertThat(each.options()).isEqualTo(4);
      assertThat(IntStream.range(0, 4).mapToDouble(each::votes))
          .containsExactly(1.0, 0.0, 3.0, 0.0);
      assertThat(each.total()).isEqualTo(4);
      assertThat(each.weight()).isEqualTo(4);
      assertThat(each.agreement()).isEqualTo(0.75);
      assertThat(each.entropy()).isCloseTo(0.811278124459, within(1e-12));
      assertThat(each.modeOfOptions()).isEqualTo(2);
      assertThat(each.modeOfCodes()).isEqualTo(2);
    }
  }

  @Test
  void weighted_votesByOption_countByWeight() {
    AnswerCounts counts = AnswerCounts.weighted(new int[] {3, 1, 0}, new double[] {0.75, 2.25, 0});
    assertThat(counts.total()).isEqualTo(4);
    assertThat(counts.weight()).isEqualTo(3);
    assertThat(counts.votes(1)).isEqualTo(2.25);
    assertThat(counts.modeOfOptions()).isEqualTo(1);
    assertThat(counts.entropy()).isCloseTo(0.811278124459, within(1e-12));
  }

  @Test
  void votes_optionOutsideTheScale_isRefused() {
    AnswerCounts counts = AnswerCounts.of(1, 2);
    assertThatThrownBy(() -> counts.votes(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> counts.votes(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  static Stream<Arguments> badCounts() {
    return Stream.of(
        Arguments.of(new int[] {1}, new double[] {1}, "2 or more"),
        Arguments.of(new int[] {1, 2}, new double[] {1, 2, 3}, "2 options and weights of 3"),
        Arguments.of(new int[] {0, 0}, new double[] {0, 0}, "no respondent"),
        Arguments.of(new int[] {2, -1}, new double[] {2, 0}, "option 1 has -1 respondents"),
        Arguments.of(new int[] {2, 1}, new double[] {2, 0}, "option 1 has 1 respondents of weight"),
        Arguments.of(new int[] {2, 0}, new double[] {2, 1}, "option 1 has 0 respondents of weight"),
        Arguments.of(new int[] {2, 1}, new double[] {2, Double.NaN}, "weight NaN"),
        Arguments.of(
            new int[] {2, 1}, new double[] {Double.POSITIVE_INFINITY, 1}, "weight Infinity"));
  }

  @ParameterizedTest
  @MethodSource("badCounts")
  void weighted_badNumbers_areRefused(int[] respondents, double[] weights, String problem) {
    assertThatThrownBy(() -> AnswerCounts.weighted(respondents, weights))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void entropy_oneOptionOfSeveralCodes_isZero() {
    var counts = new AnswerCounts(2);
    counts.add(new Response(1, 0), 0.1);
    counts.add(new Response(2, 0), 0.2);
    counts.add(new Response(3, 0), 0.3);
    assertThat(counts.entropy()).isZero();
    assertThat(AnswerCounts.merged(List.of(counts, counts, counts)).entropy()).isZero();
    assertThat(Consensus.strict().answer(counts)).hasValue(0);
  }

  @Test
  void entropy_shareTooSmallForADouble_isNoNaN() {
    AnswerCounts counts = AnswerCounts.weighted(new int[] {1, 1}, new double[] {1e308, 1e-20});
    assertThat(counts.entropy()).isZero();
  }

  @Test
  void merged_codeOfTwoOptions_isRefused() {
    var counts = new AnswerCounts(2);
    counts.add(new Response(1, 0), 1);
    List<AnswerCounts> parts = List.of(counts, AnswerCounts.of(0, 1));
    assertThatThrownBy(() -> AnswerCounts.merged(parts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("code 1", "option 0", "option 1");
  }

  static Stream<Arguments> badRules() {
    return Stream.of(
        Arguments.of("option 99", (Consensus) counts -> OptionalInt.of(99)),
        Arguments.of("option 4", (Consensus) counts -> OptionalInt.of(4)),
        Arguments.of("option -1", (Consensus) counts -> OptionalInt.of(-1)),
        Arguments.of("null", (Consensus) counts -> null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRules")
  void extract_ruleWithoutAnOption_namesProfileAndQuestion(String given, Consensus rule) {
    SurveySource survey =
        new InMemorySurvey(
            Fixtures.SCHEMA,
            List.of(
                new Respondent(
                    "1", Fixtures.profile("Chile", "Low"), Map.of("Q1", new Response(1, 0)), 1)));
    ArchetypeExtractor extractor = ArchetypeExtractor.builder().consensus(rule).build();
    assertThatThrownBy(() -> extractor.extract(survey))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "consensus gives "
                + given
                + " for question 'Q1' and profile {Country=Chile, Income Bracket=Low}, not empty or"
                + " an option in [0, 4)");
  }
}
