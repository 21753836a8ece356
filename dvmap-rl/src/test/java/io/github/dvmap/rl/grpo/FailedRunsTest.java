package io.github.dvmap.rl.grpo;

import static io.github.dvmap.rl.grpo.CheckpointsTest.CONFIG;
import static io.github.dvmap.rl.grpo.CheckpointsTest.SAMPLES;
import static io.github.dvmap.rl.grpo.CheckpointsTest.policy;
import static io.github.dvmap.rl.grpo.CheckpointsTest.trainer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.reward.Reward;
import io.github.dvmap.rl.grpo.CheckpointsTest.FailingReward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run with checkpoints leaves where it fails, and what it refuses before its first step. */
class FailedRunsTest {
  @TempDir Path folder;

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  static void fail() {
    throw new IllegalStateException("the service is down");
  }

  private static void failInterrupted() {
    Thread.currentThread().interrupt();
    throw new IllegalStateException("the call was interrupted");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void train_rewardThatFails_savesTheLastWholeStepFirst(boolean throwing) {
    TabularPolicy whole = policy();
    trainer(whole, 7).build().train(SAMPLES);
    Reward reward =
        throwing
            ? new FailingReward(250, FailedRunsTest::fail)
            : new FailingReward(250, () -> {}, Double.NaN);
    GrpoTrainer failing = trainer(policy(), 7).checkpoints(folder, 100).reward(reward).build();
    assertThatThrownBy(() -> failing.train(SAMPLES))
        .hasMessageContaining(throwing ? "the service is down" : "is not finite")
        .hasNoSuppressedExceptions();
    assertThat(folder.resolve("run.json")).content().contains("state-11.safetensors");
    TabularPolicy again = policy();
    trainer(again, 7).checkpoints(folder, 100).build().train(SAMPLES);
    assertThat(again.weights()).isEqualTo(whole.weights());
  }

  @Test
  void train_rewardThatFailsAsItIsInterrupted_endsAsAnInterruptedRun() {
    Reward reward = new FailingReward(250, FailedRunsTest::failInterrupted);
    TrainingReport broken =
        trainer(policy(), 7).checkpoints(folder, 100).reward(reward).build().train(SAMPLES);
    assertThat(broken.completed()).isFalse();
    assertThat(broken.steps()).hasSize(11);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(folder.resolve("state-11.safetensors")).exists();
  }

  @Test
  void train_engineThatFailsToTakeTheNewWeights_savesTheStepThatMovedThem() {
    TabularPolicy whole = policy();
    trainer(whole, 7).build().train(SAMPLES);
    TabularPolicy policy = policy();
    var left = new AtomicInteger(5);
    policy.whenUpdated =
        () -> {
          if (left.decrementAndGet() == 0) {
            fail();
          }
        };
    GrpoTrainer failing = trainer(policy, 7).checkpoints(folder, 100).build();
    assertThatThrownBy(() -> failing.train(SAMPLES)).hasMessage("the service is down");
    assertThat(folder.resolve("state-5.safetensors")).exists();
    TabularPolicy again = policy();
    trainer(again, 7).checkpoints(folder, 100).build().train(SAMPLES);
    assertThat(again.weights()).isEqualTo(whole.weights());
  }

  @Test
  void train_failureAfterAStepsFirstUpdate_savesNoHalfStep() {
    TabularPolicy policy = policy();
    GrpoConfig config = CONFIG.toBuilder().innerUpdates(2).build();
    var left = new AtomicInteger(1 + 2 * 5 + 2); // one looks for entropies
    policy.beforeForward =
        () -> {
          if (left.decrementAndGet() == 0) {
            fail();
          }
        };
    GrpoTrainer failing = trainer(policy, 7).config(config).checkpoints(folder, 4).build();
    assertThatThrownBy(() -> failing.train(SAMPLES)).hasMessage("the service is down");
    assertThat(folder.resolve("run.json")).content().contains("state-4.safetensors");
  }

  @Test
  void train_gradientThatIsNotFinite_savesTheStepBefore() {
    TabularPolicy policy = policy();
    GrpoTrainer failing =
        trainer(policy, 7)
            .checkpoints(folder, 100)
            .listener(
                event ->
                    policy.overflowing =
                        event instanceof ProgressEvent.Advanced advanced && advanced.done() == 6)
            .build();
    assertThatThrownBy(() -> failing.train(SAMPLES))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessage("step 6: gradient norm is not finite");
    assertThat(folder.resolve("state-6.safetensors")).exists();
  }

  @Test
  void train_policyWithoutState_isRefusedBeforeTheFirstStep() {
    TabularPolicy policy = policy();
    policy.bare = true;
    GrpoConfig config = CONFIG.toBuilder().entropyCoefficient(0).build();
    GrpoTrainer trainer = trainer(policy, 7).config(config).checkpoints(folder, 50).build();
    assertThatThrownBy(() -> trainer.train(SAMPLES))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("no state to save");
    assertThat(policy.engines).allMatch(engine -> engine.streams.isEmpty() && engine.closes == 1);
    trainer(policy, 7).config(config).build().train(SAMPLES);
  }

  @Test
  void train_folderThatCannotBeWritten_isRefusedBeforeTheFirstStep() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    TabularPolicy policy = policy();
    GrpoTrainer trainer = trainer(policy, 7).checkpoints(file.resolve("in"), 50).build();
    assertThatThrownBy(() -> trainer.train(SAMPLES)).isInstanceOf(UncheckedIOException.class);
    assertThat(policy.engines).allMatch(engine -> engine.streams.isEmpty());
  }

  @Test
  void train_failureInTheFirstStep_leavesNoCheckpoint() {
    GrpoTrainer failing =
        trainer(policy(), 7)
            .checkpoints(folder, 1)
            .reward(new FailingReward(3, FailedRunsTest::fail))
            .build();
    assertThatThrownBy(() -> failing.train(SAMPLES)).hasMessage("the service is down");
    assertThat(GrpoTrainer.hasCheckpoint(folder)).isFalse();
    assertThat(folder).isEmptyDirectory();
  }
}
