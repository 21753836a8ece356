package io.github.dvmap.examples;

import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.rl.checkpoint.LoraConfig;
import io.github.dvmap.rl.torch.PolicySpec;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Whether to train low-rank adapters in place of the weights. */
final class LoraOptions {
  @Option(
      names = "--lora-rank",
      paramLabel = "R",
      description = "Train LoRA adapters of this rank on --model; without it all weights are.")
  private Integer rank;

  @Option(
      names = "--lora-alpha",
      paramLabel = "A",
      description = "Scale of the adapters times their rank; default twice the rank.")
  private Double alpha;

  @Option(
      names = "--lora-target",
      paramLabel = "MODULE",
      split = ",",
      description = "Linear layers with an adapter, such as q_proj; default all seven.")
  private Set<String> targets;

  /** The specification with adapters, where they are asked for. */
  PolicySpec over(PolicySpec spec, long seed) {
    return config().map(lora -> spec.withLora(lora, seed)).orElse(spec);
  }

  /** The adapters that are asked for. */
  Optional<LoraConfig> config() {
    if (rank == null) {
      requireNone("--lora-alpha", alpha);
      requireNone("--lora-target", targets);
      return Optional.empty();
    }
    return Optional.of(
        LoraConfig.builder()
            .rank(Ranges.atLeast(1, "--lora-rank", rank))
            .alpha(alpha == null ? 2.0 * rank : Ranges.positive("--lora-alpha", alpha))
            .targetModules(targets == null ? LoraConfig.ALL_LINEAR : targets)
            .build());
  }

  /** Refuses adapters on a policy that has no trained weights to adapt. */
  void requireUnused() {
    requireNone("--lora-rank", rank);
    requireNone("--lora-alpha", alpha);
    requireNone("--lora-target", targets);
  }

  private static void requireNone(String option, Object value) {
    if (value != null) {
      String needed = option.equals("--lora-rank") ? "--model" : "--lora-rank";
      throw new IllegalArgumentException(option + " " + value + " needs " + needed);
    }
  }
}
