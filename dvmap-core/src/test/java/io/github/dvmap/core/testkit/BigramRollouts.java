package io.github.dvmap.core.testkit;

import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.policy.StopStrings;
import io.github.dvmap.core.progress.Interrupts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Draws from a {@link BigramPolicy} by inverting its cumulative distribution. */
final class BigramRollouts implements RolloutEngine {
  private final BigramPolicy policy;

  BigramRollouts(BigramPolicy policy) {
    this.policy = policy;
  }

  @Override
  public List<List<Completion>> generate(List<RolloutRequest> requests, Sampling sampling) {
    var all = new ArrayList<List<Completion>>();
    for (RolloutRequest request : requests) {
      Interrupts.check("drawing completions");
      if (request.prompt().length + sampling.maxTokens() > policy.contextLength()) {
        throw new IllegalArgumentException(
            request.prompt().length + " + " + sampling.maxTokens() + " tokens exceed the context");
      }
      var group = new ArrayList<Completion>();
      for (int sample = 0; sample < request.samples(); sample++) {
        group.add(draw(request, sample, sampling));
      }
      all.add(group);
    }
    return all;
  }

  private Completion draw(RolloutRequest request, int sample, Sampling sampling) {
    var tokens = new int[sampling.maxTokens()];
    var logProbs = new float[tokens.length];
    StopStrings.Scanner scanner = sampling.stopStrings().scanner();
    int last = request.prompt()[request.prompt().length - 1];
    boolean stopped = false;
    int length = 0;
    while (length < tokens.length && !stopped) {
      float uniform = CounterRandom.uniform(sampling.seed(), request.stream(), sample, length);
      double[] law = SamplingLaw.probabilities(policy.logits(last), sampling);
      double[] scored = policy.probabilities(last, sampling.scoringTemperature());
      last = SamplingLaw.pick(law, uniform);
      logProbs[length] = (float) Math.log(scored[last]);
      tokens[length++] = last;
      stopped =
          sampling.stopTokens().contains(last) || scanner.end(tokens, length - 1, length) >= 0;
    }
    return new Completion(
        Arrays.copyOf(tokens, length), stopped, Optional.of(Arrays.copyOf(logProbs, length)));
  }

  @Override
  public void policyUpdated() {
    // draws read the policy's own table
  }

  @Override
  public void close() {}
}
