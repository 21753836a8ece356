package io.github.dvmap.rl.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.progress.ProgressListener;
import io.github.dvmap.core.reward.Reward;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.rl.reward.Rewards;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrpoTrainerTest {
  static final List<AlignmentSample> SAMPLES = WordWorld.samples(8);

  private final TabularPolicy policy = new TabularPolicy(SAMPLES.size(), 6);

  static GrpoConfig.Builder small() {
    return GrpoConfig.builder()
        .groupSize(8)
        .batchSize(4)
        .steps(60)
        .maxNewTokens(3)
        .temperature(1)
        .learningRate(0.2)
        .klCoefficient(0)
        .weightDecay(0);
  }

  static GrpoTrainer.Builder trainer(TabularPolicy policy, GrpoConfig config) {
    return GrpoTrainer.builder(policy, WordWorld.TOKENIZER)
        .config(config)
        .reward(Rewards.accuracy().plus(0.4, Rewards.format()))
        .seed(7);
  }

  private static double[] weightsAfter(GrpoConfig config) {
    var policy = new TabularPolicy(SAMPLES.size(), 6);
    trainer(policy, config).build().train(SAMPLES);
    return policy.weights();
  }

  @Test
  void train_fromChance_learnsTheAnswers() {
    TrainingReport report =
        trainer(policy, small().build()).reward(Rewards.accuracy()).build().train(SAMPLES);
    assertThat(report.completed()).isTrue();
    assertThat(report.steps()).hasSize(60);
    assertThat(report.steps().get(0).reward()).isLessThan(0.25);
    assertThat(report.steps().get(59).reward()).isGreaterThan(0.9);
    List<Answered> answers =
        PolicyAnswers.builder(policy, WordWorld.TOKENIZER).build().greedy(SAMPLES, 3);
    assertThat(answers.stream().map(Answered::toPrediction)).allMatch(Prediction::correct);
  }

  @Test
  void train_withKlAndSeveralUpdates_learnsTheAnswersToo() {
    GrpoConfig config =
        small()
            .klCoefficient(0.01)
            .innerUpdates(2)
            .aggregation(Aggregation.drGrpo(3))
            .advantage(GroupAdvantage.centered())
            .build();
    TrainingReport report =
        trainer(policy, config).reward(Rewards.accuracy()).build().train(SAMPLES);
    assertThat(report.steps().get(59).reward()).isGreaterThan(0.9);
    assertThat(report.steps().get(0).kl()).isLessThan(report.steps().get(59).kl());
    assertThat(report.counts()).containsEntry("updates", 120L);
  }

  @Test
  void train_sameSeed_givesIdenticalWeightsAndAnotherSeedDoesNot() {
    GrpoConfig config = small().steps(5).build();
    assertThat(weightsAfter(config)).containsExactly(weightsAfter(config));
    trainer(policy, config).seed(8).build().train(SAMPLES);
    assertThat(policy.weights()).isNotEqualTo(weightsAfter(config));
  }

  @Test
  void train_anotherMicroBatchBudget_givesTheSameWeights() {
    for (double kl : new double[] {0, 0.05}) {
      GrpoConfig.Builder config = small().steps(6).klCoefficient(kl).entropyCoefficient(kl);
      double[] whole = weightsAfter(config.microBatchTokens(10_000).build());
      for (int budget : new int[] {1, 9, 40}) {
        assertThat(weightsAfter(config.microBatchTokens(budget).build()))
            .containsExactly(whole, within(1e-6));
      }
    }
  }

  @Test
  void train_microBatchBudget_boundsTheForwardPass() {
    trainer(policy, small().steps(3).microBatchTokens(9).build()).build().train(SAMPLES);
    assertThat(policy.largestForward).isLessThanOrEqualTo(9);
  }

  @Test
  void train_groupsWithoutVariance_leaveTheUpdateUnchanged() {
    // A KL weight too small to show keeps every group in the update.
    GrpoConfig.Builder config = small().steps(4);
    assertThat(weightsAfter(config.klCoefficient(Double.MIN_VALUE).build()))
        .containsExactly(weightsAfter(config.klCoefficient(0).build()), within(1e-12));
    assertThat(weightsAfter(config.entropyCoefficient(Double.MIN_VALUE).build()))
        .containsExactly(weightsAfter(config.entropyCoefficient(0).build()), within(1e-12));
  }

  @Test
  void train_entropyCoefficient_keepsTheDistributionsWide() {
    List<Double> entropies = new ArrayList<>();
    for (double coefficient : new double[] {1e-9, 0.25, 1}) {
      GrpoConfig config = small().entropyCoefficient(coefficient).build();
      TrainingReport report =
          trainer(new TabularPolicy(SAMPLES.size(), 6), config).build().train(SAMPLES);
      StepRecord first = report.steps().get(0);
      assertThat(first.entropy()).isCloseTo(Math.log(TabularPolicy.VOCABULARY), within(1e-6));
      assertThat(first.values()).containsEntry("entropy", first.entropy());
      entropies.add(
          report.steps().subList(40, 60).stream()
              .mapToDouble(StepRecord::entropy)
              .average()
              .orElseThrow());
    }
    assertThat(entropies).isSorted();
    assertThat(entropies.get(2)).isGreaterThan(2 * entropies.get(0));
  }

  @Test
  void train_constantRewardWithEntropyCoefficient_widensTheDistributions() {
    trainer(policy, small().build()).build().train(SAMPLES);
    var sharp = (TabularPolicy) policy.frozenCopy();
    GrpoConfig config =
        small()
            .batchSize(8)
            .steps(20)
            .aggregation(Aggregation.tokenMean())
            .entropyCoefficient(0.1)
            .build();
    TrainingReport report = trainer(sharp, config).reward(c -> 1).build().train(SAMPLES);
    assertThat(report.counts()).containsEntry("updates", 20L).containsEntry("skipped_updates", 0L);
    StepRecord first = report.steps().get(0);
    assertThat(report.steps().get(19).entropy()).isGreaterThan(first.entropy() + 0.5);
    // no advantages: the loss is the entropy term alone
    assertThat(first.loss()).isCloseTo(-0.1 * first.entropy(), within(1e-12));
  }

  @Test
  void train_withoutEntropyCoefficient_measuresNone() {
    TrainingReport report = trainer(policy, small().steps(1).build()).build().train(SAMPLES);
    assertThat(report.steps().get(0).entropy()).isZero();
    assertThat(report.steps().get(0).values()).doesNotContainKey("entropy");
  }

  @Test
  void train_constantReward_skipsEveryUpdate() {
    double[] before = policy.weights();
    TrainingReport report =
        trainer(policy, small().steps(3).build()).reward(c -> 1).build().train(SAMPLES);
    assertThat(policy.weights()).containsExactly(before);
    assertThat(report.counts())
        .containsEntry("zero_variance_groups", 12L)
        .containsEntry("updates", 0L)
        .containsEntry("skipped_updates", 3L)
        .containsEntry("prompts", 12L)
        .containsEntry("completions", 96L);
    assertThat(report.steps().get(2).gradientNorm()).isEqualTo(0);
  }

  @Test
  void train_nanReward_isRefusedAndEverythingOpenedIsClosed() {
    Reward nan = c -> c.sample().id().equals("sample-3") ? Double.NaN : 0;
    GrpoTrainer trainer = trainer(policy, small().klCoefficient(0.1).build()).reward(nan).build();
    assertThatThrownBy(() -> trainer.train(SAMPLES))
        .isInstanceOfSatisfying(
            TrainingDivergedException.class,
            e -> {
              assertThat(e.step()).isBetween(0L, 1L);
              assertThat(e.quantity()).contains("sample-3");
            });
    assertThat(policy.engines).singleElement().matches(e -> e.closes == 1);
    assertThat(policy.copies).singleElement().matches(c -> c.closes == 1);
    assertThat(policy.closes).isZero();
  }

  @Test
  void train_toTheEnd_closesWhatItOpenedAndNotThePolicy() {
    trainer(policy, small().steps(4).klCoefficient(0.1).build()).build().train(SAMPLES);
    assertThat(policy.engines).singleElement().matches(e -> e.closes == 1 && e.updates == 4);
    assertThat(policy.copies).singleElement().matches(c -> c.closes == 1);
    assertThat(policy.closes).isZero();
  }

  @Test
  void train_withoutKl_takesNoReferenceCopy() {
    trainer(policy, small().steps(1).build()).build().train(SAMPLES);
    assertThat(policy.copies).isEmpty();
  }

  @Test
  void train_severalUpdates_measureRatiosAgainstThePolicyThatSampled() {
    // The table shares no weights between prompts, but Adam's momentum moves those of the second
    // mini-batch in the first update, once the second epoch has begun.
    GrpoConfig.Builder config = small();
    var twice = trainer(policy, config.innerUpdates(2).build()).build().train(SAMPLES);
    assertThat(twice.steps()).anyMatch(s -> s.clipFraction() > 0);
    var once =
        trainer(new TabularPolicy(SAMPLES.size(), 6), config.innerUpdates(1).build())
            .build()
            .train(SAMPLES);
    assertThat(once.steps()).allMatch(s -> s.clipFraction() == 0);
  }

  @Test
  void train_throwingListener_doesNotStop() {
    ProgressListener broken =
        event -> {
          throw new IllegalStateException("listener");
        };
    TrainingReport report =
        trainer(policy, small().steps(2).build()).listener(broken).build().train(SAMPLES);
    assertThat(report.completed()).isTrue();
  }

  @Test
  void train_twoEpochs_visitsEverySampleInEachAndTellsTheListener() {
    var events = new ArrayList<ProgressEvent>();
    TrainingReport report =
        trainer(policy, small().batchSize(3).epochs(2).build())
            .listener(events::add)
            .build()
            .train(SAMPLES);
    assertThat(report.steps()).hasSize(6);
    assertThat(report.counts()).containsEntry("prompts", 16L);
    assertThat(events).hasSize(8);
    assertThat(events.get(0)).isEqualTo(new ProgressEvent.Started("grpo", 6));
    assertThat(events.get(7)).isEqualTo(new ProgressEvent.Finished("grpo"));
    Map<String, Double> values = ((ProgressEvent.Advanced) events.get(3)).values();
    assertThat(values)
        .containsKeys(
            "reward",
            "accuracy",
            "format",
            "kl",
            "loss",
            "grad_norm",
            "tokens_per_second",
            "seconds_left",
            "length",
            "zero_variance_groups");
  }

  @Test
  void train_everyStep_asksForTheStreamOfStepAndSample() {
    trainer(policy, small().batchSize(4).steps(2).build()).build().train(SAMPLES);
    var order = new SampleOrder(7, 8, 4);
    var expected = new ArrayList<Long>();
    for (long step = 0; step < 2; step++) {
      for (int index : order.batch(step)) {
        expected.add(CounterRandom.derive(step, index));
      }
    }
    assertThat(policy.engines.get(0).streams).containsExactlyElementsOf(expected);
  }

  @Test
  void train_promptBeyondTheContext_namesTheSample() {
    GrpoTrainer trainer = trainer(policy, small().maxNewTokens(6).build()).build();
    assertThatThrownBy(() -> trainer.train(SAMPLES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sample-")
        .hasMessageContaining("context of 6");
  }

  @Test
  void train_withoutSamples_isRefused() {
    GrpoTrainer trainer = trainer(policy, small().build()).build();
    assertThatThrownBy(() -> trainer.train(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("samples");
  }

  @Test
  void build_withoutRewardOrSeed_isRefused() {
    assertThatThrownBy(() -> GrpoTrainer.builder(policy, WordWorld.TOKENIZER).seed(1).build())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                GrpoTrainer.builder(policy, WordWorld.TOKENIZER).reward(Rewards.accuracy()).build())
        .isInstanceOf(IllegalStateException.class);
  }
}
