package io.github.dvmap.metrics.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.CounterfactualPair;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.metrics.Items;
import io.github.dvmap.metrics.alignment.AlignmentComparison;
import io.github.dvmap.metrics.alignment.AlignmentReport;
import io.github.dvmap.metrics.alignment.MetricValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RobustnessMetricsTest {
  private static final RobustnessMetrics METRICS =
      RobustnessMetrics.builder().groupBy("Country").groupBy("Income").resamples(200).build();

  private static CounterfactualPair pair(int number, String country, String income, int options) {
    Profile profile = Profile.of(Map.of("Country", country, "Income", income, "N", "" + number));
    Profile other = profile.with("Income", income.equals("High") ? "Low" : "High");
    Question question = Items.question("Q" + options, options);
    return new CounterfactualPair(
        Items.sample("s" + number, profile, question, 0),
        Items.sample("s" + number + "-flipped", other, question, 0));
  }

  private static List<Prediction> answers(CounterfactualPair pair, int first, int second) {
    return List.of(Items.predict(pair.original(), first), Items.predict(pair.flipped(), second));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1, 0",
    "3, 3, 1, 0",
    "0, 1, 0, 0.25",
    "4, 0, 0, 1",
    "1, -1, 0, 1",
    "-2, 1, 0, 1",
    "-1, -1, 0, 1",
    "-2, -1, 0, 1",
  })
  void evaluate_onePair_isAsDefined(int first, int second, double unchanged, double move) {
    CounterfactualPair pair = pair(1, "A", "High", 5);
    AlignmentReport report = METRICS.evaluate(List.of(pair), answers(pair, first, second));
    assertThat(report.metric(RobustnessMetrics.UNCHANGED).value()).isEqualTo(unchanged);
    assertThat(report.metric(RobustnessMetrics.MOVE).value()).isEqualTo(move);
  }

  @Test
  void evaluate_severalPairs_groupsByTheOriginals() {
    List<CounterfactualPair> pairs =
        List.of(pair(1, "A", "High", 4), pair(2, "A", "Low", 4), pair(3, "B", "Low", 3));
    List<Prediction> answers = new ArrayList<>();
    answers.addAll(answers(pairs.get(0), 0, 3));
    answers.addAll(answers(pairs.get(1), 2, 2));
    answers.addAll(answers(pairs.get(2), 1, Items.MISSING));
    AlignmentReport report = METRICS.evaluate(pairs, answers);
    assertThat(report.metric("unchanged").value()).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(report.metric("move").value()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(report.overall().items()).isEqualTo(3);
    assertThat(report.overall().missing()).isEqualTo(1);
    assertThat(report.groups().get("Country").get("A").metric("unchanged").value()).isEqualTo(0.5);
    assertThat(report.groups().get("Income").get("High").metric("unchanged").value()).isZero();
    assertThat(report.groups().get("Income").get("Low").metric("unchanged").value()).isEqualTo(0.5);
  }

  /** Of 300 pairs, answers change with a probability. */
  private static AlignmentReport drawn(List<CounterfactualPair> pairs, double p, boolean shuffled) {
    var random = new Random(5);
    List<Prediction> answers = new ArrayList<>();
    for (CounterfactualPair pair : pairs) {
      int first = random.nextInt(4);
      answers.addAll(answers(pair, first, random.nextDouble() < p ? (first + 1) % 4 : first));
    }
    if (shuffled) {
      Collections.shuffle(answers, random);
    }
    return METRICS.evaluate(pairs, answers);
  }

  @Test
  void evaluate_twoModels_canBeComparedWithIntervals() {
    List<CounterfactualPair> pairs = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      pairs.add(pair(i, "A", i % 2 == 0 ? "High" : "Low", 4));
    }
    AlignmentReport steady = drawn(pairs, 0.1, false);
    AlignmentReport fickle = drawn(pairs, 0.5, false);
    MetricValue unchanged = steady.metric("unchanged");
    assertThat(unchanged.low()).isLessThan(unchanged.value()).isGreaterThan(0.8);
    assertThat(unchanged.high()).isGreaterThan(unchanged.value()).isLessThan(1);
    var both = new AlignmentComparison(Map.of("steady", steady, "fickle", fickle));
    assertThat(both.difference("unchanged", "steady", "fickle").low()).isGreaterThan(0.25);
    assertThat(drawn(pairs, 0.1, true)).isEqualTo(steady);
  }

  @Test
  void evaluate_whatDoesNotFit_isRefused() {
    CounterfactualPair pair = pair(1, "A", "High", 4);
    List<Prediction> answers = answers(pair, 0, 0);
    assertRefused(List.of(), answers, "no pairs");
    assertRefused(List.of(pair), answers.subList(0, 1), "s1-flipped has no prediction");
    assertRefused(List.of(pair), answers.subList(1, 2), "s1 has no prediction");
    assertRefused(List.of(pair, pair), answers, "s1 is in 2 pairs");
    List<Prediction> twice = new ArrayList<>(answers);
    twice.add(answers.get(1));
    assertRefused(List.of(pair), twice, "s1-flipped has 2 predictions");
    assertThatThrownBy(() -> RobustnessMetrics.builder().resamples(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("resamples -1");
    assertThatThrownBy(() -> RobustnessMetrics.builder().level(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("level 1.0");
  }

  private static void assertRefused(
      List<CounterfactualPair> pairs, List<Prediction> answers, String told) {
    assertThatThrownBy(() -> METRICS.evaluate(pairs, answers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  @Test
  void construct_pairThatDiffersOtherwise_isRefused() {
    AlignmentSample sample = pair(1, "A", "High", 4).original();
    AlignmentSample flipped = pair(1, "A", "High", 4).flipped();
    AlignmentSample far =
        Items.sample("f", flipped.profile().with("Country", "B"), flipped.question(), 0);
    AlignmentSample asked = Items.sample("a", flipped.profile(), Items.question("Q9", 4), 0);
    AlignmentSample fewer =
        Items.sample("g", Profile.of(Map.of("Country", "A")), flipped.question(), 0);
    AlignmentSample named = Items.sample("s1", flipped.profile(), flipped.question(), 0);
    for (AlignmentSample other : List.of(sample, far, asked, fewer, named)) {
      assertThatThrownBy(() -> new CounterfactualPair(sample, other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must differ in 1 attribute");
    }
    assertThat(new CounterfactualPair(sample, flipped).attribute()).isEqualTo("Income");
  }
}
