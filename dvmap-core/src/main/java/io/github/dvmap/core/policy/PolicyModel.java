package io.github.dvmap.core.policy;

import java.nio.file.Path;
import java.util.List;

/**
 * A trainable causal language model on a device; it knows token ids only. Not thread-safe. Whoever
 * opens it closes it; close may be called more than once, and after it every call but those for the
 * sizes throws {@link IllegalStateException}.
 */
public interface PolicyModel extends AutoCloseable {
  /** V, the number of token ids. */
  int vocabularySize();

  /** Most tokens of a prompt and its completion together. */
  int contextLength();

  /** Number of weights. */
  long parameterCount();

  /**
   * Starts a pass that can be differentiated.
   *
   * @param groups prompts with their completions
   * @param temperature divides the logits before the log-softmax, &gt; 0
   */
  ForwardPass forward(List<CompletionGroup> groups, double temperature);

  /** The same log-probabilities without a graph, [N][T_n]. */
  float[][] score(List<CompletionGroup> groups, double temperature);

  /**
   * Clips the accumulated gradient, takes one AdamW step and clears the gradient.
   *
   * @return the gradient's global L2 norm before clipping
   */
  double step(OptimizerStep step);

  /** A copy of the weights as they are, without optimizer state; the caller closes it. */
  PolicyModel frozenCopy();

  /** An engine over this policy's weights; the caller closes it before the policy. */
  RolloutEngine rollouts();

  /**
   * Writes a Hugging Face folder, or a PEFT folder where adapters are trained, beside and then
   * renamed.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  void save(Path folder);

  @Override
  void close();
}
