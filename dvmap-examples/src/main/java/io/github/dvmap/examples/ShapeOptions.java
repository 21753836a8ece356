package io.github.dvmap.examples;

import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import picocli.CommandLine.Option;

/** The shape of a policy of random weights. */
final class ShapeOptions {
  @Option(
      names = "--hidden",
      paramLabel = "N",
      defaultValue = "256",
      description = "Width of the residual stream (default ${DEFAULT-VALUE}).")
  private int hidden;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "8",
      description = "Decoder layers (default ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--heads",
      paramLabel = "N",
      defaultValue = "8",
      description = "Query heads (default ${DEFAULT-VALUE}).")
  private int heads;

  @Option(
      names = "--kv-heads",
      paramLabel = "N",
      defaultValue = "4",
      description = "Key and value heads (default ${DEFAULT-VALUE}).")
  private int keyValueHeads;

  @Option(
      names = "--head-dim",
      paramLabel = "N",
      defaultValue = "32",
      description = "Width of a head (default ${DEFAULT-VALUE}).")
  private int headDim;

  @Option(
      names = "--intermediate",
      paramLabel = "N",
      defaultValue = "768",
      description = "Width of the gated MLP (default ${DEFAULT-VALUE}).")
  private int intermediate;

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Token ids (default ${DEFAULT-VALUE}).")
  private int vocabulary;

  @Option(
      names = "--qwen3-0.6b",
      description = "The shape of Qwen3-0.6B, in place of the options above.")
  private boolean qwen;

  private void check() {
    Ranges.atLeast(1, "--hidden", hidden);
    Ranges.atLeast(1, "--layers", layers);
    Ranges.atLeast(1, "--heads", heads);
    Ranges.atLeast(1, "--kv-heads", keyValueHeads);
    Ranges.atLeast(1, "--intermediate", intermediate);
    Ranges.atLeast(1, "--vocabulary", vocabulary);
    if (heads % keyValueHeads != 0) {
      throw new IllegalArgumentException(
          "--heads " + heads + " is not a multiple of --kv-heads " + keyValueHeads);
    }
    if (headDim < 2 || headDim % 2 != 0) {
      throw new IllegalArgumentException("--head-dim " + headDim + " must be even and >= 2");
    }
  }

  /**
   * The configuration.
   *
   * @throws IllegalArgumentException if sizes are out of their range or do not fit
   */
  ModelConfig config(int contextLength) {
    check();
    return ModelConfig.builder()
        .hiddenSize(qwen ? 1024 : hidden)
        .layers(qwen ? 28 : layers)
        .heads(qwen ? 16 : heads)
        .keyValueHeads(qwen ? 8 : keyValueHeads)
        .headDim(qwen ? 128 : headDim)
        .intermediateSize(qwen ? 3072 : intermediate)
        .vocabularySize(qwen ? 151_936 : vocabulary)
        .contextLength(contextLength)
        .build();
  }
}
