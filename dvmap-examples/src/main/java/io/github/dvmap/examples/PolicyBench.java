package io.github.dvmap.examples;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Rollout, scoring and update of one batch, in this library's way and in the plain way: a sequence
 * for each sample with its own copy of the prompt, and the logits of every position.
 */
final class PolicyBench {
  private static final OptimizerStep STEP = new OptimizerStep(1e-6, 0.9, 0.999, 1e-8, 0, 1);

  private final PolicyModel policy;
  private final List<CompletionGroup> groups;

  private PolicyBench(PolicyModel policy, List<CompletionGroup> groups) {
    this.policy = policy;
    this.groups = groups;
  }

  /**
   * Random prompts and completions.
   *
   * @param spread lengths are uniform in [(1 - spread) x the longest, the longest]
   */
  static PolicyBench random(
      PolicyModel policy,
      int prompts,
      int promptTokens,
      int samples,
      int newTokens,
      double spread) {
    var random = new SplittableRandom(1);
    List<CompletionGroup> groups = new ArrayList<>();
    for (int b = 0; b < prompts; b++) {
      int[] prompt = tokens(random, promptTokens, spread, policy.vocabularySize());
      groups.add(
          new CompletionGroup(
              prompt,
              IntStream.range(0, samples)
                  .mapToObj(g -> tokens(random, newTokens, spread, policy.vocabularySize()))
                  .toList()));
    }
    return new PolicyBench(policy, groups);
  }

  private static int[] tokens(SplittableRandom random, int longest, double spread, int vocabulary) {
    int shortest = Math.max(1, (int) Math.round(longest * (1 - spread)));
    return random.ints(random.nextInt(shortest, longest + 1), 0, vocabulary).toArray();
  }

  /**
   * The same samples in the plain way.
   *
   * @param full a policy that holds all logits at once
   */
  PolicyBench plain(PolicyModel full) {
    List<CompletionGroup> alone = new ArrayList<>();
    for (CompletionGroup group : groups) {
      for (int[] completion : group.completions()) {
        int[] rest =
            IntStream.concat(IntStream.of(group.prompt()).skip(1), IntStream.of(completion))
                .toArray();
        alone.add(new CompletionGroup(new int[] {group.prompt()[0]}, List.of(rest)));
      }
    }
    return new PolicyBench(full, alone);
  }

  List<CompletionGroup> groups() {
    return groups;
  }

  /** Tokens of all completions. */
  static long tokens(List<CompletionGroup> groups) {
    return groups.stream().flatMap(g -> g.completions().stream()).mapToLong(c -> c.length).sum();
  }

  /** The groups with every completion as long as the longest: what a rollout draws. */
  List<CompletionGroup> drawn() {
    int[] longest =
        groups.stream()
            .flatMap(g -> g.completions().stream())
            .max(Comparator.comparingInt(c -> c.length))
            .orElseThrow();
    return groups.stream()
        .map(
            g ->
                new CompletionGroup(
                    g.prompt(), Collections.nCopies(g.completions().size(), longest)))
        .toList();
  }

  /** Seconds to draw them; nothing ends a completion early. */
  double rollout() {
    return seconds(
        groups.stream()
            .map(g -> new RolloutRequest(g.prompt(), g.completions().size(), 0))
            .toList());
  }

  /**
   * The same with a prompt of its own for each sample, none like another, and the logits of all its
   * positions, which a rollout leaves out: they are what scoring the prompts takes longer than
   * scoring their last tokens. Both hold a part of the logits at a time, so the time of filling
   * memory with them is not in it.
   */
  double rolloutApart() {
    var random = new SplittableRandom(2);
    List<int[]> prompts =
        groups.stream()
            .flatMap(g -> g.completions().stream().map(c -> g.prompt().length))
            .map(n -> random.ints(n, 0, policy.vocabularySize()).toArray())
            .toList();
    double drawn = seconds(prompts.stream().map(p -> new RolloutRequest(p, 1, 0)).toList());
    double all = score(prompts.stream().map(p -> cut(p, 1)).toList());
    double last = score(prompts.stream().map(p -> cut(p, p.length - 1)).toList());
    return drawn + Math.max(0, all - last);
  }

  private static CompletionGroup cut(int[] tokens, int at) {
    return new CompletionGroup(
        Arrays.copyOf(tokens, at), List.of(Arrays.copyOfRange(tokens, at, tokens.length)));
  }

  private double seconds(List<RolloutRequest> requests) {
    int longest = drawn().get(0).completions().get(0).length;
    long start = System.nanoTime();
    try (RolloutEngine engine = policy.rollouts()) {
      engine.generate(requests, new Sampling(1, longest, Set.of(), 1));
    }
    return since(start);
  }

  /** Seconds to score the batch. */
  double score() {
    return score(groups);
  }

  private double score(List<CompletionGroup> scored) {
    long start = System.nanoTime();
    policy.score(scored, 1);
    return since(start);
  }

  /** Seconds of a forward pass, a backward pass and an optimizer's step. */
  double update() {
    long start = System.nanoTime();
    try (ForwardPass pass = policy.forward(groups, 1)) {
      float[][] gradient = new float[pass.logProbs().length][];
      for (int n = 0; n < gradient.length; n++) {
        gradient[n] = new float[pass.logProbs()[n].length];
        Arrays.fill(gradient[n], 1e-3f);
      }
      pass.backward(gradient);
    }
    policy.step(STEP);
    return since(start);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
