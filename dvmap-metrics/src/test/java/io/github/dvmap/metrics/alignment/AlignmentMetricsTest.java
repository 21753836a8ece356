package io.github.dvmap.metrics.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.testkit.Fixtures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AlignmentMetricsTest {
  @Test
  void evaluate_mixedAnswers_countsUnparsedOnesAndKeepsThem() {
    List<Prediction> predictions = Fixtures.predictions(300, 7);
    GroupReport overall = AlignmentMetrics.builder().build().evaluate(predictions).overall();
    assertThat(overall.items()).isEqualTo(300);
    assertThat(overall.missing())
        .isPositive()
        .isEqualTo(count(predictions, ParsedAnswer.Missing.class));
    assertThat(overall.unrecognised())
        .isPositive()
        .isEqualTo(count(predictions, ParsedAnswer.Unrecognised.class));
    double right = predictions.stream().filter(Prediction::correct).count();
    MetricValue accuracy = overall.metric("accuracy");
    assertThat(accuracy.value()).isCloseTo(right / 300, within(1e-12));
    assertThat(accuracy.low()).isLessThan(accuracy.value());
    assertThat(accuracy.high()).isGreaterThan(accuracy.value());
  }

  private static int count(List<Prediction> predictions, Class<?> type) {
    return (int) predictions.stream().filter(p -> type.isInstance(p.answer())).count();
  }

  @Test
  void evaluate_groupBy_splitsTheItems() {
    AlignmentReport report =
        AlignmentMetrics.builder()
            .groupBy("Country")
            .groupBy(AlignmentMetrics.QUESTION)
            .build()
            .evaluate(Fixtures.predictions(120, 7));
    assertThat(report.groups()).containsOnlyKeys("Country", "Question");
    assertThat(report.groups().get("Country")).containsOnlyKeys("Chile", "Japan");
    assertThat(report.groups().get("Question")).containsOnlyKeys("Q1", "Q57");
    report
        .groups()
        .values()
        .forEach(
            levels ->
                assertThat(levels.values().stream().mapToInt(GroupReport::items).sum())
                    .isEqualTo(120));
  }

  @Test
  void evaluate_sameSeed_givesTheSameNumbers_andAnotherSeedOtherIntervals() {
    List<Prediction> predictions = Fixtures.predictions(200, 7);
    AlignmentReport first = AlignmentMetrics.builder().seed(3).build().evaluate(predictions);
    assertThat(AlignmentMetrics.builder().seed(3).build().evaluate(predictions)).isEqualTo(first);
    AlignmentReport other = AlignmentMetrics.builder().seed(4).build().evaluate(predictions);
    assertThat(other.metric("accuracy").value()).isEqualTo(first.metric("accuracy").value());
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void evaluate_noResamples_givesNoInterval() {
    MetricValue accuracy =
        AlignmentMetrics.builder()
            .resamples(0)
            .metrics(Metrics.accuracy())
            .build()
            .evaluate(Fixtures.predictions(20, 7))
            .metric("accuracy");
    assertThat(accuracy.value()).isFinite();
    assertThat(accuracy.low()).isNaN();
    assertThat(accuracy.high()).isNaN();
  }

  @Test
  void interval_manySurveysOfDependentAnswers_coversTheTruthAsOftenAsItSays() {
    // 40 profiles of 5 items that are all right (with probability 0.6) or all wrong: an interval
    // over items instead of profiles would cover the truth in about 60 % of the surveys
    int covered = 0;
    int surveys = 300;
    AlignmentMetrics metrics =
        AlignmentMetrics.builder().metrics(Metrics.accuracy()).resamples(200).build();
    for (int survey = 0; survey < surveys; survey++) {
      List<Prediction> predictions = new ArrayList<>();
      for (int p = 0; p < 40; p++) {
        int option = CounterRandom.uniform(7, survey, p, 0) < 0.6 ? 0 : 1;
        Profile profile = Profile.of(Map.of("Number", Integer.toString(p)));
        for (int i = 0; i < 5; i++) {
          predictions.add(
              new Prediction(
                  Fixtures.sample("s", profile, Fixtures.TRUST, 0),
                  new ParsedAnswer.Chosen(option, true)));
        }
      }
      MetricValue accuracy = metrics.evaluate(predictions).metric("accuracy");
      covered += accuracy.low() <= 0.6 && 0.6 <= accuracy.high() ? 1 : 0;
    }
    assertThat(covered / (double) surveys).isBetween(0.90, 0.985);
  }

  static Stream<Arguments> refused() {
    var builder = AlignmentMetrics.builder();
    List<Prediction> some = Fixtures.predictions(5, 7);
    return Stream.of(
        bad("1 metric", () -> builder.metrics()),
        bad("resamples -1", () -> builder.resamples(-1)),
        bad("level 1.0", () -> builder.level(1)),
        bad("level NaN", () -> builder.level(Double.NaN)),
        bad("no predictions", () -> builder.build().evaluate(List.of())),
        bad("'Age'", () -> AlignmentMetrics.builder().groupBy("Age").build().evaluate(some)),
        bad("'speed'", () -> builder.build().evaluate(some).metric("speed")));
  }

  private static Arguments bad(String told, ThrowingCallable call) {
    return Arguments.of(told, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void use_badValue_isRefusedByName(String told, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  private static AlignmentReport report(double value, double low, double high, int items) {
    var metric = new MetricValue("accuracy", value, low, high);
    return new AlignmentReport(new GroupReport(items, 1, 2, Map.of("accuracy", metric)), Map.of());
  }

  @Test
  void comparison_reports_areShownInOrder() {
    Map<String, AlignmentReport> reports = new LinkedHashMap<>();
    reports.put("chance", report(0.25, 0.2, 0.3, 10));
    reports.put("model", report(0.5, 0.31, 0.7, 10));
    reports.put("better", report(0.6, 0.4, 0.8, 10));
    var comparison = new AlignmentComparison(reports);
    assertThat(comparison.toText())
        .isEqualTo(
            """
            answered by              accuracy  unparsed
            chance       0.250 [0.200, 0.300]         3
            model        0.500 [0.310, 0.700]         3
            better       0.600 [0.400, 0.800]         3
            """);
    assertThat(comparison.separated("accuracy", "chance", "model")).isTrue();
    assertThat(comparison.separated("accuracy", "model", "chance")).isTrue();
    assertThat(comparison.separated("accuracy", "model", "better")).isFalse();
    assertThat(comparison.metric("accuracy")).containsOnlyKeys("chance", "model", "better");
    assertThatThrownBy(() -> comparison.report("worse"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'worse'");
  }

  @Test
  void comparison_overDifferentItems_isRefused() {
    Map<String, AlignmentReport> reports =
        Map.of("a", report(0.5, 0, 1, 10), "b", report(0.5, 0, 1, 11));
    assertThatThrownBy(() -> new AlignmentComparison(reports))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("11");
    assertThatThrownBy(() -> new AlignmentComparison(Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void toText_aReport_isAligned() {
    assertThat(report(0.5, 0.25, 0.75, 10).toText())
        .isEqualTo(
            "overall                                  n=10      accuracy 0.5000 [0.2500, 0.7500]"
                + "  missing 1 unrecognised 2\n");
  }
}
