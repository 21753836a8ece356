package io.github.dvmap.examples;

import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.rl.grpo.GrpoConfig;
import io.github.dvmap.rl.grpo.GrpoTrainer;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import picocli.CommandLine.Option;

/** Options of GRPO; what is not given stays as the command's own preset says. */
final class TrainingOptions {
  @Option(names = "--steps", paramLabel = "N", description = "GRPO steps.")
  private Integer steps;

  @Option(names = "--batch", paramLabel = "N", description = "Prompts in a step.")
  private Integer batch;

  @Option(names = "--group", paramLabel = "G", description = "Completions drawn for each prompt.")
  private Integer group;

  @Option(names = "--temperature", paramLabel = "T", description = "Sampling temperature.")
  private Double temperature;

  @Option(
      names = "--learning-rate",
      paramLabel = "LR",
      description = "AdamW learning rate of GRPO.")
  private Double learningRate;

  @Option(
      names = "--kl",
      paramLabel = "C",
      description = "Coefficient of the KL divergence to the frozen start; 0 for none.")
  private Double kl;

  @Option(
      names = "--entropy-coefficient",
      paramLabel = "C",
      description = "Coefficient of the mean entropy that is taken off the loss; 0 for none.")
  private Double entropyCoefficient;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      description = "Most tokens of a completion.")
  private Integer maxNewTokens;

  @Option(
      names = "--stop-at-answer",
      description = "End a completion with its answer's closing tag.")
  private Boolean stopAtAnswer;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      defaultValue = "50",
      description = "GRPO steps from one checkpoint to the next (default ${DEFAULT-VALUE}).")
  private int checkpointEvery;

  @Option(
      names = "--resume",
      description =
          "Take up the run whose checkpoint is in --out, with the same options; a warm-up is"
              + " repeated, GRPO goes on where it was.")
  private boolean resume;

  /** Where the run leaves its state; refused if it holds what is not a run's. */
  LearningRun.Checkpoint checkpoint(Path out) {
    Path folder = out.resolve(LearningRun.CHECKPOINT);
    if (resume && !GrpoTrainer.hasCheckpoint(folder)) {
      throw new IllegalArgumentException(
          "--resume: there is no checkpoint in "
              + out
              + "; a run that ended before GRPO begins anew without --resume");
    }
    int every = Ranges.atLeast(1, "--checkpoint-every", checkpointEvery);
    var checkpoint = new LearningRun.Checkpoint(folder, every, resume);
    checkpoint.check();
    return checkpoint;
  }

  /** The preset with the given options put in; a tenth of fewer steps at most is warm-up. */
  GrpoConfig over(GrpoConfig preset) {
    GrpoConfig.Builder builder = preset.toBuilder();
    set(builder, Given.atLeast(1, "--steps", steps), GrpoConfig.Builder::steps);
    if (steps != null) {
      builder.warmupUpdates(Math.min(preset.warmupUpdates(), Math.max(0, steps / 10)));
    }
    set(builder, Given.atLeast(1, "--batch", batch), GrpoConfig.Builder::batchSize);
    set(builder, Given.atLeast(2, "--group", group), GrpoConfig.Builder::groupSize);
    set(builder, Given.positive("--temperature", temperature), GrpoConfig.Builder::temperature);
    set(
        builder,
        Given.notNegative("--learning-rate", learningRate),
        GrpoConfig.Builder::learningRate);
    set(builder, Given.notNegative("--kl", kl), GrpoConfig.Builder::klCoefficient);
    Given.notNegative("--entropy-coefficient", entropyCoefficient);
    set(builder, entropyCoefficient, GrpoConfig.Builder::entropyCoefficient);
    Given.atLeast(1, "--max-new-tokens", maxNewTokens);
    set(builder, maxNewTokens, GrpoConfig.Builder::maxNewTokens);
    set(builder, stopAtAnswer, GrpoConfig.Builder::stopAtAnswer);
    return builder.build();
  }

  private static <T> void set(
      GrpoConfig.Builder builder, T value, BiConsumer<GrpoConfig.Builder, T> setter) {
    if (value != null) {
      setter.accept(builder, value);
    }
  }
}
