package io.github.dvmap.core.policy;

/**
 * One prompt and how many completions to draw for it.
 *
 * @param prompt token ids [P], P &ge; 1; not to be modified
 * @param samples G, completions to draw, &ge; 1
 * @param stream the counter of this request: with the seed, the sample index and the token index it
 *     fixes every uniform, whatever else is in the batch
 */
public record RolloutRequest(int[] prompt, int samples, long stream) {
  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException if the prompt is empty or samples &lt; 1
   */
  public RolloutRequest {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("empty prompt");
    }
    if (samples < 1) {
      throw new IllegalArgumentException("samples " + samples + " must be >= 1");
    }
  }
}
