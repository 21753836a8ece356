package io.github.dvmap.metrics.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.metric.AlignmentMetric;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.testkit.AlignmentMetricContract;
import io.github.dvmap.core.testkit.Fixtures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
  private static final Profile CHILE = Fixtures.profile("Chile", "Low");

  @Nested
  class Accuracy extends AlignmentMetricContract {
    @Override
    protected AlignmentMetric metric() {
      return Metrics.accuracy();
    }
  }

  @Nested
  class LikertConsistency extends AlignmentMetricContract {
    @Override
    protected AlignmentMetric metric() {
      return Metrics.likertConsistency();
    }
  }

  @Nested
  class WassersteinDistance extends AlignmentMetricContract {
    @Override
    protected AlignmentMetric metric() {
      return Metrics.wassersteinDistance();
    }
  }

  /** Pairs of right and chosen option; -1 for an unparsed answer. */
  private static List<Prediction> predictions(Profile profile, Question question, int... pairs) {
    var predictions = new ArrayList<Prediction>();
    for (int i = 0; i < pairs.length; i += 2) {
      ParsedAnswer answer =
          pairs[i + 1] < 0
              ? new ParsedAnswer.Missing()
              : new ParsedAnswer.Chosen(pairs[i + 1], true);
      predictions.add(
          new Prediction(Fixtures.sample("s" + i, profile, question, pairs[i]), answer));
    }
    return predictions;
  }

  private static Question question(int options) {
    String[] labels = IntStream.range(0, options).mapToObj(k -> "o" + k).toArray(String[]::new);
    return new Question("Q" + options, "?", "", AnswerScale.of(labels));
  }

  private static double value(AlignmentMetric metric, List<Prediction> predictions) {
    AlignmentMetric.Accumulator accumulator = metric.accumulator();
    predictions.forEach(accumulator::accept);
    return accumulator.value();
  }

  private static int[] pairs(String text) {
    return Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
  }

  // by hand: K options, pairs (right, chosen)
  @ParameterizedTest
  @CsvSource({
    "4, 0 0 1 1 2 2 3 3,    1,    1,     0",
    "4, 0 3,                0,    0,     1",
    "4, 0 1 1 0,            0,    0.6667, 0",
    "4, 0 0 0 1,            0.5,  0.8333, 0.16667",
    "2, 0 0 0 1 1 1 1 0,    0.5,  0.5,   0",
    "5, 0 2 4 2,            0,    0.5,   0.5",
    "3, 1 1 1 -1,           0.5,  0.5,   0.5",
    "3, 0 -1 1 -1,          0,    0,     1",
    "3, 0 0 2 2 1 -1,       0.6667, 0.6667, 0.4444",
  })
  void metrics_smallExamples_equalTheHandComputation(
      int options, String pairs, double accuracy, double likert, double wasserstein) {
    List<Prediction> predictions = predictions(CHILE, question(options), pairs(pairs));
    assertThat(value(Metrics.accuracy(), predictions)).isCloseTo(accuracy, within(1e-4));
    assertThat(value(Metrics.likertConsistency(), predictions)).isCloseTo(likert, within(1e-4));
    assertThat(value(Metrics.wassersteinDistance(), predictions))
        .isCloseTo(wasserstein, within(1e-4));
  }

  @Test
  void wasserstein_severalCells_isTheMeanOverCountriesAndQuestions() {
    var all = new ArrayList<>(predictions(CHILE, Fixtures.TRUST, 0, 1)); // 1
    all.addAll(predictions(Fixtures.profile("Japan", "Low"), Fixtures.TRUST, 1, 0)); // 1
    all.addAll(predictions(Fixtures.profile("Japan", "High"), Fixtures.FAMILY, 0, 0, 0, 0)); // 0
    assertThat(value(Metrics.wassersteinDistance(), all)).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void wasserstein_noCountry_takesTheQuestionAsTheCell() {
    var all = new ArrayList<>(predictions(Profile.of(Map.of("Sex", "F")), Fixtures.TRUST, 0, 1));
    all.addAll(predictions(Profile.of(Map.of("Sex", "M")), Fixtures.TRUST, 1, 0));
    assertThat(value(Metrics.wassersteinDistance(), all)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 7})
  void wasserstein_randomAnswers_equalsTheCheapestTransport(int options) {
    var random = new Random(options);
    for (int round = 0; round < 50; round++) {
      int n = 1 + random.nextInt(6);
      int[] right = random.ints(n, 0, options).toArray();
      int[] chosen = random.ints(n, 0, options).toArray();
      int[] pairs = new int[2 * n];
      for (int i = 0; i < n; i++) {
        pairs[2 * i] = right[i];
        pairs[2 * i + 1] = chosen[i];
      }
      double distance =
          value(Metrics.wassersteinDistance(), predictions(CHILE, question(options), pairs));
      // in one dimension the sorted matching is the cheapest transport of equal masses
      Arrays.sort(right);
      Arrays.sort(chosen);
      double cost = 0;
      for (int i = 0; i < n; i++) {
        cost += Math.abs(right[i] - chosen[i]) / (double) (options - 1) / n;
      }
      assertThat(distance).isCloseTo(cost, within(1e-12));
    }
  }

  @Test
  void wasserstein_rightAndChosenSwapped_isTheSame() {
    int[] pairs = {0, 3, 1, 1, 2, 0, 3, 3, 1, 2};
    int[] swapped = {3, 0, 1, 1, 0, 2, 3, 3, 2, 1};
    assertThat(value(Metrics.wassersteinDistance(), predictions(CHILE, Fixtures.FAMILY, pairs)))
        .isEqualTo(
            value(Metrics.wassersteinDistance(), predictions(CHILE, Fixtures.FAMILY, swapped)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void metrics_anyPredictions_areInTheirRange(long seed) {
    List<Prediction> predictions = Fixtures.predictions(60, seed);
    for (AlignmentMetric metric :
        List.of(Metrics.accuracy(), Metrics.likertConsistency(), Metrics.wassersteinDistance())) {
      assertThat(value(metric, predictions)).as(metric.name()).isBetween(0.0, 1.0);
    }
  }
}
