package io.github.dvmap.core.policy;

import com.google.common.collect.ImmutableSet;
import java.util.Set;

/**
 * How completions are drawn.
 *
 * @param temperature divides the logits before the softmax, &gt; 0; 0 picks the most likely token
 * @param maxTokens most tokens of a completion, &ge; 1
 * @param stopTokens ids that end a completion; the ending id is part of it
 * @param seed key of the counter-based uniforms
 */
public record Sampling(double temperature, int maxTokens, Set<Integer> stopTokens, long seed) {
  /**
   * Checks and copies the fields.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Sampling {
    stopTokens = ImmutableSet.copyOf(stopTokens);
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature " + temperature + " is not in [0, inf)");
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens " + maxTokens + " must be >= 1");
    }
  }
}
