package io.github.dvmap.core.policy;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Completions that share a prompt, so that a backend may compute the prompt once.
 *
 * @param prompt token ids [P], P &ge; 1
 * @param completions token ids [G][T_i], G &ge; 1, T_i &ge; 1
 */
public record CompletionGroup(int[] prompt, List<int[]> completions) {
  /**
   * Checks and copies the list.
   *
   * @throws IllegalArgumentException if the prompt, the list or a completion is empty
   */
  public CompletionGroup {
    completions = ImmutableList.copyOf(completions);
    if (prompt.length == 0
        || completions.isEmpty()
        || completions.stream().anyMatch(c -> c.length == 0)) {
      throw new IllegalArgumentException("empty prompt, group or completion");
    }
  }
}
