package io.github.dvmap.core.policy;

/**
 * One drawn completion.
 *
 * @param tokens ids [T], T &ge; 1, the stop token included; not to be modified
 * @param stopped whether a stop token ended it, rather than the length limit
 */
public record Completion(int[] tokens, boolean stopped) {
  /** Number of tokens, T. */
  public int length() {
    return tokens.length;
  }
}
