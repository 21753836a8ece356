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
   * Clips the accumulated gradient, takes one AdamW step and clears the gradient. Where the norm is
   * not finite the step is not taken, and all but the gradient stays as it was.
   *
   * @return the gradient's global L2 norm before clipping
   */
  double step(OptimizerStep step);

  /**
   * Forgets the accumulated gradient, AdamW's moments and its step count, so that the next step is
   * a first one. The weights stay.
   */
  void resetOptimizer();

  /**
   * Forgets the accumulated gradient. The weights stay, and AdamW's moments and its step count do
   * where the model can keep them; by default it cannot and this is {@link #resetOptimizer}.
   */
  default void clearGradient() {
    resetOptimizer();
  }

  /** A copy of the weights as they are, without optimizer state; the caller closes it. */
  PolicyModel frozenCopy();

  /** An engine over this policy's weights; the caller closes it before the policy. */
  RolloutEngine rollouts();

  /**
   * Writes a Hugging Face folder, or a PEFT folder where adapters are trained, beside and then
   * renamed. An older one of that name is replaced.
   *
   * @throws IllegalArgumentException if there is something else, or the model of the adapters
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  void save(Path folder);

  /**
   * Writes what decides every later step: the weights that are trained and the optimizer's state,
   * beside the file and then renamed. An accumulated gradient is not part of it. An interrupt of
   * the thread does not end it.
   *
   * @throws UnsupportedOperationException if this model cannot be taken up again
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  default void saveState(Path file) {
    throw new UnsupportedOperationException(getClass() + " has no state to save");
  }

  /**
   * Takes up the state in a file that {@link #saveState} of a model opened alike has written; an
   * accumulated gradient is forgotten. An interrupt of the thread does not end it.
   *
   * @throws UnsupportedOperationException if this model cannot be taken up again
   * @throws RuntimeException naming the file if it is not such a state; the model is then as it was
   */
  default void restoreState(Path file) {
    throw new UnsupportedOperationException(getClass() + " has no state to restore");
  }

  /**
   * Refuses a file that {@link #restoreState} would refuse, as far as can be told without reading
   * all of it; changes nothing. By default no file is refused.
   *
   * @throws RuntimeException naming the file if it is not such a state
   */
  default void requireState(Path file) {}

  @Override
  void close();
}
