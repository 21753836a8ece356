package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.policy.StopStrings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every {@link RolloutEngine} promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RolloutEngineContract {
  private PolicyModel unchanged;

  /** A fresh model with the same weights each time; the contract closes it. */
  protected abstract PolicyModel open();

  /** How far below the best a picked token's log-probability may be at temperature 0. */
  protected float tolerance() {
    return 1e-4f;
  }

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

  private static Sampling unstopped(long seed) {
    return new Sampling(1, 6, Set.of(), seed);
  }

  private static List<CompletionGroup> everyToken(PolicyModel policy, RolloutRequest request) {
    return List.of(PolicyScoringContract.everyToken(policy, request.prompt()));
  }

  private static List<List<List<Integer>>> ids(List<List<Completion>> completions) {
    return completions.stream()
        .map(group -> group.stream().map(c -> Arrays.stream(c.tokens()).boxed().toList()).toList())
        .toList();
  }

  /** Opened once for the tests that change nothing, since opening a model may take long. */
  private PolicyModel unchanged() {
    if (unchanged == null) {
      unchanged = open();
    }
    return unchanged;
  }

  @AfterAll
  public void closeUnchanged() {
    if (unchanged != null) {
      unchanged.close();
    }
  }

  private List<List<Completion>> generate(Sampling sampling, List<RolloutRequest> requests) {
    try (RolloutEngine rollouts = unchanged().rollouts()) {
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
  public void generate_nothing_givesNothing() {
    assertThat(generate(drawn(7), List.of())).isEmpty();
  }

  @Test
  public void generate_noStopTokens_runsToTheLimit() {
    PolicyModel policy = unchanged();
    try (RolloutEngine rollouts = policy.rollouts()) {
      for (List<Completion> group : rollouts.generate(requests(), unstopped(7))) {
        for (Completion completion : group) {
          assertThat(completion.stopped()).isFalse();
          assertThat(completion.length()).isEqualTo(6);
          for (int token : completion.tokens()) {
            assertThat(token).isBetween(0, policy.vocabularySize() - 1);
          }
        }
      }
    }
  }

  @Test
  public void generate_stopTokens_cutWhatIsDrawnWithoutThem() {
    List<List<List<Integer>>> whole = ids(generate(unstopped(7), requests()));
    Set<Integer> stops = Set.of(whole.get(0).get(0).get(1), whole.get(2).get(1).get(3));
    List<List<Completion>> stopped = generate(new Sampling(1, 6, stops, 7), requests());
    for (int request = 0; request < whole.size(); request++) {
      for (int sample = 0; sample < whole.get(request).size(); sample++) {
        List<Integer> tokens = whole.get(request).get(sample);
        int first = (int) tokens.stream().takeWhile(token -> !stops.contains(token)).count();
        Completion completion = stopped.get(request).get(sample);
        assertThat(Arrays.stream(completion.tokens()).boxed().toList())
            .isEqualTo(tokens.subList(0, Math.min(first + 1, tokens.size())));
        assertThat(completion.stopped()).isEqualTo(first < tokens.size());
      }
    }
  }

  @Test
  public void generate_sameSeed_drawsTheSame() {
    List<List<List<Integer>>> drawn = ids(generate(drawn(7), requests()));
    assertThat(ids(generate(drawn(7), requests()))).isEqualTo(drawn);
    try (PolicyModel alike = open();
        RolloutEngine rollouts = alike.rollouts()) {
      assertThat(ids(rollouts.generate(requests(), drawn(7)))).isEqualTo(drawn);
    }
  }

  @Test
  public void generate_otherSeed_drawsOtherTokens() {
    assertThat(ids(generate(drawn(8), requests())))
        .isNotEqualTo(ids(generate(drawn(7), requests())));
  }

  @Test
  public void generate_otherStream_drawsOtherTokens() {
    var one = new RolloutRequest(new int[] {1, 2}, 4, 10);
    var other = new RolloutRequest(new int[] {1, 2}, 4, 11);
    List<List<List<Integer>>> drawn = ids(generate(unstopped(7), List.of(one, other, one)));
    assertThat(drawn.get(1)).isNotEqualTo(drawn.get(0));
    assertThat(drawn.get(2)).isEqualTo(drawn.get(0));
  }

  @Test
  public void generate_moreSamples_beginWithTheSameOnes() {
    var few = new RolloutRequest(new int[] {1, 2}, 2, 10);
    var many = new RolloutRequest(new int[] {1, 2}, 7, 10);
    List<List<Integer>> drawn = ids(generate(drawn(7), List.of(many))).get(0);
    assertThat(drawn.subList(0, 2)).isEqualTo(ids(generate(drawn(7), List.of(few))).get(0));
  }

  @Test
  public void generate_lowerLimit_drawsTheBeginnings() {
    List<List<List<Integer>>> whole = ids(generate(unstopped(7), requests()));
    List<List<List<Integer>>> beginnings =
        ids(generate(new Sampling(1, 2, Set.of(), 7), requests()));
    assertThat(beginnings)
        .isEqualTo(
            whole.stream()
                .map(group -> group.stream().map(tokens -> tokens.subList(0, 2)).toList())
                .toList());
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
  public void generate_manySamples_followTheScoredProbabilities() {
    assertFollowsTheLaw(new Sampling(0.25, 1, Set.of(), 7));
  }

  @Test
  public void generate_topK_drawsFromTheMostLikelyTokens() {
    assertFollowsTheLaw(new Sampling(0.5, 1, Set.of(), 7).withTopK(3));
  }

  @Test
  public void generate_topP_drawsFromTheMassThatIsAskedFor() {
    assertFollowsTheLaw(new Sampling(0.5, 1, Set.of(), 7).withTopP(0.6));
  }

  @Test
  public void generate_minP_drawsNoneThatIsFarBelowTheMostLikely() {
    assertFollowsTheLaw(new Sampling(0.5, 1, Set.of(), 7).withMinP(0.3));
  }

  @Test
  public void generate_topKThenTopP_takesTheMassOfWhatIsLeft() {
    assertFollowsTheLaw(new Sampling(1, 1, Set.of(), 7).withTopK(4).withTopP(0.7));
  }

  /**
   * Each drawn token's count is within 5 standard deviations of what its probability says. Filters
   * are expected not to cut between two tokens whose log-probabilities differ by rounding.
   */
  private void assertFollowsTheLaw(Sampling sampling) {
    int samples = 1000;
    var request = new RolloutRequest(new int[] {1, 2, 3}, samples, 10);
    PolicyModel policy = unchanged();
    try (RolloutEngine rollouts = policy.rollouts()) {
      int[] counts = new int[policy.vocabularySize()];
      for (Completion completion : rollouts.generate(List.of(request), sampling).get(0)) {
        counts[completion.tokens()[0]]++;
      }
      float[][] scores = policy.score(everyToken(policy, request), 1);
      double[] logits = Arrays.stream(scores).mapToDouble(row -> row[0]).toArray();
      double[] law = SamplingLaw.probabilities(logits, sampling);
      for (int token = 0; token < counts.length; token++) {
        double p = law[token];
        double deviation = Math.sqrt(samples * p * (1 - p));
        assertThat((double) counts[token])
            .as("token %d of probability %s", token, p)
            .isCloseTo(samples * p, within(p == 0 ? 0 : 5 * deviation + 1));
      }
    }
  }

  /** An engine that does not know the log-probabilities leaves them out. */
  @Test
  public void generate_logProbs_whereGivenAreTheScores() {
    for (double temperature : new double[] {0, 0.7, 2}) {
      Sampling sampling = new Sampling(temperature, 6, Set.of(0), 7).withTopK(5);
      List<List<Completion>> drawn = generate(sampling, requests());
      for (int i = 0; i < drawn.size(); i++) {
        List<int[]> tokens = drawn.get(i).stream().map(Completion::tokens).toList();
        var group = new CompletionGroup(requests().get(i).prompt(), tokens);
        float[][] scores = unchanged().score(List.of(group), sampling.scoringTemperature());
        for (int g = 0; g < scores.length; g++) {
          float[] expected = scores[g];
          drawn
              .get(i)
              .get(g)
              .logProbs()
              .ifPresent(own -> assertThat(own).containsExactly(expected, within(tolerance())));
        }
      }
    }
  }

  @Test
  public void generate_stopStrings_endWithTheTokenThatCompletesOne() {
    List<List<List<Integer>>> whole = ids(generate(unstopped(7), requests()));
    List<Integer> one = whole.get(0).get(0);
    List<Integer> other = whole.get(2).get(1);
    // from within a token to within the next, and from one end of a token to the other
    Set<String> strings =
        Set.of(one.get(1) + "][" + one.get(2), "[" + other.get(3) + "][" + other.get(4) + "]");
    Sampling sampling =
        unstopped(7).withStopStrings(StopStrings.of(strings, BracketTokenizer.INSTANCE));
    List<List<Completion>> stopped = generate(sampling, requests());
    int ended = 0;
    for (int request = 0; request < whole.size(); request++) {
      for (int sample = 0; sample < whole.get(request).size(); sample++) {
        List<Integer> tokens = whole.get(request).get(sample);
        int end = BracketTokenizer.firstEnd(tokens, strings);
        Completion completion = stopped.get(request).get(sample);
        assertThat(Arrays.stream(completion.tokens()).boxed().toList())
            .isEqualTo(end < 0 ? tokens : tokens.subList(0, end));
        assertThat(completion.stopped()).isEqualTo(end >= 0);
        ended += end >= 0 ? 1 : 0;
      }
    }
    assertThat(ended).isGreaterThanOrEqualTo(2);
  }

  @Test
  public void generate_temperatureZero_picksTheMostLikelyTokens() {
    PolicyModel policy = unchanged();
    try (RolloutEngine rollouts = policy.rollouts()) {
      var greedy = new Sampling(0, 3, Set.of(), 7);
      for (RolloutRequest request : requests()) {
        int[] prompt = request.prompt();
        for (int token : rollouts.generate(List.of(request), greedy).get(0).get(0).tokens()) {
          float[][] scores = policy.score(everyToken(policy, new RolloutRequest(prompt, 1, 0)), 1);
          float best = Float.NEGATIVE_INFINITY;
          for (float[] row : scores) {
            best = Math.max(best, row[0]);
          }
          assertThat(scores[token][0]).isCloseTo(best, within(tolerance()));
          prompt = Arrays.copyOf(prompt, prompt.length + 1);
          prompt[prompt.length - 1] = token;
        }
      }
    }
  }

  @Test
  public void generate_temperatureZero_givesEverySampleTheSame() {
    List<List<List<Integer>>> greedy = ids(generate(new Sampling(0, 5, Set.of(), 7), requests()));
    for (List<List<Integer>> group : greedy) {
      assertThat(group).containsOnly(group.get(0));
    }
    assertThat(ids(generate(new Sampling(0, 5, Set.of(), 8), requests()))).isEqualTo(greedy);
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
      for (int i = 0; i < 20 && mostLikely(policy, one.get(0)) == first; i++) {
        try (ForwardPass pass = policy.forward(List.of(group), 1)) {
          pass.backward(new float[][] {{1}});
        }
        policy.step(step);
        rollouts.policyUpdated();
      }
      assertThat(rollouts.generate(one, greedy).get(0).get(0).tokens()[0]).isNotEqualTo(first);
    }
  }

  private static int mostLikely(PolicyModel policy, RolloutRequest request) {
    float[][] scores = policy.score(everyToken(policy, request), 1);
    int best = 0;
    for (int token = 0; token < scores.length; token++) {
      best = scores[token][0] > scores[best][0] ? token : best;
    }
    return best;
  }

  @Test
  public void generate_longerThanTheContext_throwsIllegalArgument() {
    PolicyModel policy = unchanged();
    try (RolloutEngine rollouts = policy.rollouts()) {
      var tooLong = new RolloutRequest(new int[policy.contextLength() - 5], 1, 0);
      assertThatThrownBy(() -> rollouts.generate(List.of(tooLong), drawn(7)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  public void generate_interrupted_isCancelledKeepsTheFlagAndDrawsAgain() {
    List<List<List<Integer>>> whole = ids(generate(drawn(7), requests()));
    try (RolloutEngine rollouts = unchanged().rollouts()) {
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(() -> rollouts.generate(requests(), drawn(7)))
            .isInstanceOf(CancellationException.class);
        assertThat(Thread.currentThread().isInterrupted()).as("interrupted").isTrue();
      } finally {
        Thread.interrupted();
      }
      assertThat(ids(rollouts.generate(requests(), drawn(7)))).isEqualTo(whole);
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
