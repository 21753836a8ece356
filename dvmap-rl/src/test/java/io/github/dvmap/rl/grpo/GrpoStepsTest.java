package io.github.dvmap.rl.grpo;

import static io.github.dvmap.rl.grpo.GrpoTrainerTest.SAMPLES;
import static io.github.dvmap.rl.grpo.GrpoTrainerTest.small;
import static io.github.dvmap.rl.grpo.GrpoTrainerTest.trainer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.progress.ProgressListener;
import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.reward.Reward;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.rl.reward.Rewards;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a run begins, is cut into updates, and ends before its time. */
class GrpoStepsTest {
  private final TabularPolicy policy = new TabularPolicy(SAMPLES.size(), 6);

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void train_interrupted_stopsAfterTheStepAndSaysSo() {
    ProgressListener interrupting =
        event -> {
          if (event instanceof ProgressEvent.Advanced advanced && advanced.done() == 2) {
            Thread.currentThread().interrupt();
          }
        };
    TrainingReport report =
        trainer(policy, small().build()).listener(interrupting).build().train(SAMPLES);
    assertThat(report.completed()).isFalse();
    assertThat(report.plannedSteps()).isEqualTo(60);
    assertThat(report.steps()).hasSize(2);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(policy.engines).singleElement().matches(e -> e.closes == 1);
  }

  /** The first step's rewards are 32, so this is in the middle of the third. */
  private static Reward interruptingAt(int call) {
    var calls = new AtomicInteger();
    return context -> {
      if (calls.incrementAndGet() == call) {
        Thread.currentThread().interrupt();
      }
      return Rewards.accuracy().score(context);
    };
  }

  @Test
  void train_interruptedWithinAStep_givesItUp() {
    TrainingReport report =
        trainer(policy, small().build()).reward(interruptingAt(80)).build().train(SAMPLES);
    assertThat(report.completed()).isFalse();
    assertThat(report.steps()).hasSize(2);
    assertThat(report.counts()).containsEntry("completions", 64L);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    var other = new TabularPolicy(SAMPLES.size(), 6);
    GrpoConfig two = small().steps(2).build();
    trainer(other, two).reward(Rewards.accuracy()).build().train(SAMPLES);
    assertThat(policy.weights()).containsExactly(other.weights());
  }

  /** A step that reports the gradient's norm and moves no weights; the moments show in the next. */
  private static double norm(PolicyModel policy) {
    return policy.step(new OptimizerStep(0, 0.9, 0.999, 1e-8, 0, 1));
  }

  @Test
  void train_interruptedBetweenMicroBatches_leavesNoGradientAndTheMoments() {
    GrpoConfig config = small().microBatchTokens(1).build();
    ProgressListener listener =
        event -> {
          if (event instanceof ProgressEvent.Advanced advanced && advanced.done() == 2) {
            policy.beforeForward = () -> Thread.currentThread().interrupt();
          }
        };
    TrainingReport report = trainer(policy, config).listener(listener).build().train(SAMPLES);
    assertThat(report.steps()).hasSize(2);
    policy.beforeForward = () -> {};
    assertThat(norm(policy)).isZero();
    var other = new TabularPolicy(SAMPLES.size(), 6);
    trainer(other, small().microBatchTokens(1).steps(2).build()).build().train(SAMPLES);
    norm(other);
    for (TabularPolicy each : List.of(policy, other)) {
      each.step(new OptimizerStep(0.1, 0.9, 0.999, 1e-8, 0, 1)); // by its momentum alone
    }
    assertThat(policy.weights()).containsExactly(other.weights());
  }

  @Test
  void train_entropyCoefficientForAPolicyWithoutEntropies_isRefusedBeforeTheFirstStep() {
    policy.bare = true;
    GrpoTrainer trainer =
        trainer(policy, small().entropyCoefficient(0.1).klCoefficient(0.1).build()).build();
    assertThatThrownBy(() -> trainer.train(SAMPLES))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("no entropies");
    assertThat(policy.engines).allMatch(engine -> engine.streams.isEmpty() && engine.closes == 1);
    assertThat(policy.copies).isEmpty();
  }

  @Test
  void train_formatThatGivesNoOptionOfTheScale_isRefusedAtOnce() {
    for (ParsedAnswer answer : new ParsedAnswer[] {new ParsedAnswer.Chosen(99, true), null}) {
      AnswerFormat format = answering(answer);
      List<AlignmentSample> samples =
          SAMPLES.stream()
              .map(
                  s ->
                      new AlignmentSample(
                          s.id(), s.profile(), s.question(), s.answer(), 1, s.prompt(), format))
              .toList();
      GrpoTrainer trainer = trainer(policy, small().build()).reward(Rewards.likert()).build();
      assertThatThrownBy(() -> trainer.train(samples))
          .hasMessageContaining(answer == null ? "answer" : "99");
    }
  }

  private static AnswerFormat answering(ParsedAnswer answer) {
    return new AnswerFormat() {
      @Override
      public String instruction() {
        return "say";
      }

      @Override
      public String write(String text) {
        return text;
      }

      @Override
      public ParsedAnswer parse(String reply, AnswerScale scale) {
        return answer;
      }

      @Override
      public boolean wellFormed(String reply) {
        return true;
      }
    };
  }

  @Test
  void train_rewardThatCancels_isNotTakenForAnInterrupt() {
    GrpoTrainer trainer =
        trainer(policy, small().build())
            .reward(
                context -> {
                  throw new CancellationException("the judge has gone");
                })
            .build();
    assertThatThrownBy(() -> trainer.train(SAMPLES)).hasMessage("the judge has gone");
  }

  @Test
  void train_afterOtherTraining_startsFromAFirstStepOfTheOptimizer() {
    trainer(policy, small().steps(3).build()).build().train(SAMPLES);
    PolicyModel copy = policy.frozenCopy();
    var group = new CompletionGroup(new int[] {1}, List.of(new int[] {2, 3}));
    try (ForwardPass pass = policy.forward(List.of(group), 1)) {
      pass.backward(new float[][] {{1, 2}}); // of a step that failed
    }
    GrpoConfig config = small().steps(2).build();
    for (PolicyModel each : List.of(policy, copy)) {
      trainer((TabularPolicy) each, config).seed(9).build().train(SAMPLES);
    }
    assertThat(policy.weights()).containsExactly(((TabularPolicy) copy).weights());
  }

  @ParameterizedTest
  @CsvSource({"8, 1, 1", "8, 3, 3", "8, 5, 5", "8, 7, 7", "8, 8, 8", "5, 4, 4", "6, 6, 6"})
  void train_innerUpdates_areSoManyOfAWholeBatch(int batch, int innerUpdates, long expected) {
    GrpoConfig config = small().batchSize(batch).innerUpdates(innerUpdates).steps(1).build();
    TrainingReport report = trainer(policy, config).build().train(SAMPLES);
    long taken = report.counts().get("updates") + report.counts().get("skipped_updates");
    assertThat(taken).isEqualTo(expected);
  }

  @Test
  void train_fewerPromptsThanInnerUpdates_takeAnUpdateEach() {
    GrpoConfig config = small().batchSize(6).innerUpdates(6).steps(2).build();
    TrainingReport report = trainer(policy, config).build().train(SAMPLES);
    long taken = report.counts().get("updates") + report.counts().get("skipped_updates");
    assertThat(taken).isEqualTo(6 + 2);
  }

  @Test
  void train_warmUpLongerThanTheEpochs_isRefused() {
    GrpoConfig config = small().epochs(1).warmupUpdates(3).build();
    assertThatThrownBy(() -> trainer(policy, config).build().train(SAMPLES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("warmupUpdates 3 exceeds the updates of 2 steps");
  }
}
