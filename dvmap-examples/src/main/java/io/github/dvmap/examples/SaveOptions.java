package io.github.dvmap.examples;

import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.rl.checkpoint.ElementType;
import io.github.dvmap.rl.torch.PolicySpec;
import picocli.CommandLine.Option;

/** How a model's weights are written. */
final class SaveOptions {
  private static final long MEGABYTE = 1_000_000;

  @Option(
      names = "--save-type",
      paramLabel = "TYPE",
      defaultValue = "f32",
      description = "What the weights are written in: f32 or bf16 (default ${DEFAULT-VALUE}).")
  private String type;

  @Option(
      names = "--max-shard-size",
      paramLabel = "MB",
      defaultValue = "5000",
      description =
          "Most megabytes of weights in one file; more are written as shards with an index"
              + " (default ${DEFAULT-VALUE}).")
  private int megabytes;

  /** The specification, so that its model is saved like that. */
  PolicySpec over(PolicySpec spec) {
    Ranges.atLeast(1, "--max-shard-size", megabytes);
    return spec.withSavedType(ElementType.written(type)).withShardBytes(megabytes * MEGABYTE);
  }
}
