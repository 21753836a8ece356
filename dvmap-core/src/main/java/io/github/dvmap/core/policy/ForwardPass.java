package io.github.dvmap.core.policy;

/**
 * One graph from weights to the log-probabilities of given completion tokens. Completions are
 * numbered in group order: n = 0..N-1 over all groups.
 */
public interface ForwardPass extends AutoCloseable {
  /** Log-probability of each completion token at the pass's temperature, [N][T_n]. */
  float[][] logProbs();

  /**
   * Adds the vector-Jacobian product to the policy's gradient; at most once.
   *
   * @param gradient d loss / d logProb, [N][T_n], finite
   * @throws IllegalArgumentException if the shape differs
   * @throws IllegalStateException if called twice or after close
   */
  void backward(float[][] gradient);

  /**
   * Entropy in nats of the distribution over all token ids that each completion token was drawn
   * from, [N][T_n]; before {@code backward}.
   *
   * @throws UnsupportedOperationException if this model has none; the default
   */
  default float[][] entropies() {
    throw new UnsupportedOperationException(getClass() + " has no entropies");
  }

  /**
   * {@link #backward(float[][])} for a loss that depends on the entropies too.
   *
   * @param entropyGradient d loss / d entropy, [N][T_n], finite
   * @throws UnsupportedOperationException if this model has no entropies; the default
   */
  default void backward(float[][] gradient, float[][] entropyGradient) {
    throw new UnsupportedOperationException(getClass() + " has no entropies");
  }

  @Override
  void close();
}
