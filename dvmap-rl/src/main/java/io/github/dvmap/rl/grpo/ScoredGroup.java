package io.github.dvmap.rl.grpo;

import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.reward.RewardContext;
import java.util.Arrays;
import java.util.List;

/** One prompt's completions with what became of them. */
record ScoredGroup(
    int[] prompt,
    List<Completion> completions,
    List<RewardContext> contexts,
    double[] rewards,
    double[] advantages) {
  boolean hasVariance() {
    return Arrays.stream(advantages).anyMatch(a -> a != 0);
  }

  CompletionGroup tokens() {
    return new CompletionGroup(prompt, completions.stream().map(Completion::tokens).toList());
  }

  long tokenCount() {
    return completions.stream().mapToLong(Completion::length).sum();
  }

  long correct() {
    return contexts.stream()
        .filter(c -> c.answer().optionOrMinusOne() == c.sample().answer())
        .count();
  }

  long wellFormed() {
    return contexts.stream().filter(c -> c.sample().format().wellFormed(c.reply())).count();
  }

  long unparsed() {
    return contexts.stream().filter(c -> !(c.answer() instanceof ParsedAnswer.Chosen)).count();
  }

  long stopped() {
    return completions.stream().filter(Completion::stopped).count();
  }
}
