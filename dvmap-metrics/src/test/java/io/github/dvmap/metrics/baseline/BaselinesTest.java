package io.github.dvmap.metrics.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.testkit.Fixtures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  private static AlignmentSample sample(String country, Question question, int answer) {
    return Fixtures.sample("s", Fixtures.profile(country, "Low"), question, answer);
  }

  private static final List<AlignmentSample> TRAIN =
      List.of(
          sample("Chile", Fixtures.FAMILY, 2),
          sample("Chile", Fixtures.FAMILY, 2),
          sample("Chile", Fixtures.FAMILY, 1),
          sample("Japan", Fixtures.FAMILY, 3),
          sample("Japan", Fixtures.FAMILY, 1),
          sample("Japan", Fixtures.FAMILY, 1));

  private static int option(Baselines.Baseline baseline, AlignmentSample sample) {
    return baseline.predict(sample).answer().optionOrMinusOne();
  }

  @Test
  void mostFrequentPerQuestion_training_picksItsMode() {
    // 1 thrice, 2 twice, 3 once
    var baseline = Baselines.mostFrequentPerQuestion(TRAIN);
    assertThat(option(baseline, sample("Peru", Fixtures.FAMILY, 0))).isEqualTo(1);
  }

  @Test
  void mostFrequentPerQuestion_tie_picksTheLowestOption() {
    var baseline = Baselines.mostFrequentPerQuestion(TRAIN.subList(2, 4));
    assertThat(option(baseline, sample("Peru", Fixtures.FAMILY, 0))).isEqualTo(1);
  }

  @Test
  void mostFrequentPerQuestion_unseenQuestion_picksTheFirstOption() {
    var baseline = Baselines.mostFrequentPerQuestion(TRAIN);
    assertThat(option(baseline, sample("Chile", Fixtures.TRUST, 1))).isZero();
  }

  @Test
  void mostFrequentPer_country_picksItsModeAndFallsBackOnTheQuestions() {
    var baseline = Baselines.mostFrequentPer(TRAIN, "Country");
    assertThat(option(baseline, sample("Chile", Fixtures.FAMILY, 0))).isEqualTo(2);
    assertThat(option(baseline, sample("Japan", Fixtures.FAMILY, 0))).isEqualTo(1);
    assertThat(option(baseline, sample("Peru", Fixtures.FAMILY, 0))).isEqualTo(1);
  }

  @Test
  void bayes_knownTruth_picksTheMostLikelyOption() {
    var baseline = Baselines.bayes(sample -> new double[] {0.1, 0.2, 0.4, 0.3});
    assertThat(option(baseline, sample("Chile", Fixtures.FAMILY, 0))).isEqualTo(2);
  }

  @Test
  void uniform_manySamples_drawsEveryOptionEquallyOften() {
    List<AlignmentSample> samples = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      samples.add(
          Fixtures.sample("s" + i, Fixtures.profile("Chile", "Low"), Fixtures.FAMILY, i % 4));
    }
    int[] counts = new int[4];
    List<Prediction> predictions = Baselines.uniform(7).predictAll(samples);
    predictions.forEach(p -> counts[p.answer().optionOrMinusOne()]++);
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += Math.pow(count - 1000, 2) / 1000;
    }
    // R: qchisq(.999, 3) = 16.27
    assertThat(chiSquare).isLessThan(16.27);
    assertThat(Baselines.uniform(7).predictAll(samples)).isEqualTo(predictions);
    assertThat(Baselines.uniform(8).predictAll(samples)).isNotEqualTo(predictions);
  }
}
