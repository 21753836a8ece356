package io.github.dvmap.metrics.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.metrics.Items;
import io.github.dvmap.metrics.baseline.Baselines;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AlignmentComparisonTest {
  private static final AlignmentMetrics METRICS = AlignmentMetrics.builder().resamples(200).build();

  private static final List<Prediction> PREDICTIONS = Items.random(40, 1);

  /** A report with one metric whose interval and resamples are given. */
  private static AlignmentReport report(double low, double value, double high, double... values) {
    return new AlignmentReport(
        new GroupReport(
            1200, 7, 3, Map.of("accuracy", new MetricValue("accuracy", value, low, high))),
        Map.of(),
        new Resamples("items", 7, 0.8, Map.of("accuracy", ImmutableDoubleArray.copyOf(values))));
  }

  private static AlignmentComparison two(AlignmentReport first, AlignmentReport second) {
    Map<String, AlignmentReport> reports = new LinkedHashMap<>();
    reports.put("before", first);
    reports.put("after", second);
    return new AlignmentComparison(reports);
  }

  private static List<Prediction> answered(List<Prediction> items, UnaryOperator<Prediction> by) {
    return items.stream().map(by).toList();
  }

  private static Prediction right(Prediction prediction) {
    return Items.predict(prediction.sample(), prediction.sample().answer());
  }

  @Test
  void toText_threePredictors_isGolden() {
    Map<String, AlignmentReport> reports = new LinkedHashMap<>();
    reports.put("uniform chance", report(0.2, 0.25, 0.3));
    reports.put("après", report(0.61, 0.6666, 0.7));
    reports.put("no interval", report(Double.NaN, 0.5, Double.NaN));
    assertThat(new AlignmentComparison(reports).toText())
        .isEqualTo(
            """
            answered by     items              accuracy  unparsed
            uniform chance   1200  0.250 [0.200, 0.300]        10
            après            1200  0.667 [0.610, 0.700]        10
            no interval      1200                 0.500        10
            """);
  }

  @Test
  void compare_severalPredictors_keepsOrderAndEqualsEvaluate() {
    Map<String, List<Prediction>> predictions = new LinkedHashMap<>();
    predictions.put("zeta", PREDICTIONS);
    predictions.put("alpha", answered(PREDICTIONS, AlignmentComparisonTest::right));
    AlignmentComparison comparison = METRICS.compare(predictions);
    assertThat(comparison.reports().keySet()).containsExactly("zeta", "alpha");
    assertThat(comparison.report("zeta")).isEqualTo(METRICS.evaluate(PREDICTIONS));
    assertThat(comparison.metric("accuracy").get("alpha").value()).isEqualTo(1);
    assertThat(comparison.head())
        .containsExactly(
            "answered by",
            "items",
            "accuracy",
            "likert_consistency",
            "wasserstein_distance",
            "unparsed");
    assertThat(comparison.rows().get(1))
        .containsExactly(
            "alpha", String.valueOf(PREDICTIONS.size()), "1.000", "1.000", "0.000", "0");
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.2, 0.3, 0.4, true",
    "0.3, 0.4, 0.1, 0.2, true",
    "0.1, 0.2, 0.2, 0.3, false",
    "0.1, 0.4, 0.2, 0.3, false",
    "0.1, 0.2, NaN, NaN, false"
  })
  void separated_intervals_iffTheyDoNotOverlap(
      double low, double high, double otherLow, double otherHigh, boolean separated) {
    AlignmentComparison comparison = two(report(low, low, high), report(otherLow, 0.5, otherHigh));
    assertThat(comparison.separated("accuracy", "before", "after")).isEqualTo(separated);
  }

  @Test
  void difference_byHand_isResampleByResample() {
    // Differences 3, 5, 7, 9, 11 around 7: R's type 7 quantiles .1 and .9 are 3.8 and 10.2.
    AlignmentComparison comparison =
        two(report(0, 2, 4, 1, 2, 3, 4, 5), report(0, 9, 20, 12, 5, 12, 9, 12));
    MetricValue difference = comparison.difference("accuracy", "after", "before");
    assertThat(difference.name()).isEqualTo("accuracy of after - before");
    assertThat(difference.value()).isEqualTo(7);
    assertThat(difference.low()).isCloseTo(3.8, within(1e-12));
    assertThat(difference.high()).isCloseTo(10.2, within(1e-12));
  }

  @Test
  void difference_swapped_isNegated() {
    AlignmentComparison comparison =
        two(METRICS.evaluate(PREDICTIONS), METRICS.evaluate(halfRight(2)));
    MetricValue there = comparison.difference("accuracy", "before", "after");
    MetricValue back = comparison.difference("accuracy", "after", "before");
    assertThat(back.value()).isEqualTo(-there.value());
    assertThat(back.low()).isCloseTo(-there.high(), within(1e-12));
    assertThat(back.high()).isCloseTo(-there.low(), within(1e-12));
  }

  @Test
  void difference_ofSharesFarApart_isNegatedWhenSwapped() {
    var random = new Random(8);
    for (int run = 0; run < 100; run++) {
      double[] high = random.doubles(20, 0.5, 1).toArray();
      double[] low = random.doubles(20, 0, 0.5).toArray();
      AlignmentComparison comparison =
          two(
              report(0, random.nextDouble(0.5, 1), 1, high),
              report(0, random.nextDouble(0, 0.5), 1, low));
      MetricValue there = comparison.difference("accuracy", "before", "after");
      MetricValue back = comparison.difference("accuracy", "after", "before");
      assertThat(back.value()).isEqualTo(-there.value());
      assertThat(back.low()).isCloseTo(-there.high(), within(1e-12));
      assertThat(back.high()).isCloseTo(-there.low(), within(1e-12));
    }
  }

  @Test
  void difference_itemsInAnotherOrder_isThatOfTheSameResamples() {
    List<Prediction> shuffled = new ArrayList<>(PREDICTIONS);
    Collections.shuffle(shuffled, new Random(3));
    AlignmentComparison comparison = two(METRICS.evaluate(PREDICTIONS), METRICS.evaluate(shuffled));
    for (String metric : comparison.report("before").overall().metrics().keySet()) {
      MetricValue difference = comparison.difference(metric, "before", "after");
      assertThat(List.of(difference.low(), difference.value(), difference.high()))
          .allSatisfy(v -> assertThat(v).isZero());
    }
  }

  @Test
  void difference_correlatedPredictors_isSeenWhereIntervalsOverlap() {
    List<Prediction> before = halfRight(4);
    var random = new Random(5);
    List<Prediction> after = answered(before, p -> random.nextInt(10) == 0 ? right(p) : p);
    AlignmentComparison comparison = two(METRICS.evaluate(before), METRICS.evaluate(after));
    assertThat(comparison.separated("accuracy", "before", "after")).isFalse();
    assertThat(comparison.difference("accuracy", "after", "before").low()).isPositive();
  }

  /** Answers that are right with probability a half, given the seed, else as they are. */
  private static List<Prediction> halfRight(long seed) {
    var random = new Random(seed);
    return answered(PREDICTIONS, p -> random.nextBoolean() ? right(p) : p);
  }

  @Test
  void difference_withoutResamples_hasNoInterval() {
    MetricValue difference =
        two(report(0, 0.25, 1), report(0, 0.5, 1)).difference("accuracy", "after", "before");
    assertThat(difference.value()).isEqualTo(0.25);
    assertThat(difference.low()).isNaN();
    assertThat(difference.high()).isNaN();
  }

  @Test
  void difference_simulatedPairs_coversTheTruthAsOftenAsItSays() {
    var random = new Random(17);
    int covered = 0;
    for (int run = 0; run < 300; run++) {
      // The first is right with 0.5; the second repairs a fifth of its errors: 0.1 better.
      List<AlignmentSample> samples = samples(random);
      List<Prediction> first =
          samples.stream().map(s -> Items.predict(s, random.nextInt(2))).toList();
      List<Prediction> second = answered(first, p -> random.nextInt(5) == 0 ? right(p) : p);
      var metrics =
          AlignmentMetrics.builder().metrics(Metrics.accuracy()).resamples(300).seed(run).build();
      MetricValue difference =
          metrics.compare(Map.of("a", first, "b", second)).difference("accuracy", "b", "a");
      covered += difference.low() <= 0.1 && 0.1 <= difference.high() ? 1 : 0;
    }
    assertThat(covered / 3.0).isBetween(90.0, 99.0);
  }

  private static List<AlignmentSample> samples(Random random) {
    return IntStream.range(0, 300)
        .mapToObj(
            i ->
                Items.sample(
                    "s" + i,
                    Items.profile("C", "p" + i / 5),
                    Items.question("Q", 2),
                    random.nextInt(2)))
        .toList();
  }

  @Test
  void comparison_ofBaselines_isAccepted() {
    List<AlignmentSample> samples = PREDICTIONS.stream().map(Prediction::sample).toList();
    AlignmentComparison comparison =
        two(
            METRICS.evaluate(Baselines.uniform(1).predictAll(samples)),
            METRICS.evaluate(Baselines.mostFrequentPerQuestion(samples).predictAll(samples)));
    assertThat(comparison.difference("accuracy", "after", "before").value()).isPositive();
  }

  static Stream<Arguments> errors() {
    AlignmentReport report = METRICS.evaluate(PREDICTIONS);
    AlignmentComparison twice = two(report, report);
    Prediction first = PREDICTIONS.get(0);
    AlignmentSample sample = first.sample();
    int options = sample.question().scale().size();
    int other = (sample.answer() + 1) % options;
    String items = " are over different items (" + PREDICTIONS.size() + " and ";
    String same = PREDICTIONS.size() + ")";
    return Stream.of(
        error("a comparison needs 1 report or more", () -> new AlignmentComparison(Map.of())),
        error(
            items + (PREDICTIONS.size() - 1) + ")",
            () -> two(report, METRICS.evaluate(PREDICTIONS.subList(1, PREDICTIONS.size())))),
        error(
            items + same,
            () ->
                two(
                    report,
                    with(Items.sample(sample.id(), sample.profile(), sample.question(), other)))),
        error(
            items + same,
            () ->
                two(
                    report,
                    with(Items.sample("x", sample.profile(), sample.question(), sample.answer())))),
        error(
            items + same,
            () ->
                two(
                    report,
                    with(
                        Items.sample(
                            sample.id(),
                            Items.profile("X", "y"),
                            sample.question(),
                            sample.answer())))),
        error(
            items + same,
            () ->
                two(
                    report,
                    with(
                        Items.sample(
                            sample.id(),
                            sample.profile(),
                            Items.question("other", options),
                            sample.answer())))),
        error(
            "have the metrics [accuracy, likert_consistency, wasserstein_distance] and [accuracy]",
            () ->
                two(
                    report,
                    AlignmentMetrics.builder()
                        .metrics(Metrics.accuracy())
                        .build()
                        .evaluate(PREDICTIONS))),
        error("no report 'x', only [before, after]", () -> twice.report("x")),
        error("no report 'x'", () -> twice.separated("accuracy", "before", "x")),
        error("no metric 'f1'", () -> twice.separated("f1", "before", "after")),
        error("no metric 'f1'", () -> twice.difference("f1", "before", "after")),
        error("no report 'x'", () -> twice.difference("accuracy", "x", "after")),
        differently(report, AlignmentMetrics.builder().resamples(200).seed(8)),
        differently(report, AlignmentMetrics.builder().resamples(200).level(0.9)),
        differently(report, AlignmentMetrics.builder().resamples(100)));
  }

  private static AlignmentReport with(AlignmentSample first) {
    var predictions = new ArrayList<>(PREDICTIONS);
    predictions.set(0, Items.predict(first, 0));
    return METRICS.evaluate(predictions);
  }

  private static Arguments differently(AlignmentReport report, AlignmentMetrics.Builder other) {
    return error(
        "reports 'before' and 'after' differ in seed, level or number of resamples",
        () ->
            two(report, other.build().evaluate(PREDICTIONS))
                .difference("accuracy", "before", "after"));
  }

  private static Arguments error(String message, ThrowingCallable call) {
    return arguments(message, call);
  }

  @ParameterizedTest
  @MethodSource("errors")
  void misuse_isRefusedWithTheReason(String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
