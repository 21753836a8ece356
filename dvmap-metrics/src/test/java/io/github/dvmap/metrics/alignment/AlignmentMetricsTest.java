package io.github.dvmap.metrics.alignment;

import static io.github.dvmap.metrics.Items.MISSING;
import static io.github.dvmap.metrics.Items.UNRECOGNISED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.metrics.Items;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AlignmentMetricsTest {
  private static final Question TWO = Items.question("Q1", 2);
  private static final Question FIVE = Items.question("Q2", 5);

  /** Two people of Chile and one of Japan. */
  private static final List<Prediction> PREDICTIONS =
      List.of(
          Items.predict(Items.sample("a", Items.profile("Chile", "Ana"), TWO, 0), 0),
          Items.predict(Items.sample("b", Items.profile("Chile", "Ana"), FIVE, 4), 3),
          Items.predict(Items.sample("c", Items.profile("Chile", "Eva"), TWO, 1), UNRECOGNISED),
          Items.predict(Items.sample("d", Items.profile("Japan", "Yui"), TWO, 1), 1),
          Items.predict(Items.sample("e", Items.profile("Japan", "Yui"), FIVE, 2), MISSING));

  private static AlignmentMetrics.Builder plain() {
    return AlignmentMetrics.builder().resamples(0);
  }

  @Test
  void evaluate_byHand_countsUnparsedAndScoresThemWrong() {
    GroupReport overall = plain().build().evaluate(PREDICTIONS).overall();
    assertThat(overall.items()).isEqualTo(5);
    assertThat(overall.missing()).isEqualTo(1);
    assertThat(overall.unrecognised()).isEqualTo(1);
    assertThat(overall.metric("accuracy").value()).isEqualTo(2 / 5.0);
    assertThat(overall.metric("likert_consistency").value()).isEqualTo(2.75 / 5);
    // Chile Q1: 1/2 + 1/2 * 1/2; Chile Q2: 1/4; Japan Q1: 0; Japan Q2: 1
    assertThat(overall.metric("wasserstein_distance").value()).isEqualTo(2.0 / 4);
  }

  @Test
  void evaluate_groupByAttributeAndQuestion_partitionsTheItems() {
    AlignmentReport report =
        plain().groupBy("Country").groupBy(AlignmentMetrics.QUESTION).build().evaluate(PREDICTIONS);
    assertThat(report.groups().keySet()).containsExactly("Country", "Question");
    Map<String, GroupReport> countries = report.groups().get("Country");
    assertThat(countries.keySet()).containsExactly("Chile", "Japan");
    assertThat(countries.get("Chile").items()).isEqualTo(3);
    assertThat(countries.get("Chile").unrecognised()).isEqualTo(1);
    assertThat(countries.get("Chile").metric("accuracy").value()).isEqualTo(1 / 3.0);
    assertThat(countries.get("Japan").missing()).isEqualTo(1);
    Map<String, GroupReport> questions = report.groups().get("Question");
    assertThat(questions.keySet()).containsExactly("Q1", "Q2");
    assertThat(questions.get("Q2").metric("likert_consistency").value()).isEqualTo(0.75 / 2);
  }

  @Test
  void evaluate_groupOfOneProfile_hasNoInterval() {
    AlignmentReport report =
        AlignmentMetrics.builder().groupBy("Country").build().evaluate(PREDICTIONS);
    assertThat(report.groups().get("Country").get("Japan").metric("accuracy").low()).isNaN();
    assertThat(report.groups().get("Country").get("Chile").metric("accuracy").low()).isFinite();
  }

  @Test
  void evaluate_sameSeedAnyOrder_equalReports() {
    List<Prediction> predictions = new ArrayList<>(Items.random(40, 1));
    var metrics = AlignmentMetrics.builder().groupBy("Country").resamples(50).build();
    AlignmentReport report = metrics.evaluate(predictions);
    Collections.shuffle(predictions, new Random(2));
    assertThat(metrics.evaluate(predictions)).isEqualTo(report);
    assertThat(AlignmentMetrics.builder().seed(8).resamples(50).build().evaluate(predictions))
        .extracting(AlignmentReport::resamples)
        .isNotEqualTo(report.resamples());
  }

  @Test
  void evaluate_builderSettings_reachTheResamples() {
    AlignmentReport report =
        AlignmentMetrics.builder()
            .metrics(Metrics.accuracy())
            .resamples(12)
            .level(0.5)
            .seed(99)
            .build()
            .evaluate(PREDICTIONS);
    assertThat(report.resamples().seed()).isEqualTo(99);
    assertThat(report.resamples().level()).isEqualTo(0.5);
    assertThat(report.resamples().values().keySet()).containsExactly("accuracy");
    assertThat(report.resamples().values().get("accuracy").length()).isEqualTo(12);
  }

  @Test
  void build_builderUsedAgain_leavesTheFirstAsItWas() {
    var builder = plain();
    AlignmentMetrics first = builder.build();
    builder.groupBy("Country").metrics(Metrics.accuracy());
    assertThat(first.evaluate(PREDICTIONS).groups()).isEmpty();
    assertThat(first.evaluate(PREDICTIONS).overall().metrics()).hasSize(3);
  }

  @Test
  void toText_groupedReport_isGolden() {
    String text = plain().groupBy("Country").build().evaluate(PREDICTIONS).toText();
    // Numbers as in evaluate_byHand; for Chile (1 + 0.75 + 0) / 3 and (0.75 + 0.25) / 2, for Japan
    // 1 / 2 and (0 + 1) / 2.
    assertThat(text)
        .isEqualTo(
            """
            overall                                  n=5       accuracy 0.4000  \
            likert_consistency 0.5500  wasserstein_distance 0.5000  missing 1 unrecognised 1
            Country
              Chile                                  n=3       accuracy 0.3333  \
            likert_consistency 0.5833  wasserstein_distance 0.5000  missing 0 unrecognised 1
              Japan                                  n=2       accuracy 0.5000  \
            likert_consistency 0.5000  wasserstein_distance 0.5000  missing 1 unrecognised 0
            """);
  }

  @Test
  void toText_longLevel_isCutBetweenCodePoints() {
    String level = "😀".repeat(41);
    Prediction one = Items.predict(Items.sample("a", Items.profile(level, "Ana"), TWO, 0), 0);
    String text = plain().groupBy("Country").build().evaluate(List.of(one)).toText();
    assertThat(text).contains("\n  " + "😀".repeat(35) + "... n=1 ").doesNotContain("?");
  }

  @Test
  void metricValue_toText_showsTheIntervalIfThereIsOne() {
    assertThat(new MetricValue("m", 0.5, 0.25, 0.75).toText()).isEqualTo("0.500 [0.250, 0.750]");
    assertThat(new MetricValue("m", 0.5, Double.NaN, Double.NaN).toText()).isEqualTo("0.500");
    assertThat(new MetricValue("m", Double.NaN, Double.NaN, Double.NaN).toText()).isEqualTo("NaN");
  }

  static Stream<Arguments> errors() {
    AlignmentReport report = plain().build().evaluate(PREDICTIONS);
    return Stream.of(
        error(
            "groupBy 'Question' means the question, but the profile has that attribute, too",
            () -> {
              Profile asked = Profile.of(Map.of("Question", "yes"));
              plain()
                  .groupBy("Question")
                  .build()
                  .evaluate(List.of(Items.predict(Items.sample("a", asked, TWO, 0), 0)));
            }),
        error("no predictions to evaluate", () -> plain().build().evaluate(List.of())),
        error(
            "profile has no attribute 'Region', only [Country, Person]",
            () -> plain().groupBy("Region").build().evaluate(PREDICTIONS)),
        error(
            "metrics needs 1 metric or more with different names, not []", () -> plain().metrics()),
        error(
            "metrics needs 1 metric or more with different names, not [accuracy, accuracy]",
            () -> plain().metrics(Metrics.accuracy(), Metrics.accuracy())),
        error("resamples -1 must be >= 0", () -> plain().resamples(-1)),
        error("level 0.0 is not in (0, 1)", () -> plain().level(0)),
        error("level 1.0 is not in (0, 1)", () -> plain().level(1)),
        error("level NaN is not in (0, 1)", () -> plain().level(Double.NaN)),
        error(
            "no metric 'f1', only [accuracy, likert_consistency, wasserstein_distance]",
            () -> report.metric("f1")),
        error(
            "resamples of [accuracy, likert_consistency, wasserstein_distance] in a report of []",
            () ->
                new AlignmentReport(
                    new GroupReport(5, 0, 0, Map.of()), Map.of(), report.resamples())));
  }

  private static Arguments error(String message, ThrowingCallable call) {
    return arguments(message, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void misuse_isRefusedWithTheReason(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
