package io.github.dvmap.examples;

import io.github.dvmap.rl.checkpoint.ModelConfig;
import picocli.CommandLine.Option;

/** The shape of a policy of random weights. */
final class ShapeOptions {
  @Option(
      names = "--hidden",
      defaultValue = "256",
      description = "Width of the residual stream (default ${DEFAULT-VALUE}).")
  private int hidden;

  @Option(
      names = "--layers",
      defaultValue = "8",
      description = "Decoder layers (default ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--heads",
      defaultValue = "8",
      description = "Query heads (default ${DEFAULT-VALUE}).")
  private int heads;

  @Option(
      names = "--kv-heads",
      defaultValue = "4",
      description = "Key and value heads (default ${DEFAULT-VALUE}).")
  private int keyValueHeads;

  @Option(
      names = "--head-dim",
      defaultValue = "32",
      description = "Width of a head (default ${DEFAULT-VALUE}).")
  private int headDim;

  @Option(
      names = "--intermediate",
      defaultValue = "768",
      description = "Width of the gated MLP (default ${DEFAULT-VALUE}).")
  private int intermediate;

  @Option(
      names = "--vocabulary",
      defaultValue = "4096",
      description = "Token ids (default ${DEFAULT-VALUE}).")
  private int vocabulary;

  @Option(
      names = "--qwen3-0.6b",
      description = "The shape of Qwen3-0.6B, in place of the options above.")
  private boolean qwen;

  /** The configuration. */
  ModelConfig config(int contextLength) {
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
