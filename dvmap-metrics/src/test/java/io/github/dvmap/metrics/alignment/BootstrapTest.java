package io.github.dvmap.metrics.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.dvmap.core.metric.AlignmentMetric;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.metrics.Items;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapTest {
  private static final double TOLERANCE = 1e-12;

  /** A third party's metric: it keeps the predictions and overrides nothing. */
  private record Listed(String name, ToDoubleFunction<List<Prediction>> of)
      implements AlignmentMetric {
    @Override
    public boolean higherIsBetter() {
      return true;
    }

    @Override
    public Accumulator accumulator() {
      return new Kept(new ArrayList<>(), of);
    }
  }

  private record Kept(List<Prediction> list, ToDoubleFunction<List<Prediction>> of)
      implements AlignmentMetric.Accumulator {
    @Override
    public void accept(Prediction prediction) {
      list.add(prediction);
    }

    @Override
    public void combine(AlignmentMetric.Accumulator other) {
      list.addAll(((Kept) other).list);
    }

    @Override
    public double value() {
      return of.applyAsDouble(list);
    }
  }

  private static AlignmentMetric items() {
    return new Listed("items", List::size);
  }

  private static Bootstrap.Resampled run(
      Bootstrap bootstrap, AlignmentMetric metric, List<Prediction> predictions) {
    return bootstrap.run(List.of(metric), predictions).get(0);
  }

  private static Bootstrap.Resampled resampled(double value, double... values) {
    return new Bootstrap.Resampled("m", value, ImmutableDoubleArray.copyOf(values));
  }

  @Test
  void run_metricThatOnlyAcceptsAndCombines_givesWhatTheFastOneGives() {
    List<Prediction> predictions = Items.random(40, 1);
    var bootstrap = new Bootstrap(50, 0.95, 3);
    for (AlignmentMetric metric : MetricsTest.all()) {
      var slow = new Listed("slow", list -> MetricsTest.value(metric, list));
      double[] expected = run(bootstrap, slow, predictions).values().toArray();
      double[] values = run(bootstrap, metric, predictions).values().toArray();
      assertThat(values).containsExactly(expected, within(TOLERANCE));
      assertThat(Arrays.stream(values).distinct().count()).isGreaterThan(25);
    }
  }

  @Test
  void run_resample_isOfWholeProfilesDrawnByTheCounter() {
    // Profile p0..p4 has 1, 10, 100, 1000, 10000 items, so that a count says who was drawn.
    var predictions = new ArrayList<Prediction>();
    var question = Items.question("Q", 2);
    for (int p = 0; p < 5; p++) {
      Profile profile = Items.profile("C", "p" + p);
      for (int i = 0; i < Math.pow(10, p); i++) {
        predictions.add(Items.predict(Items.sample(p + "-" + i, profile, question, 0), 0));
      }
    }
    double[] values = run(new Bootstrap(20, 0.95, 9), items(), predictions).values().toArray();
    for (int r = 0; r < values.length; r++) {
      double expected = 0;
      for (int i = 0; i < 5; i++) {
        expected += Math.pow(10, Math.floor(5.0 * CounterRandom.uniform(9, r, i, 0)));
      }
      assertThat(values[r]).isEqualTo(expected);
    }
  }

  @Test
  void run_sameSeed_sameNumbers_otherSeedOthers() {
    List<Prediction> predictions = Items.random(40, 2);
    for (AlignmentMetric metric : MetricsTest.all()) {
      var first = run(new Bootstrap(100, 0.95, 5), metric, predictions);
      assertThat(run(new Bootstrap(100, 0.95, 5), metric, predictions)).isEqualTo(first);
      assertThat(run(new Bootstrap(100, 0.95, 6), metric, predictions).values())
          .isNotEqualTo(first.values());
    }
  }

  @Test
  void run_fewerResamples_areThePrefix() {
    List<Prediction> predictions = Items.random(40, 2);
    var many = run(new Bootstrap(100, 0.95, 5), Metrics.accuracy(), predictions);
    var few = run(new Bootstrap(10, 0.95, 5), Metrics.accuracy(), predictions);
    assertThat(few.values()).isEqualTo(many.values().subArray(0, 10));
  }

  @Test
  void run_predictionsShuffled_sameNumbers() {
    var predictions = new ArrayList<>(Items.random(40, 3));
    var bootstrap = new Bootstrap(30, 0.95, 5);
    var expected = bootstrap.run(MetricsTest.all(), predictions);
    Collections.shuffle(predictions, new Random(1));
    assertThat(bootstrap.run(MetricsTest.all(), predictions)).isEqualTo(expected);
  }

  @Test
  void run_severalMetrics_eachGetsWhatItGetsAlone() {
    List<Prediction> predictions = Items.random(20, 4);
    var bootstrap = new Bootstrap(10, 0.95, 5);
    var together = bootstrap.run(MetricsTest.all(), predictions);
    assertThat(together)
        .isEqualTo(MetricsTest.all().stream().map(m -> run(bootstrap, m, predictions)).toList());
  }

  @Test
  void run_oneProfile_resamplesNothing() {
    var result = run(new Bootstrap(10, 0.95, 5), Metrics.accuracy(), Items.random(1, 4));
    assertThat(result.values().isEmpty()).isTrue();
    assertThat(Bootstrap.interval(result, 0.95).low()).isNaN();
  }

  @Test
  void run_zeroResamples_valueWithoutInterval() {
    List<Prediction> predictions = Items.random(10, 4);
    var result = run(new Bootstrap(0, 0.95, 5), Metrics.accuracy(), predictions);
    MetricValue value = Bootstrap.interval(result, 0.95);
    assertThat(value.value()).isEqualTo(MetricsTest.value(Metrics.accuracy(), predictions));
    assertThat(value.low()).isNaN();
    assertThat(value.high()).isNaN();
  }

  @Test
  void interval_byHand_isTheLinearPercentiles() {
    // R: quantile(c(3, 5, 7, 9, 11), c(.1, .9), type = 7) is 3.8, 10.2; the mean 7 is the value.
    MetricValue value = Bootstrap.interval(resampled(7, 11, 3, 9, 5, 7), 0.8);
    assertThat(value.low()).isCloseTo(3.8, within(TOLERANCE));
    assertThat(value.high()).isCloseTo(10.2, within(TOLERANCE));
  }

  @Test
  void interval_biasedResamples_areMovedByTheBias() {
    // The mean 7 is 2 above the value 5, so 3.8 and 10.2 of the case above move down by 2.
    MetricValue value = Bootstrap.interval(resampled(5, 11, 3, 9, 5, 7), 0.8);
    assertThat(value.low()).isCloseTo(1.8, within(TOLERANCE));
    assertThat(value.high()).isCloseTo(8.2, within(TOLERANCE));
  }

  @ParameterizedTest
  @CsvSource({"0.01, 0.0", "0.99, 1.0"})
  void intervalOfMetric_shares_staysInTheUnitInterval(double value, double end) {
    Bootstrap.Resampled shares = resampled(value, 0.1, Double.NaN, 0.5, 0.9);
    MetricValue interval = Bootstrap.intervalOfMetric(shares, 0.9);
    assertThat(end == 0 ? interval.low() : interval.high()).isEqualTo(end);
    MetricValue free = Bootstrap.interval(shares, 0.9);
    assertThat(end == 0 ? free.low() : 1 - free.high()).isNegative();
  }

  @Test
  void intervalOfMetric_allResamplesTheSame_hasNone() {
    for (Bootstrap.Resampled same : List.of(resampled(1, 1, 1, 1), resampled(1, 1, Double.NaN))) {
      MetricValue value = Bootstrap.intervalOfMetric(same, 0.95);
      assertThat(value.value()).isEqualTo(1);
      assertThat(value.low()).isNaN();
      assertThat(value.high()).isNaN();
    }
    assertThat(Bootstrap.intervalOfMetric(resampled(0.5, 0.4, 0.6), 0.95).low()).isFinite();
  }

  @Test
  void interval_someResamplesWithoutValue_leavesThemOut() {
    MetricValue value =
        Bootstrap.interval(resampled(7, Double.NaN, 11, 3, 9, Double.NaN, 5, 7), 0.8);
    assertThat(value).isEqualTo(Bootstrap.interval(resampled(7, 11, 3, 9, 5, 7), 0.8));
  }

  @Test
  void interval_noValue_hasNoEnds() {
    MetricValue noValue = Bootstrap.interval(resampled(Double.NaN, 1, 2), 0.95);
    assertThat(noValue.value()).isNaN();
    assertThat(noValue.low()).isNaN();
    MetricValue noResample = Bootstrap.interval(resampled(1, Double.NaN, Double.NaN), 0.95);
    assertThat(noResample.value()).isEqualTo(1);
    assertThat(noResample.high()).isNaN();
  }

  @Test
  void interval_everyMetric_containsTheValue() {
    for (int seed = 0; seed < 20; seed++) {
      for (var metric :
          new Bootstrap(200, 0.95, 5).run(MetricsTest.all(), Items.random(50, seed))) {
        MetricValue value = Bootstrap.interval(metric, 0.95);
        assertThat(value.value()).isGreaterThan(value.low()).isLessThan(value.high());
      }
    }
  }

  @Test
  void interval_higherLevel_isWider() {
    var metric = run(new Bootstrap(500, 0.5, 5), Metrics.accuracy(), Items.random(50, 1));
    MetricValue half = Bootstrap.interval(metric, 0.5);
    MetricValue most = Bootstrap.interval(metric, 0.99);
    assertThat(most.low()).isLessThan(half.low());
    assertThat(most.high()).isGreaterThan(half.high());
  }

  /**
   * 60 profiles of 5 items; half of the profiles are answered right with probability 0.4, the
   * others with 0.8, so that items of a profile are correlated. A wrong answer is the middle
   * option, or the one after it where that is right.
   */
  private static List<Prediction> simulated(Random random) {
    var question = Items.question("Q", 5);
    var predictions = new ArrayList<Prediction>();
    for (int p = 0; p < 60; p++) {
      Profile profile = Items.profile("C", "p" + p);
      double skill = random.nextBoolean() ? 0.4 : 0.8;
      for (int i = 0; i < 5; i++) {
        int right = Math.max(0, random.nextInt(10) - 5); // 0.6, 0.1, 0.1, 0.1, 0.1
        int wrong = right == 2 ? 3 : 2;
        int chosen = random.nextDouble() < skill ? right : wrong;
        predictions.add(
            Items.predict(
                Items.sample("s" + predictions.size(), profile, question, right), chosen));
      }
    }
    return predictions;
  }

  @Test
  void interval_simulatedSurveys_coversTheTruthAsOftenAsItSays() {
    var random = new Random(42);
    List<List<MetricValue>> runs =
        IntStream.range(0, 300)
            .mapToObj(
                run -> new Bootstrap(400, 0.95, run).run(MetricsTest.all(), simulated(random)))
            .map(run -> run.stream().map(m -> Bootstrap.interval(m, 0.95)).toList())
            .toList();
    // Accuracy: (0.4 + 0.8) / 2. A wrong answer is 2, 1, 1, 1 or 2 options off, 1.7 on average, so
    // consistency is 1 - 0.4 * 1.7 / 4. Predicted are (0.36, 0.06, 0.42, 0.10, 0.06), cumulated
    // 0.24, 0.28, 0.04, 0.04 away from right; a quarter of their sum is 0.15.
    double[] truth = {0.6, 0.83, 0.15};
    for (int m = 0; m < truth.length; m++) {
      int covered = 0;
      for (List<MetricValue> run : runs) {
        MetricValue value = run.get(m);
        covered += value.low() <= truth[m] && truth[m] <= value.high() ? 1 : 0;
      }
      assertThat(covered / 3.0).as(MetricsTest.all().get(m).name()).isBetween(90.0, 99.0);
    }
  }
}
