package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link RolloutEngine} promises. */
public abstract class RolloutEngineContract {
  /** A fresh model with the same weights each time; the contract closes it. */
  protected abstract PolicyModel open();

  /** Three prompts of different lengths. */
  protected List<RolloutRequest> requests() {
    return List.of(
        new RolloutRequest(new int[] {1, 2, 3}, 4, 10),
        new RolloutRequest(new int[] {2}, 2, 11),
        new RolloutRequest(new int[] {3, 3, 1, 0, 2}, 3, 12));
  }

  private static Sampling drawn(long seed) {
    return new Sampling(1, 6, Set.of(0), seed);
  }

  private static List<List<List<Integer>>> ids(List<List<Completion>> completions) {
    return completions.stream()
        .map(group -> group.stream().map(c -> Arrays.stream(c.tokens()).boxed().toList()).toList())
        .toList();
  }

  private List<List<Completion>> generate(Sampling sampling, List<RolloutRequest> requests) {
    try (PolicyModel policy = open();
        RolloutEngine rollouts = policy.rollouts()) {
      return rollouts.generate(requests, sampling);
    }
  }

  @Test
  public void generate_any_givesEveryRequestItsCompletions() {
    List<List<Completion>> completions = generate(drawn(7), requests());
    assertThat(completions).hasSize(3);
    assertThat(completions.stream().map(List::size)).containsExactly(4, 2, 3);
  }

  @Test
  public void generate_any_endsAtTheStopTokenOrTheLimit() {
    List<RolloutRequest> many =
        IntStream.range(0, 20).mapToObj(i -> new RolloutRequest(new int[] {1}, 8, i)).toList();
    for (List<Completion> group : generate(drawn(7), many)) {
      for (Completion completion : group) {
        int[] tokens = completion.tokens();
        assertThat(tokens.length).isBetween(1, 6);
        assertThat(Arrays.stream(tokens).limit(tokens.length - 1L)).doesNotContain(0);
        assertThat(completion.stopped()).isEqualTo(tokens[tokens.length - 1] == 0);
        assertThat(completion.stopped() || tokens.length == 6).isTrue();
      }
    }
  }

  @Test
  public void generate_sameSeed_drawsTheSame() {
    assertThat(ids(generate(drawn(7), requests()))).isEqualTo(ids(generate(drawn(7), requests())));
  }

  @Test
  public void generate_otherSeed_drawsOtherTokens() {
    assertThat(ids(generate(drawn(8), requests())))
        .isNotEqualTo(ids(generate(drawn(7), requests())));
  }

  @Test
  public void generate_oneRequestAtATime_drawsWhatOneBatchDraws() {
    List<List<List<Integer>>> together = ids(generate(drawn(7), requests()));
    var alone = new ArrayList<List<List<Integer>>>();
    for (RolloutRequest request : requests()) {
      alone.addAll(ids(generate(drawn(7), List.of(request))));
    }
    assertThat(alone).isEqualTo(together);
  }

  @Test
  public void generate_temperatureZero_givesEverySampleTheSame() {
    for (List<List<Integer>> group : ids(generate(new Sampling(0, 5, Set.of(), 7), requests()))) {
      assertThat(group).containsOnly(group.get(0));
    }
  }

  @Test
  public void generate_afterTheWeightsChanged_usesTheNewOnes() {
    try (PolicyModel policy = open();
        RolloutEngine rollouts = policy.rollouts()) {
      var greedy = new Sampling(0, 1, Set.of(), 7);
      List<RolloutRequest> one = requests().subList(0, 1);
      int first = rollouts.generate(one, greedy).get(0).get(0).tokens()[0];
      var group = new CompletionGroup(one.get(0).prompt(), List.of(new int[] {first}));
      var step = new OptimizerStep(0.05, 0.9, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY);
      for (int i = 0; i < 20; i++) {
        try (ForwardPass pass = policy.forward(List.of(group), 1)) {
          pass.backward(new float[][] {{1}});
        }
        policy.step(step);
        rollouts.policyUpdated();
      }
      assertThat(rollouts.generate(one, greedy).get(0).get(0).tokens()[0]).isNotEqualTo(first);
    }
  }

  @Test
  public void close_calledTwice_doesNothing() {
    try (PolicyModel policy = open()) {
      RolloutEngine rollouts = policy.rollouts();
      rollouts.close();
      rollouts.close();
    }
  }
}
