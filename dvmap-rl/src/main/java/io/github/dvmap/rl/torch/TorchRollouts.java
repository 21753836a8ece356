package io.github.dvmap.rl.torch;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The native decode loop: each prompt is computed once, its samples share its keys and values. */
final class TorchRollouts implements RolloutEngine {
  /** Completions decoded together; bounds the memory of keys and values. */
  private static final int MAX_ROWS = 512;

  private final TorchPolicy policy;
  private boolean closed;

  TorchRollouts(TorchPolicy policy) {
    this.policy = policy;
  }

  @Override
  public List<List<Completion>> generate(List<RolloutRequest> requests, Sampling sampling) {
    if (closed) {
      throw new IllegalStateException("the rollout engine is closed");
    }
    var results = new ArrayList<List<Completion>>(requests.size());
    int from = 0;
    while (from < requests.size()) {
      int samples = requests.get(from).samples();
      int most = Math.max(1, MAX_ROWS / samples);
      int to = from;
      while (to < requests.size() && to - from < most && requests.get(to).samples() == samples) {
        to++;
      }
      results.addAll(batch(requests.subList(from, to), samples, sampling));
      from = to;
    }
    return results;
  }

  private List<List<Completion>> batch(
      List<RolloutRequest> requests, int samples, Sampling sampling) {
    var prompts = new PackedBatch(requests.stream().map(TorchRollouts::promptOnly).toList());
    prompts.requireWithin(
        policy.contextLength() - sampling.maxTokens() + 1, policy.vocabularySize());
    try (NDManager scope = policy.newScope()) {
      var tensors =
          new NDList(
              scope.create(prompts.ids),
              scope.create(prompts.positions),
              scope.create(prompts.promptRows, new Shape(prompts.groups, prompts.promptSlots)),
              scope.create(prompts.predictors),
              scope.create(prompts.bias, new Shape(prompts.groups, prompts.promptSlots)),
              scope.create(
                  uniforms(requests, samples, sampling),
                  new Shape(requests.size(), samples, sampling.maxTokens())),
              scope.create(sampling.temperature()),
              scope.create(sampling.stopTokens().stream().sorted().mapToLong(i -> i).toArray()));
      long[] flat = policy.generate(scope, tensors).toLongArray();
      return cut(flat, requests.size(), samples, sampling);
    }
  }

  /** A group whose one completion is a placeholder token, which adds no row. */
  private static CompletionGroup promptOnly(RolloutRequest request) {
    return new CompletionGroup(request.prompt(), List.of(new int[1]));
  }

  private static float[] uniforms(List<RolloutRequest> requests, int samples, Sampling sampling) {
    int tokens = sampling.maxTokens();
    float[] uniforms = new float[requests.size() * samples * tokens];
    int at = 0;
    for (RolloutRequest request : requests) {
      for (int g = 0; g < samples; g++) {
        for (int t = 0; t < tokens; t++) {
          uniforms[at++] = CounterRandom.uniform(sampling.seed(), request.stream(), g, t);
        }
      }
    }
    return uniforms;
  }

  /** Rows are maxTokens ids and the number of tokens decoded; each ends at its first stop token. */
  private static List<List<Completion>> cut(
      long[] flat, int groups, int samples, Sampling sampling) {
    int width = sampling.maxTokens() + 1;
    var result = new ArrayList<List<Completion>>(groups);
    for (int b = 0; b < groups; b++) {
      var group = new ArrayList<Completion>(samples);
      for (int g = 0; g < samples; g++) {
        int from = (b * samples + g) * width;
        group.add(cutOne(flat, from, (int) flat[from + width - 1], sampling.stopTokens()));
      }
      result.add(group);
    }
    return result;
  }

  private static Completion cutOne(long[] flat, int from, int decoded, Set<Integer> stops) {
    int length = 0;
    boolean stopped = false;
    while (length < decoded && !stopped) {
      stopped = stops.contains((int) flat[from + length++]);
    }
    int[] tokens = Arrays.stream(flat, from, from + length).mapToInt(Math::toIntExact).toArray();
    return new Completion(tokens, stopped);
  }

  @Override
  public void policyUpdated() {
    // the decode loop reads the policy's own weights, so there is nothing to refresh
  }

  @Override
  public void close() {
    closed = true;
  }
}
