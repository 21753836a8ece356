package io.github.dvmap.rl.grpo;

import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.sample.AlignmentSample;

/** Refuses prompts that leave no room for the completion. */
final class Contexts {
  private Contexts() {}

  static void requireFits(
      PolicyModel policy, AlignmentSample sample, int[] prompt, int maxNewTokens) {
    if ((long) prompt.length + maxNewTokens > policy.contextLength()) {
      throw new IllegalArgumentException(
          "sample '"
              + sample.id()
              + "': a prompt of "
              + prompt.length
              + " tokens and "
              + maxNewTokens
              + " new ones exceed the context of "
              + policy.contextLength());
    }
  }
}
