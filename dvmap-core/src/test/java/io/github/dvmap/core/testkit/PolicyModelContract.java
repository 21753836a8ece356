package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link PolicyModel} promises. */
public abstract class PolicyModelContract {
  private static final OptimizerStep STEP =
      new OptimizerStep(1e-3, 0.9, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY);

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

  private static int[] tokens(PolicyModel policy, int stream, int count) {
    int[] tokens = new int[count];
    for (int t = 0; t < count; t++) {
      tokens[t] = (int) (CounterRandom.uniform(7, stream, 0, t) * policy.vocabularySize());
    }
    return tokens;
  }

  private static float[][] ones(float[][] shape, float value) {
    var like = new float[shape.length][];
    for (int n = 0; n < shape.length; n++) {
      like[n] = new float[shape[n].length];
      Arrays.fill(like[n], value);
    }
    return like;
  }

  private static double sum(float[][] values) {
    double sum = 0;
    for (float[] row : values) {
      for (float value : row) {
        sum += value;
      }
    }
    return sum;
  }

  private static void assertClose(float[][] actual, float[][] expected, float tolerance) {
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
      var completions = new ArrayList<int[]>();
      for (int token = 0; token < policy.vocabularySize(); token++) {
        completions.add(new int[] {token});
      }
      var group = new CompletionGroup(tokens(policy, 1, 3), completions);
      double total = 0;
      for (float[] row : policy.score(List.of(group), 0.7)) {
        total += Math.exp(row[0]);
      }
      assertThat(total).isCloseTo(1, within(1e-3));
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
  public void forward_logProbs_equalScore() {
    try (PolicyModel policy = open()) {
      float[][] scores = policy.score(groups(policy), 0.7);
      try (ForwardPass pass = policy.forward(groups(policy), 0.7)) {
        assertClose(pass.logProbs(), scores, tolerance());
      }
    }
  }

  @Test
  public void backward_calledTwice_throwsIllegalState() {
    try (PolicyModel policy = open();
        ForwardPass pass = policy.forward(groups(policy), 1)) {
      float[][] gradient = ones(pass.logProbs(), 1);
      pass.backward(gradient);
      assertThatThrownBy(() -> pass.backward(gradient)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  public void backward_wrongShape_throwsIllegalArgument() {
    try (PolicyModel policy = open();
        ForwardPass pass = policy.forward(groups(policy), 1)) {
      assertThatThrownBy(() -> pass.backward(new float[1][1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  public void step_alongTheGradient_raisesTheLogProbabilities() {
    try (PolicyModel policy = open()) {
      double before = sum(policy.score(groups(policy), 1));
      for (int i = 0; i < 3; i++) {
        try (ForwardPass pass = policy.forward(groups(policy), 1)) {
          pass.backward(ones(pass.logProbs(), -1));
        }
        assertThat(policy.step(STEP)).isPositive();
      }
      assertThat(sum(policy.score(groups(policy), 1))).isGreaterThan(before);
    }
  }

  @Test
  public void step_rateZero_leavesTheScoresAsTheyWere() {
    try (PolicyModel policy = open()) {
      float[][] before = policy.score(groups(policy), 1);
      try (ForwardPass pass = policy.forward(groups(policy), 1)) {
        pass.backward(ones(pass.logProbs(), 1));
      }
      policy.step(new OptimizerStep(0, 0.9, 0.999, 1e-8, 0, 1));
      assertClose(policy.score(groups(policy), 1), before, 0);
    }
  }

  @Test
  public void step_twoRunsAlike_giveTheSameScores() {
    float[][][] scores = new float[2][][];
    for (int run = 0; run < 2; run++) {
      try (PolicyModel policy = open()) {
        try (ForwardPass pass = policy.forward(groups(policy), 1)) {
          pass.backward(ones(pass.logProbs(), -1));
        }
        policy.step(STEP);
        scores[run] = policy.score(groups(policy), 1);
      }
    }
    assertClose(scores[0], scores[1], 0);
  }

  @Test
  public void frozenCopy_afterAStep_scoresAsBefore() {
    try (PolicyModel policy = open();
        PolicyModel frozen = policy.frozenCopy()) {
      float[][] before = policy.score(groups(policy), 1);
      try (ForwardPass pass = policy.forward(groups(policy), 1)) {
        pass.backward(ones(pass.logProbs(), -1));
      }
      policy.step(STEP);
      assertClose(frozen.score(groups(policy), 1), before, tolerance());
      assertThat(sum(policy.score(groups(policy), 1))).isNotEqualTo(sum(before));
    }
  }

  @Test
  public void save_newFolder_isNotEmpty(@TempDir Path folder) throws Exception {
    Path target = folder.resolve("saved");
    try (PolicyModel policy = open()) {
      policy.save(target);
    }
    try (var files = Files.list(target)) {
      assertThat(files).isNotEmpty();
    }
    try (var beside = Files.list(folder)) {
      assertThat(beside).containsExactly(target);
    }
  }

  @Test
  public void close_calledTwice_thenUsed_throwsIllegalState() {
    PolicyModel policy = open();
    List<CompletionGroup> groups = groups(policy);
    policy.close();
    policy.close();
    assertThatThrownBy(() -> policy.score(groups, 1)).isInstanceOf(IllegalStateException.class);
  }
}
