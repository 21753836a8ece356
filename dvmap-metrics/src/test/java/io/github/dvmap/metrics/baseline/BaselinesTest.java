package io.github.dvmap.metrics.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.metrics.Items;
import io.github.dvmap.metrics.baseline.Baselines.Baseline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaselinesTest {
  private static final Question FOUR = Items.question("Q4", 4);
  private static final Question TWO = Items.question("Q2", 2);

  /** Q4: Chile 3, 3, 0; Japan 1, 2, 2, 1, 1; so 1 overall. Q2: Chile 1. */
  private static final List<AlignmentSample> TRAIN =
      List.of(
          sample("Chile", FOUR, 3),
          sample("Chile", FOUR, 3),
          sample("Chile", FOUR, 0),
          sample("Japan", FOUR, 1),
          sample("Japan", FOUR, 2),
          sample("Japan", FOUR, 2),
          sample("Japan", FOUR, 1),
          sample("Japan", FOUR, 1),
          sample("Chile", TWO, 1));

  private static AlignmentSample sample(String country, Question question, int answer) {
    String id = country + question.id() + answer;
    return Items.sample(id, Items.profile(country, "someone"), question, answer);
  }

  private static int option(Baseline baseline, AlignmentSample sample) {
    Prediction prediction = baseline.predict(sample);
    assertThat(prediction.sample()).isSameAs(sample);
    assertThat(prediction.answer()).isInstanceOf(ParsedAnswer.Chosen.class);
    return prediction.answer().optionOrMinusOne();
  }

  @Test
  void mostFrequentPerQuestion_byHand_isTheMode() {
    Baseline baseline = Baselines.mostFrequentPerQuestion(TRAIN);
    assertThat(option(baseline, sample("Chile", FOUR, 0))).isEqualTo(1);
    assertThat(option(baseline, sample("Peru", FOUR, 3))).isEqualTo(1);
    assertThat(option(baseline, sample("Japan", TWO, 0))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "Chile, 3", // 3, 3, 0
    "Japan, 1", // 1, 2, 2, 1, 1
    "Peru, 1" // not in training: the question's
  })
  void mostFrequentPer_country_isItsModeElseTheQuestions(String country, int expected) {
    Baseline baseline = Baselines.mostFrequentPer(TRAIN, "Country");
    assertThat(option(baseline, sample(country, FOUR, 0))).isEqualTo(expected);
  }

  @Test
  void mostFrequentPer_countryWithoutTheQuestion_isTheQuestionsMode() {
    Baseline baseline = Baselines.mostFrequentPer(TRAIN, "Country");
    assertThat(option(baseline, sample("Japan", TWO, 0))).isEqualTo(1);
  }

  @Test
  void mostFrequent_tie_isTheLowestOptionInAnyOrder() {
    List<AlignmentSample> tied =
        new ArrayList<>(
            List.of(
                sample("Chile", FOUR, 3),
                sample("Chile", FOUR, 1),
                sample("Chile", FOUR, 3),
                sample("Chile", FOUR, 1),
                sample("Chile", FOUR, 0)));
    for (int seed = 0; seed < 10; seed++) {
      Collections.shuffle(tied, new Random(seed));
      assertThat(option(Baselines.mostFrequentPerQuestion(tied), tied.get(0))).isEqualTo(1);
      assertThat(option(Baselines.mostFrequentPer(tied, "Country"), tied.get(0))).isEqualTo(1);
    }
  }

  @Test
  void mostFrequent_unseenQuestion_isTheFirstOption() {
    AlignmentSample unseen = sample("Chile", Items.question("new", 3), 2);
    assertThat(option(Baselines.mostFrequentPerQuestion(TRAIN), unseen)).isZero();
    assertThat(option(Baselines.mostFrequentPer(TRAIN, "Country"), unseen)).isZero();
    assertThat(option(Baselines.mostFrequentPerQuestion(List.of()), unseen)).isZero();
  }

  @Test
  void mostFrequent_rightAnswersOfTheTestItems_areNotUsed() {
    List<AlignmentSample> train = new ArrayList<>(TRAIN);
    for (Baseline baseline :
        List.of(
            Baselines.mostFrequentPerQuestion(train),
            Baselines.mostFrequentPer(train, "Country"))) {
      int before = option(baseline, sample("Chile", FOUR, 0));
      for (int answer = 0; answer < 4; answer++) {
        assertThat(option(baseline, sample("Chile", FOUR, answer))).isEqualTo(before);
      }
      train.addAll(Collections.nCopies(50, sample("Chile", FOUR, 2)));
      assertThat(option(baseline, sample("Chile", FOUR, 2))).isEqualTo(before);
    }
  }

  @Test
  void mostFrequent_questionWithAnotherScale_isRefused() {
    AlignmentSample wider = sample("Chile", Items.question("Q4", 5), 4);
    String message = "sample ChileQ44: question 'Q4' has 5 options here and 4 elsewhere";
    List<AlignmentSample> mixed = List.of(TRAIN.get(0), wider);
    assertThatThrownBy(() -> Baselines.mostFrequentPerQuestion(mixed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    for (Baseline baseline :
        List.of(
            Baselines.mostFrequentPerQuestion(TRAIN),
            Baselines.mostFrequentPer(TRAIN, "Country"))) {
      assertThatThrownBy(() -> baseline.predict(wider))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
    }
  }

  @Test
  void mostFrequentPer_attributeThatAProfileLacks_isRefused() {
    assertThatThrownBy(() -> Baselines.mostFrequentPer(TRAIN, "Region"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("profile has no attribute 'Region', only [Country, Person]");
    AlignmentSample bare = Items.sample("x", Profile.of(Map.of("Place", "urban")), FOUR, 0);
    Baseline baseline = Baselines.mostFrequentPer(TRAIN, "Country");
    assertThatThrownBy(() -> baseline.predict(bare)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1 0.2 0.6 0.1, 2",
    "1 0 0 0, 0",
    "0.1 0.4 0.1 0.4, 1",
    "0.25 0.25 0.25 0.25, 0",
    "0 0 0 1, 3"
  })
  void bayes_knownDistribution_isTheLowestMostLikely(String distribution, int expected) {
    Baseline baseline = Baselines.bayes(sample -> numbers(distribution));
    assertThat(option(baseline, sample("Chile", FOUR, 0))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "0.5 0.5 0", "0.2 0.2 0.2 0.2 0.2", "NaN 1 0 0", "1 0 0 -0.5"})
  void bayes_notADistributionOverTheOptions_isRefused(String distribution) {
    Baseline baseline = Baselines.bayes(sample -> numbers(distribution));
    assertThatThrownBy(() -> baseline.predict(sample("Chile", FOUR, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("sample ChileQ40: ");
  }

  private static double[] numbers(String text) {
    return Stream.of(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void bayes_sampledAnswers_isNotBeatenByTheOthers() {
    var random = new Random(3);
    double[][] truth = {{0.1, 0.2, 0.6, 0.1}, {0.4, 0.3, 0.2, 0.1}};
    List<AlignmentSample> samples =
        IntStream.range(0, 4000)
            .mapToObj(i -> sample("C" + i % 2, FOUR, draw(truth[i % 2], random.nextDouble())))
            .toList();
    Baseline bayes = Baselines.bayes(s -> truth[s.profile().level("Country").equals("C0") ? 0 : 1]);
    assertThat(right(bayes, samples)).isBetween(0.48, 0.52); // (0.6 + 0.4) / 2
    assertThat(right(Baselines.mostFrequentPerQuestion(samples), samples))
        .isBetween(0.38, 0.42); // option 2 of both: (0.6 + 0.2) / 2
    assertThat(right(Baselines.mostFrequentPer(samples, "Country"), samples))
        .isEqualTo(right(bayes, samples));
  }

  private static int draw(double[] distribution, double u) {
    int k = 0;
    for (double left = u; left >= distribution[k]; k++) {
      left -= distribution[k];
    }
    return k;
  }

  private static double right(Baseline baseline, List<AlignmentSample> samples) {
    List<Prediction> predictions = baseline.predictAll(samples);
    return predictions.stream().filter(Prediction::correct).count() / (double) samples.size();
  }

  @Test
  void uniform_manySamples_choosesEachOptionEquallyOften() {
    int[] counts = new int[4];
    for (int i = 0; i < 20_000; i++) {
      AlignmentSample sample = Items.sample("sample-" + i, TRAIN.get(0).profile(), FOUR, 0);
      counts[option(Baselines.uniform(7), sample)]++;
    }
    // 5,000 expected, standard deviation sqrt(20,000 * 3 / 16) = 61
    assertThat(counts)
        .satisfies(c -> IntStream.of(c).forEach(n -> assertThat(n).isBetween(4700, 5300)));
  }

  @Test
  void uniform_seedAndId_decideAlone() {
    List<AlignmentSample> samples =
        IntStream.range(0, 100)
            .mapToObj(i -> Items.sample("s" + i, TRAIN.get(0).profile(), FOUR, i % 4))
            .toList();
    List<AlignmentSample> reversed = new ArrayList<>(samples);
    Collections.reverse(reversed);
    List<Prediction> forwards = Baselines.uniform(7).predictAll(samples);
    assertThat(Baselines.uniform(7).predictAll(reversed))
        .containsExactlyInAnyOrderElementsOf(forwards);
    assertThat(Baselines.uniform(8).predictAll(samples)).isNotEqualTo(forwards);
    AlignmentSample other = Items.sample("s0", Items.profile("Peru", "x"), FOUR, 3);
    assertThat(option(Baselines.uniform(7), other))
        .isEqualTo(forwards.get(0).answer().optionOrMinusOne());
  }

  @Test
  void predictAll_samples_keepsTheirOrder() {
    assertThat(Baselines.uniform(7).predictAll(TRAIN))
        .extracting(Prediction::sample)
        .containsExactlyElementsOf(TRAIN);
  }
}
