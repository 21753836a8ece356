package io.github.dvmap.examples;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.torch.DeviceLimits;
import java.util.List;

/**
 * The floating-point operations and bytes that a decoder cannot do without, counted from its shape:
 * a prompt once for its group, each completion without its last token, no padding, nothing computed
 * twice. Products of matrices only.
 */
record PolicyCost(ModelConfig config, DeviceLimits limits, int bytesPerNumber) {
  /** Weights of the matrices of all layers. */
  private double layerWeights() {
    double queries = (double) config.heads() * config.headDim();
    double keys = (double) config.keyValueHeads() * config.headDim();
    double attention = config.hiddenSize() * (2 * queries + 2 * keys);
    double mlp = 3.0 * config.hiddenSize() * config.intermediateSize();
    return config.layers() * (attention + mlp);
  }

  private double headWeights() {
    return (double) config.hiddenSize() * config.vocabularySize();
  }

  /** Operations for a query to attend to a key, forward. */
  private double pair() {
    return 4.0 * config.layers() * config.heads() * config.headDim();
  }

  /** Operations of a forward pass over groups; a backward pass takes twice as many. */
  double forward(List<CompletionGroup> groups) {
    double rows = 0;
    double heads = 0;
    double pairs = 0;
    for (CompletionGroup group : groups) {
      double prompt = group.prompt().length;
      rows += prompt;
      pairs += prompt * (prompt + 1) / 2;
      for (int[] completion : group.completions()) {
        double inputs = completion.length - 1.0;
        rows += inputs;
        heads += completion.length;
        pairs += inputs * prompt + inputs * (inputs + 1) / 2;
      }
    }
    return 2 * rows * layerWeights() + 2 * heads * headWeights() + pairs * pair();
  }

  /** Seconds that the device needs for the operations of a forward pass. */
  double forwardSeconds(List<CompletionGroup> groups) {
    return forward(groups) / limits.flops();
  }

  /**
   * Seconds that the device needs to draw the completions: the prompts' operations, then for each
   * token the slower of its operations and the bytes of the weights, the keys and the values.
   */
  double rolloutSeconds(List<CompletionGroup> groups) {
    double prompts = 0;
    int steps = 0;
    for (CompletionGroup group : groups) {
      double length = group.prompt().length;
      prompts += 2 * length * layerWeights() + pair() * length * (length + 1) / 2;
      steps = Math.max(steps, group.completions().stream().mapToInt(c -> c.length).max().orElse(0));
    }
    double seconds = prompts / limits.flops();
    for (int step = 0; step < steps; step++) {
      seconds += stepSeconds(groups, step);
    }
    return seconds;
  }

  private double stepSeconds(List<CompletionGroup> groups, int step) {
    double rows = 0;
    double pairs = 0;
    double cached = 0;
    for (CompletionGroup group : groups) {
      long live = group.completions().stream().filter(c -> c.length > step).count();
      rows += live;
      pairs += live * (group.prompt().length + (double) step);
      cached += group.prompt().length + live * (double) step;
    }
    double weights = layerWeights() + headWeights();
    double keys = 2.0 * config.layers() * config.keyValueHeads() * config.headDim() * cached;
    double flops = 2 * rows * weights + pairs * pair();
    return Math.max(
        flops / limits.flops(), bytesPerNumber * (weights + keys) / limits.bytesPerSecond());
  }
}
