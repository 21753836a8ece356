package io.github.dvmap.examples;

import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.progress.ProgressListener;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.rl.grpo.Answered;
import io.github.dvmap.rl.grpo.GrpoConfig;
import io.github.dvmap.rl.grpo.GrpoTrainer;
import io.github.dvmap.rl.grpo.PolicyAnswers;
import io.github.dvmap.rl.grpo.TrainingReport;
import io.github.dvmap.rl.reward.Rewards;
import io.github.dvmap.rl.sft.SftConfig;
import io.github.dvmap.rl.sft.SftExample;
import io.github.dvmap.rl.sft.SftReport;
import io.github.dvmap.rl.sft.SftTrainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Warm-up, answers, GRPO, answers again.
 *
 * @param labelled samples whose right answer the warm-up saw
 * @param before the held-out samples answered before GRPO
 * @param after the held-out samples answered after GRPO
 * @param training what GRPO did
 */
record LearningRun(
    int labelled, List<Answered> before, List<Answered> after, TrainingReport training) {
  /** The folder of --out for GRPO's state. */
  static final String CHECKPOINT = "checkpoint";

  /** What a run writes into --out. */
  static final String[] WRITTEN = {CHECKPOINT, "model", "report.html", "results.json"};

  /** Weight of the format in the reward (paper section 4.2). */
  private static final double BETA = 0.4;

  /**
   * A folder for GRPO's state.
   *
   * @param every steps from one writing to the next
   * @param resume whether the run that is there is taken up, or deleted as GRPO begins
   */
  record Checkpoint(Path folder, int every, boolean resume) {
    private static final Pattern OWN =
        Pattern.compile("run\\.json|state-\\d+\\.safetensors|\\..+\\.part");

    /**
     * Checks, before the work, that what would be deleted is an older run's.
     *
     * @throws IllegalArgumentException naming the first entry that is not
     */
    void check() {
      for (Path entry : resume ? List.<Path>of() : entries()) {
        boolean own = OWN.matcher(entry.getFileName().toString()).matches();
        if (!own || !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          throw new IllegalArgumentException(
              folder + " is not emptied: it holds " + entry.getFileName() + ", which no run wrote");
        }
      }
    }

    private List<Path> entries() {
      if (!Files.exists(folder)) {
        return List.of();
      }
      try (Stream<Path> list = Files.list(folder)) {
        return list.sorted().toList();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list " + folder, e);
      }
    }

    private void prepare() {
      check();
      try {
        for (Path entry : resume ? List.<Path>of() : entries()) {
          Files.delete(entry);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot empty " + folder, e);
      }
    }
  }

  /**
   * What to do.
   *
   * @param start what the policy's weights are, in words
   * @param warmUp supervised training before GRPO, if any
   * @param labelledShare share of the training samples whose right answer the warm-up sees
   * @param grpo options of GRPO
   * @param seed decides the order of the samples and every draw
   * @param checkpoint where GRPO leaves its state, and takes it up
   */
  record Plan(
      String start,
      Optional<SftConfig> warmUp,
      double labelledShare,
      GrpoConfig grpo,
      long seed,
      Checkpoint checkpoint) {
    /** Checks the share. */
    Plan {
      if (!(labelledShare > 0 && labelledShare <= 1)) {
        throw new IllegalArgumentException("--labelled " + labelledShare + " is not in (0, 1]");
      }
    }

    /** Supervised steps of the command line, 0 for none. */
    static Optional<SftConfig> warmUp(int steps, double learningRate) {
      if (Ranges.atLeast(0, "--warm-up-steps", steps) == 0) {
        return Optional.empty();
      }
      var config = SftConfig.builder().steps(steps).batchSize(32).learningRate(learningRate);
      return Optional.of(config.build());
    }

    /** What is not GRPO's own but makes its run another. */
    private String label() {
      String before =
          warmUp
              .map(sft -> sft.toMap() + " on " + labelledShare + " of the samples")
              .orElse("none");
      return start + "; warm-up " + before + "; reward with format " + BETA;
    }
  }

  /**
   * Trains the policy on some samples and lets it answer the others.
   *
   * @throws CancellationException if the thread is interrupted
   * @throws IllegalArgumentException if a prompt and its reply may not fit the context, or the
   *     checkpoint is of another run; both before the first step
   */
  static LearningRun of(
      OpenModel model,
      Plan plan,
      List<AlignmentSample> train,
      List<AlignmentSample> heldOut,
      ProgressListener listener) {
    List<AlignmentSample> examples = plan.warmUp().isPresent() ? labelled(train, plan) : List.of();
    requireRoom(model, plan, train, heldOut, examples);
    GrpoTrainer trainer = trainer(model, plan, listener);
    if (plan.checkpoint().resume()) {
      trainer.requireOwnCheckpoint(train);
    }
    plan.warmUp().ifPresent(config -> warmUp(model, plan, config, examples, listener));
    int tokens = plan.grpo().maxNewTokens();
    List<Answered> before = answers(model, plan, "before", listener).greedy(heldOut, tokens);
    plan.checkpoint().prepare();
    TrainingReport training = trainer.train(train);
    int taken = training.steps().size();
    requireCompleted(
        training.completed(),
        "GRPO",
        taken,
        training.plannedSteps(),
        taken == 0 ? "" : "; --resume goes on from there");
    List<Answered> after = answers(model, plan, "after", listener).greedy(heldOut, tokens);
    return new LearningRun(examples.size(), before, after, training);
  }

  private static GrpoTrainer trainer(OpenModel model, Plan plan, ProgressListener listener) {
    return GrpoTrainer.builder(model.policy(), model.tokenizer())
        .config(plan.grpo())
        .reward(Rewards.paper(BETA))
        .seed(plan.seed())
        .label(plan.label())
        .checkpoints(plan.checkpoint().folder(), plan.checkpoint().every())
        .listener(listener)
        .build();
  }

  private static void requireRoom(
      OpenModel model,
      Plan plan,
      List<AlignmentSample> train,
      List<AlignmentSample> heldOut,
      List<AlignmentSample> examples) {
    int context = model.policy().contextLength();
    int tokens = plan.grpo().maxNewTokens();
    List<AlignmentSample> asked = new ArrayList<>(train);
    asked.addAll(heldOut);
    LongestPrompt.of(model.tokenizer(), asked, context - tokens).requireRoom(tokens, context);
    LongestPrompt.requireReplies(model.tokenizer(), examples, context);
  }

  private static void warmUp(
      OpenModel model,
      Plan plan,
      SftConfig config,
      List<AlignmentSample> examples,
      ProgressListener listener) {
    SftReport report =
        SftTrainer.builder(model.policy(), model.tokenizer())
            .config(config)
            .seed(plan.seed())
            .listener(listener)
            .build()
            .train(examples.stream().map(LearningRun::example).toList());
    requireCompleted(
        report.completed(), "the warm-up", report.steps().size(), report.plannedSteps(), "");
  }

  /** A trainer clears the interrupt that ends it, so what comes after it must not begin. */
  private static void requireCompleted(
      boolean completed, String what, int taken, long planned, String advice) {
    if (!completed) {
      throw new CancellationException(
          what + " was interrupted after " + taken + " of " + planned + " steps" + advice);
    }
  }

  private static PolicyAnswers answers(
      OpenModel model, Plan plan, String stage, ProgressListener listener) {
    return PolicyAnswers.builder(model.policy(), model.tokenizer())
        .batchSize(128)
        .stopAtAnswer(plan.grpo().stopAtAnswer())
        .stage(stage)
        .listener(listener)
        .build();
  }

  /** A sample with its right answer as a perfect model would write it. */
  private static SftExample example(AlignmentSample sample) {
    return new SftExample(sample.prompt(), LongestPrompt.reply(sample));
  }

  /** A random share of the samples. */
  private static List<AlignmentSample> labelled(List<AlignmentSample> train, Plan plan) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < train.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparing(i -> CounterRandom.derive(plan.seed(), i)));
    int count = (int) Math.max(1, Math.round(train.size() * plan.labelledShare()));
    return order.subList(0, count).stream().map(train::get).toList();
  }
}
