package io.github.dvmap.rl.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.rl.grpo.Answered;
import io.github.dvmap.rl.grpo.LearningRateSchedule;
import io.github.dvmap.rl.grpo.PolicyAnswers;
import io.github.dvmap.rl.grpo.TabularPolicy;
import io.github.dvmap.rl.grpo.WordWorld;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SftTrainerTest {
  private static final List<AlignmentSample> SAMPLES = WordWorld.samples(8);
  private static final List<SftExample> EXAMPLES =
      SAMPLES.stream().map(s -> new SftExample(s.prompt(), "it is " + s.answerLabel())).toList();

  private final TabularPolicy policy = new TabularPolicy(SAMPLES.size(), 6);

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  private static SftConfig.Builder small() {
    return SftConfig.builder().batchSize(4).steps(40).learningRate(0.3);
  }

  private static SftTrainer.Builder trainer(TabularPolicy policy, SftConfig config) {
    return SftTrainer.builder(policy, WordWorld.TOKENIZER).config(config).seed(3);
  }

  @Test
  void train_uniformPolicy_startsAtLogVAndLearnsTheReplies() {
    SftReport report = trainer(policy, small().build()).build().train(EXAMPLES);
    assertThat(report.completed()).isTrue();
    assertThat(report.steps().get(0).loss())
        .isCloseTo(Math.log(TabularPolicy.VOCABULARY), within(1e-6));
    assertThat(report.steps().get(0).tokens()).isEqualTo(16);
    assertThat(report.steps().get(39).loss()).isLessThan(0.1);
    List<Answered> answers =
        PolicyAnswers.builder(policy, WordWorld.TOKENIZER).build().greedy(SAMPLES, 5);
    for (Answered answer : answers) {
      assertThat(answer.reply()).isEqualTo("it is " + answer.sample().answerLabel());
    }
  }

  @Test
  void train_anotherMicroBatchBudget_givesTheSameWeights() {
    trainer(policy, small().steps(5).build()).build().train(EXAMPLES);
    var other = new TabularPolicy(SAMPLES.size(), 6);
    trainer(other, small().steps(5).microBatchTokens(1).build()).build().train(EXAMPLES);
    assertThat(other.weights()).containsExactly(policy.weights(), within(1e-6));
    assertThat(other.largestForward).isLessThan(policy.largestForward);
  }

  @Test
  void train_epochs_takeEveryExampleAndTellTheListener() {
    var events = new ArrayList<ProgressEvent>();
    SftReport report =
        trainer(policy, small().batchSize(3).epochs(2).build())
            .listener(events::add)
            .build()
            .train(EXAMPLES);
    assertThat(report.steps().stream().mapToLong(SftReport.Step::tokens).sum()).isEqualTo(64);
    assertThat(events).hasSize(8).allMatch(e -> e.stage().equals("sft"));
    assertThat(((ProgressEvent.Advanced) events.get(1)).values()).containsKey("loss");
    assertThat(policy.closes).isZero();
  }

  @Test
  void train_interrupted_stopsAndSaysSo() {
    SftReport report =
        trainer(policy, small().build())
            .listener(
                e -> {
                  if (e instanceof ProgressEvent.Advanced) {
                    Thread.currentThread().interrupt();
                  }
                })
            .build()
            .train(EXAMPLES);
    assertThat(report.completed()).isFalse();
    assertThat(report.steps()).hasSize(1);
  }

  @Test
  void train_interruptedBetweenMicroBatches_leavesNoGradient() {
    policy.beforeForward = () -> Thread.currentThread().interrupt();
    SftReport report = trainer(policy, small().microBatchTokens(1).build()).build().train(EXAMPLES);
    assertThat(report.steps()).isEmpty();
    assertThat(policy.largestForward).isPositive();
    assertThat(policy.step(new OptimizerStep(0, 0.9, 0.999, 1e-8, 0, 1))).isZero();
  }

  @Test
  void train_afterOtherTraining_startsFromAFirstStepOfTheOptimizer() {
    SftConfig config = small().steps(3).build();
    trainer(policy, config).build().train(EXAMPLES);
    PolicyModel copy = policy.frozenCopy();
    for (PolicyModel each : List.of(policy, copy)) {
      trainer((TabularPolicy) each, config).build().train(EXAMPLES);
    }
    assertThat(policy.weights()).containsExactly(((TabularPolicy) copy).weights());
  }

  @Test
  void train_warmUpLongerThanTheEpochs_isRefused() {
    SftConfig config = small().batchSize(8).epochs(1).warmupSteps(2).build();
    assertThatThrownBy(() -> trainer(policy, config).build().train(EXAMPLES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("warmupSteps 2 exceeds the run's 1 steps");
  }

  @Test
  void train_exampleBeyondTheContext_namesIt() {
    var tooLong = List.of(new SftExample(SAMPLES.get(0).prompt(), "it is very very good"));
    SftTrainer trainer = trainer(policy, small().build()).build();
    assertThatThrownBy(() -> trainer.train(tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("example 0")
        .hasMessageContaining("context of 6");
  }

  @Test
  void build_badOptions_areRefused() {
    assertThatThrownBy(() -> SftTrainer.builder(policy, WordWorld.TOKENIZER).build())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> SftConfig.builder().learningRate(Double.NaN))
        .hasMessageContaining("learningRate NaN");
    assertThatThrownBy(() -> SftConfig.builder().steps(2).warmupSteps(3).build())
        .hasMessageContaining("warmupSteps 3");
    assertThat(small().schedule(LearningRateSchedule.CONSTANT).build().toMap())
        .containsEntry("schedule", "CONSTANT")
        .containsEntry("steps", "40");
  }
}
