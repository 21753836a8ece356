package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.policy.PolicyModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link PolicyModel} promises of its log-probabilities; its learning comes on top. */
public abstract class PolicyScoringContract {
  /** A fresh model with the same weights each time; the contract closes it. */
  protected abstract PolicyModel open();

  /** Largest difference of log-probabilities that batching may make. */
  protected float tolerance() {
    return 1e-5f;
  }

  /** Two groups of two completions of different lengths. */
  protected List<CompletionGroup> groups(PolicyModel policy) {
    return List.of(
        new CompletionGroup(
            tokens(policy, 1, 5), List.of(tokens(policy, 2, 3), tokens(policy, 3, 1))),
        new CompletionGroup(
            tokens(policy, 4, 2), List.of(tokens(policy, 5, 2), tokens(policy, 6, 4))));
  }

  static int[] tokens(PolicyModel policy, int stream, int count) {
    int[] tokens = new int[count];
    for (int t = 0; t < count; t++) {
      tokens[t] = (int) (CounterRandom.uniform(7, stream, 0, t) * policy.vocabularySize());
    }
    return tokens;
  }

  /** A group with every token as a completion of one token. */
  static CompletionGroup everyToken(PolicyModel policy, int... prompt) {
    var completions = new ArrayList<int[]>();
    for (int token = 0; token < policy.vocabularySize(); token++) {
      completions.add(new int[] {token});
    }
    return new CompletionGroup(prompt, completions);
  }

  static float[][] ones(float[][] shape, float value) {
    var like = new float[shape.length][];
    for (int n = 0; n < shape.length; n++) {
      like[n] = new float[shape[n].length];
      Arrays.fill(like[n], value);
    }
    return like;
  }

  static double sum(float[][] values) {
    double sum = 0;
    for (float[] row : values) {
      for (float value : row) {
        sum += value;
      }
    }
    return sum;
  }

  static void assertClose(float[][] actual, float[][] expected, float tolerance) {
    assertThat(actual.length).isEqualTo(expected.length);
    for (int n = 0; n < expected.length; n++) {
      assertThat(actual[n]).containsExactly(expected[n], within(tolerance));
    }
  }

  @Test
  public void sizes_any_arePositive() {
    try (PolicyModel policy = open()) {
      assertThat(policy.vocabularySize()).isGreaterThan(1);
      assertThat(policy.contextLength()).isGreaterThanOrEqualTo(16);
      assertThat(policy.parameterCount()).isPositive();
    }
  }

  @Test
  public void score_any_givesALogProbabilityForEachToken() {
    try (PolicyModel policy = open()) {
      float[][] scores = policy.score(groups(policy), 1);
      assertThat(scores.length).isEqualTo(4);
      int[] lengths = {3, 1, 2, 4};
      for (int n = 0; n < lengths.length; n++) {
        assertThat(scores[n]).hasSize(lengths[n]);
        for (float value : scores[n]) {
          assertThat(value).isFinite().isLessThanOrEqualTo(tolerance());
        }
      }
    }
  }

  @Test
  public void score_allFirstTokens_sumToOne() {
    try (PolicyModel policy = open()) {
      double total = 0;
      for (float[] row : policy.score(List.of(everyToken(policy, tokens(policy, 1, 3))), 0.7)) {
        total += Math.exp(row[0]);
      }
      assertThat(total).isCloseTo(1, within(1e-3));
    }
  }

  @Test
  public void score_higherTemperature_dividesTheLogits() {
    try (PolicyModel policy = open()) {
      var every = List.of(everyToken(policy, tokens(policy, 1, 3)));
      float[][] one = policy.score(every, 1);
      float[][] four = policy.score(every, 4);
      for (int token = 1; token < one.length; token++) {
        float ratio = (one[token][0] - one[0][0]) / 4;
        assertThat(four[token][0] - four[0][0]).isCloseTo(ratio, within(3 * tolerance()));
      }
    }
  }

  @Test
  public void score_eachGroupAlone_isWhatItIsTogether() {
    try (PolicyModel policy = open()) {
      List<CompletionGroup> groups = groups(policy);
      float[][] together = policy.score(groups, 0.7);
      int n = 0;
      for (CompletionGroup group : groups) {
        for (int[] completion : group.completions()) {
          var alone = new CompletionGroup(group.prompt(), List.of(completion));
          assertThat(policy.score(List.of(alone), 0.7)[0])
              .containsExactly(together[n++], within(tolerance()));
        }
      }
    }
  }

  @Test
  public void score_groupsTurnedRound_areInTheirNewOrder() {
    try (PolicyModel policy = open()) {
      var turned = new ArrayList<>(groups(policy));
      Collections.reverse(turned);
      float[][] before = policy.score(groups(policy), 1);
      float[][] expected = {before[2], before[3], before[0], before[1]};
      assertClose(policy.score(turned, 1), expected, tolerance());
    }
  }

  @Test
  public void score_beginningOfACompletion_doesNotDependOnItsRest() {
    try (PolicyModel policy = open()) {
      for (CompletionGroup group : groups(policy)) {
        int[] completion = group.completions().get(1);
        float[] whole = policy.score(List.of(group), 1)[1];
        for (int length = 1; length < completion.length; length++) {
          var part =
              new CompletionGroup(group.prompt(), List.of(Arrays.copyOf(completion, length)));
          assertThat(policy.score(List.of(part), 1)[0])
              .containsExactly(Arrays.copyOf(whole, length), within(tolerance()));
        }
      }
    }
  }

  @Test
  public void score_laterTokens_followThoseBeforeAsAPromptDoes() {
    try (PolicyModel policy = open()) {
      int[] text = tokens(policy, 8, 6);
      var whole =
          new CompletionGroup(Arrays.copyOf(text, 2), List.of(Arrays.copyOfRange(text, 2, 6)));
      var end =
          new CompletionGroup(Arrays.copyOf(text, 4), List.of(Arrays.copyOfRange(text, 4, 6)));
      float[] expected = Arrays.copyOfRange(policy.score(List.of(whole), 1)[0], 2, 4);
      assertThat(policy.score(List.of(end), 1)[0]).containsExactly(expected, within(tolerance()));
    }
  }
}
