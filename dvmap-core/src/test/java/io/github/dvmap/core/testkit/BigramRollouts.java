package io.github.dvmap.core.testkit;

import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
    int last = request.prompt()[request.prompt().length - 1];
    for (int t = 0; t < tokens.length; t++) {
      float uniform = CounterRandom.uniform(sampling.seed(), request.stream(), sample, t);
      last = pick(last, sampling.temperature(), uniform);
      tokens[t] = last;
      if (sampling.stopTokens().contains(last)) {
        return new Completion(Arrays.copyOf(tokens, t + 1), true);
      }
    }
    return new Completion(tokens, false);
  }

  private int pick(int last, double temperature, float uniform) {
    double[] p = policy.probabilities(last, temperature == 0 ? 1 : temperature);
    int best = 0;
    double sum = 0;
    for (int v = 0; v < p.length; v++) {
      best = p[v] > p[best] ? v : best;
      sum += p[v];
      if (temperature > 0 && uniform < sum) {
        return v;
      }
    }
    return best;
  }

  @Override
  public void policyUpdated() {
    // draws read the policy's own table
  }

  @Override
  public void close() {}
}
