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

  @Override
  void close();
}
