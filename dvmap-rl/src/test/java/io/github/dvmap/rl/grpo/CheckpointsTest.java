package io.github.dvmap.rl.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.progress.ProgressListener;
import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.reward.Reward;
import io.github.dvmap.core.reward.RewardContext;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.rl.reward.Rewards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointsTest {
  static final List<AlignmentSample> SAMPLES = WordWorld.samples(8);

  static final GrpoConfig CONFIG =
      GrpoConfig.builder()
          .groupSize(8)
          .batchSize(3)
          .steps(20)
          .maxNewTokens(3)
          .temperature(1)
          .learningRate(0.2)
          .klCoefficient(0.05)
          .entropyCoefficient(0.01)
          .build();

  @TempDir Path folder;

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  static GrpoTrainer.Builder trainer(TabularPolicy policy, long seed) {
    return GrpoTrainer.builder(policy, WordWorld.TOKENIZER)
        .config(CONFIG)
        .reward(Rewards.accuracy().plus(0.4, Rewards.format()))
        .seed(seed);
  }

  static TabularPolicy policy() {
    return new TabularPolicy(SAMPLES.size(), 6);
  }

  private static ProgressListener interruptAfter(long steps) {
    return event -> {
      if (event instanceof ProgressEvent.Advanced advanced && advanced.done() == steps) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private static List<Map<String, Double>> values(TrainingReport report) {
    return report.steps().stream()
        .map(StepRecord::values)
        .map(
            values -> {
              var steady = new TreeMap<>(values);
              steady.remove("tokens_per_second");
              return (Map<String, Double>) steady;
            })
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"1, 100", "4, 4", "7, 100", "7, 3", "19, 5", "20, 100"})
  void train_interruptedAndTakenUp_equalsARunThatWasNot(long interrupt, int every) {
    TabularPolicy whole = policy();
    TrainingReport expected = trainer(whole, 7).build().train(SAMPLES);
    TrainingReport broken =
        trainer(policy(), 7)
            .checkpoints(folder, every)
            .listener(interruptAfter(interrupt))
            .build()
            .train(SAMPLES);
    // one that comes after the last step is for what follows the training
    assertThat(broken.completed()).isEqualTo(interrupt == 20);
    assertThat(Thread.interrupted()).isEqualTo(interrupt == 20);
    assertThat(broken.steps()).hasSize((int) interrupt);
    TabularPolicy again = policy();
    TrainingReport resumed = trainer(again, 7).checkpoints(folder, every).build().train(SAMPLES);
    assertThat(resumed.completed()).isTrue();
    assertThat(again.weights()).isEqualTo(whole.weights());
    assertThat(values(resumed)).isEqualTo(values(expected));
    assertThat(resumed.counts()).isEqualTo(expected.counts());
    assertThat(folder.resolve("state-20.safetensors")).exists();
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void train_interruptedBeforeItBegins_endsAtOnceWithWhatIsThere() {
    for (int taken : new int[] {0, 5}) {
      if (taken > 0) {
        trainer(policy(), 7)
            .checkpoints(folder, 5)
            .listener(interruptAfter(taken))
            .build()
            .train(SAMPLES);
      }
      Thread.currentThread().interrupt();
      TabularPolicy policy = policy();
      TrainingReport report = trainer(policy, 7).checkpoints(folder, 5).build().train(SAMPLES);
      assertThat(report.completed()).isFalse();
      assertThat(report.steps()).hasSize(taken);
      assertThat(Thread.interrupted()).isFalse();
      assertThat(GrpoTrainer.hasCheckpoint(folder)).isEqualTo(taken > 0);
      assertThat(policy.weights())
          .matches(w -> Arrays.stream(w).anyMatch(v -> v != 0) == taken > 0);
    }
  }

  @Test
  void train_killedBetweenCheckpoints_goesOnFromTheLastOne() {
    TabularPolicy whole = policy();
    trainer(whole, 7).build().train(SAMPLES);
    assertThatThrownBy(
            () ->
                trainer(policy(), 7)
                    .checkpoints(folder, 4)
                    .reward(new FailingReward(250, CheckpointsTest::kill))
                    .build()
                    .train(SAMPLES))
        .hasMessage("killed");
    assertThat(folder.resolve("run.json")).content().contains("state-8.safetensors");
    TabularPolicy again = policy();
    trainer(again, 7).checkpoints(folder, 4).build().train(SAMPLES);
    assertThat(again.weights()).isEqualTo(whole.weights());
  }

  /** No exception, since a training that ends with one saves its state. */
  private static void kill() {
    throw new AssertionError("killed");
  }

  /** Scores as the trainer of these tests does, and fails at a call. */
  static final class FailingReward implements Reward {
    private final Runnable failure;
    private final double added;
    private int left;

    FailingReward(int left, Runnable failure) {
      this(left, failure, 0);
    }

    FailingReward(int left, Runnable failure, double added) {
      this.left = left;
      this.failure = failure;
      this.added = added;
    }

    @Override
    public double score(RewardContext context) {
      if (left-- == 0) {
        failure.run();
        return added;
      }
      return Rewards.accuracy().plus(0.4, Rewards.format()).score(context);
    }
  }

  @Test
  void train_interruptedWithinAStep_isTakenUpFromTheLastWholeOne() {
    TabularPolicy whole = policy();
    trainer(whole, 7).build().train(SAMPLES);
    Reward reward = new FailingReward(200, () -> Thread.currentThread().interrupt());
    TrainingReport broken =
        trainer(policy(), 7).checkpoints(folder, 100).reward(reward).build().train(SAMPLES);
    assertThat(broken.completed()).isFalse();
    assertThat(folder.resolve("state-" + broken.steps().size() + ".safetensors")).exists();
    TabularPolicy again = policy();
    TrainingReport resumed = trainer(again, 7).checkpoints(folder, 100).build().train(SAMPLES);
    assertThat(resumed.steps()).hasSize(20);
    assertThat(again.weights()).isEqualTo(whole.weights());
  }

  /** A step that fails after its first micro-batch leaves that one's gradient behind. */
  @Test
  void train_samePolicyAfterAFailedStep_goesOnAsANewOneWould() {
    TabularPolicy whole = policy();
    GrpoConfig config = CONFIG.toBuilder().klCoefficient(0).microBatchTokens(40).build();
    trainer(whole, 7).config(config).build().train(SAMPLES);
    TabularPolicy same = policy();
    var left = new AtomicInteger(5);
    same.beforeForward =
        () -> {
          if (left.decrementAndGet() == 0) {
            FailedRunsTest.fail();
          }
        };
    assertThatThrownBy(
            () -> trainer(same, 7).config(config).checkpoints(folder, 1).build().train(SAMPLES))
        .hasMessage("the service is down");
    trainer(same, 7).config(config).checkpoints(folder, 1).build().train(SAMPLES);
    assertThat(same.weights()).isEqualTo(whole.weights());
  }

  @Test
  void train_completedRun_isNotRunAgain() {
    TabularPolicy first = policy();
    trainer(first, 7).checkpoints(folder, 50).build().train(SAMPLES);
    TabularPolicy again = policy();
    TrainingReport report = trainer(again, 7).checkpoints(folder, 50).build().train(SAMPLES);
    assertThat(report.completed()).isTrue();
    assertThat(again.weights()).isEqualTo(first.weights());
    assertThat(again.engines.get(0).streams).isEmpty();
  }

  @Test
  void train_checkpointOfAnotherRunOrDamaged_isRefused() throws IOException {
    trainer(policy(), 7).checkpoints(folder, 50).build().train(SAMPLES);
    trainer(policy(), 7).checkpoints(folder, 50).build().requireOwnCheckpoint(SAMPLES);
    trainer(policy(), 8)
        .checkpoints(folder.resolve("none"), 50)
        .build()
        .requireOwnCheckpoint(SAMPLES);
    GrpoTrainer another = trainer(policy(), 8).checkpoints(folder, 50).build();
    assertThatThrownBy(() -> another.requireOwnCheckpoint(SAMPLES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run.json");
    assertThatThrownBy(() -> another.train(SAMPLES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run.json")
        .hasMessageContaining("another seed");
    GrpoConfig other = CONFIG.toBuilder().entropyCoefficient(0.02).build();
    assertThatThrownBy(
            () -> trainer(policy(), 7).config(other).checkpoints(folder, 50).build().train(SAMPLES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other options");
    assertThatThrownBy(
            () ->
                trainer(policy(), 7)
                    .label("another reward")
                    .checkpoints(folder, 50)
                    .build()
                    .train(SAMPLES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another label");
    String whole = Files.readString(folder.resolve("run.json"));
    for (String damaged : List.of("{", "", "null", "{}", whole.replace("\"state\"", "\"other\""))) {
      Files.writeString(folder.resolve("run.json"), damaged);
      assertThatThrownBy(() -> trainer(policy(), 7).checkpoints(folder, 50).build().train(SAMPLES))
          .as(damaged)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("run.json is damaged");
    }
  }

  @Test
  void train_anotherAnswerFormatOrScale_isAnotherRun() {
    trainer(policy(), 7).checkpoints(folder, 50).build().train(SAMPLES);
    GrpoTrainer trainer = trainer(policy(), 7).checkpoints(folder, 50).build();
    trainer.requireOwnCheckpoint(with(WordWorld.FORMAT, WordWorld.SCALE));
    AnswerScale longer = AnswerScale.of("good", "fair", "poor", "bad", "worse");
    for (List<AlignmentSample> others :
        List.of(
            with(new WordWorld.Format("One word.", ImmutableSet.of("good")), WordWorld.SCALE),
            with(new WordWorld.Format("A word.", ImmutableSet.of()), WordWorld.SCALE),
            with(WordWorld.FORMAT, longer))) {
      assertThatThrownBy(() -> trainer.requireOwnCheckpoint(others))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("other samples");
    }
    trainer.requireOwnCheckpoint(
        with(
            new WordWorld.Format(WordWorld.FORMAT.instruction(), ImmutableSet.of()),
            WordWorld.SCALE));
  }

  private static List<AlignmentSample> with(AnswerFormat format, AnswerScale scale) {
    return SAMPLES.stream()
        .map(
            s ->
                new AlignmentSample(
                    s.id(),
                    s.profile(),
                    new Question("Q1", s.question().text(), "", scale),
                    s.answer(),
                    s.frequency(),
                    s.prompt(),
                    format))
        .toList();
  }

  @Test
  void requireOwnCheckpoint_stateFileGoneOrNotOne_isRefused() throws IOException {
    trainer(policy(), 7).checkpoints(folder, 50).build().train(SAMPLES);
    TabularPolicy policy = policy();
    GrpoTrainer trainer = trainer(policy, 7).checkpoints(folder, 50).build();
    trainer.requireOwnCheckpoint(SAMPLES);
    Path state = folder.resolve("state-20.safetensors");
    Files.writeString(state, "no state");
    assertThatThrownBy(() -> trainer.requireOwnCheckpoint(SAMPLES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(state.toString());
    Files.delete(state);
    assertThatThrownBy(() -> trainer.requireOwnCheckpoint(SAMPLES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run.json is damaged: there is no state-20.safetensors");
  }

  @Test
  void checkpoints_everyZeroOrNoFolder_isRefused() {
    GrpoTrainer.Builder builder = trainer(policy(), 7);
    assertThatThrownBy(() -> builder.checkpoints(folder, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("every 0");
    assertThatThrownBy(() -> builder.checkpoints(null, 1)).hasMessage("folder");
  }
}
