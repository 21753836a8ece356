package io.github.dvmap.rl.grpo;

import com.google.common.collect.ImmutableMap;

/**
 * What one GRPO step measured.
 *
 * @param step counted from 0
 * @param reward mean over the completions
 * @param accuracy share of the completions that choose the right option
 * @param format share of the completions that are well formed
 * @param kl mean estimate per token; 0 where the KL coefficient is 0, as there is no reference
 * @param entropy mean per token in nats; 0 where the entropy coefficient is 0, as it is not
 *     measured
 * @param loss mean over the step's updates
 * @param gradientNorm global L2 norm before clipping, mean over the step's updates; 0 where none
 *     was taken
 * @param clipFraction share of the tokens whose ratio was clipped
 * @param learningRate of the step's last update
 * @param length mean tokens of a completion
 * @param stopped share of the completions that ended by themselves
 * @param zeroVarianceGroups groups whose rewards are all equal
 * @param completions drawn in this step
 * @param tokens of those completions
 * @param seconds wall time until the weights had moved
 */
public record StepRecord(
    long step,
    double reward,
    double accuracy,
    double format,
    double kl,
    double entropy,
    double loss,
    double gradientNorm,
    double clipFraction,
    double learningRate,
    double length,
    double stopped,
    int zeroVarianceGroups,
    int completions,
    long tokens,
    double seconds) {
  /** The values by the names that progress events use; {@code entropy} only where measured. */
  public ImmutableMap<String, Double> values() {
    var values = ImmutableMap.<String, Double>builder();
    values.put("reward", reward).put("accuracy", accuracy).put("format", format).put("kl", kl);
    if (entropy > 0) {
      values.put("entropy", entropy);
    }
    return values
        .put("loss", loss)
        .put("grad_norm", gradientNorm)
        .put("clip_fraction", clipFraction)
        .put("learning_rate", learningRate)
        .put("length", length)
        .put("stopped", stopped)
        .put("zero_variance_groups", (double) zeroVarianceGroups)
        .put("tokens_per_second", tokens / Math.max(seconds, 1e-9))
        .buildOrThrow();
  }
}
