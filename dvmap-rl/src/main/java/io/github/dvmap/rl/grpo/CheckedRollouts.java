package io.github.dvmap.rl.grpo;

import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import java.util.List;
import java.util.Objects;

/** Draws from a rollout engine and looks whether it has drawn what it was asked for. */
final class CheckedRollouts {
  private CheckedRollouts() {}

  /**
   * As {@link RolloutEngine#generate}.
   *
   * @throws IllegalStateException naming the request's index if there is not a group for each
   *     request, a group has not so many completions as asked for, or a completion's length is not
   *     in [1, maxTokens]
   */
  static List<List<Completion>> generate(
      RolloutEngine rollouts, List<RolloutRequest> requests, Sampling sampling) {
    List<List<Completion>> groups = rollouts.generate(requests, sampling);
    Objects.requireNonNull(groups, "the rollout engine's result");
    for (int i = 0; i < Math.min(requests.size(), groups.size()); i++) {
      require(i, groups.get(i), requests.get(i).samples(), sampling.maxTokens());
    }
    if (groups.size() != requests.size()) {
      int first = Math.min(requests.size(), groups.size());
      throw fault(first, groups.size() + " groups for " + requests.size() + " requests");
    }
    return groups;
  }

  private static void require(int request, List<Completion> group, int samples, int maxTokens) {
    if (group == null || group.size() != samples) {
      String found = group == null ? "no list" : Integer.toString(group.size());
      throw fault(request, found + " of " + samples + " completions");
    }
    for (Completion completion : group) {
      if (completion == null || completion.length() < 1 || completion.length() > maxTokens) {
        String length = completion == null ? "null" : completion.length() + " tokens";
        throw fault(request, "a completion of " + length + ", not of 1 to " + maxTokens);
      }
    }
  }

  private static IllegalStateException fault(int request, String found) {
    return new IllegalStateException("request " + request + ": the rollout engine gave " + found);
  }
}
