package io.github.dvmap.core.policy;

import java.util.Optional;

/**
 * One drawn completion.
 *
 * @param tokens ids [T], T &ge; 1, the stop token included; not to be modified
 * @param stopped whether a stop token or a stop string ended it, rather than the length limit
 * @param logProbs log-probability of each token [T] at {@link Sampling#scoringTemperature()} before
 *     any filter, as {@link PolicyModel#score} gives it; empty if the engine does not know them;
 *     not to be modified
 */
public record Completion(int[] tokens, boolean stopped, Optional<float[]> logProbs) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there are log-probabilities, but not one for each token
   */
  public Completion {
    if (logProbs.isPresent() && logProbs.get().length != tokens.length) {
      throw new IllegalArgumentException(
          logProbs.get().length + " log-probabilities for " + tokens.length + " tokens");
    }
  }

  /** A completion of which the log-probabilities are not known. */
  public Completion(int[] tokens, boolean stopped) {
    this(tokens, stopped, Optional.empty());
  }

  /** Number of tokens, T. */
  public int length() {
    return tokens.length;
  }
}
