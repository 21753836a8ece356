package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link PolicyModel} promises. */
public abstract class PolicyModelContract extends PolicyScoringContract {
  private static final OptimizerStep STEP =
      new OptimizerStep(1e-3, 0.9, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY);

  /** A step that reports the gradient's norm and changes nothing. */
  private static final OptimizerStep STILL = new OptimizerStep(0, 0.9, 0.999, 1e-8, 0, 1);

  /** Adds the gradient of {@code scale} times the sum of all log-probabilities. */
  private void backwardAll(PolicyModel policy, float scale) {
    try (ForwardPass pass = policy.forward(groups(policy), 1)) {
      pass.backward(ones(pass.logProbs(), scale));
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
  public void backward_afterClose_throwsIllegalState() {
    try (PolicyModel policy = open()) {
      ForwardPass pass = policy.forward(groups(policy), 1);
      float[][] gradient = ones(pass.logProbs(), 1);
      pass.close();
      assertThatThrownBy(() -> pass.backward(gradient)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  public void backward_wrongShape_throwsIllegalArgument() {
    float[][][] wrong = {
      {},
      {{1}},
      {{1, 1, 1}, {1}, {1, 1}},
      {{1, 1, 1}, {1}, {1, 1}, {1, 1, 1}},
      {{1, 1, 1}, {1}, {1, 1}, {1, 1, 1, 1, 1}},
      {{1, 1, 1}, {1}, {1, 1}, {1, 1, 1, 1}, {1}},
      {{1}, {1, 1, 1}, {1, 1}, {1, 1, 1, 1}}
    };
    try (PolicyModel policy = open()) {
      for (float[][] gradient : wrong) {
        try (ForwardPass pass = policy.forward(groups(policy), 1)) {
          assertThatThrownBy(() -> pass.backward(gradient))
              .isInstanceOf(IllegalArgumentException.class);
        }
      }
      assertThat(policy.step(STILL)).as("norm after refused gradients").isZero();
    }
  }

  @Test
  public void backward_withoutStep_leavesTheScoresAsTheyWere() {
    try (PolicyModel policy = open()) {
      float[][] before = policy.score(groups(policy), 1);
      backwardAll(policy, 1);
      assertClose(policy.score(groups(policy), 1), before, 0);
    }
  }

  @Test
  public void backward_severalPasses_addUp() {
    double once;
    try (PolicyModel policy = open()) {
      backwardAll(policy, 1);
      once = policy.step(STILL);
    }
    try (PolicyModel policy = open()) {
      backwardAll(policy, 1);
      backwardAll(policy, 3);
      assertThat(policy.step(STILL)).isCloseTo(4 * once, within(1e-3 * once));
      backwardAll(policy, 1);
      backwardAll(policy, -1);
      assertThat(policy.step(STILL)).isCloseTo(0, within(1e-3 * once));
    }
  }

  @Test
  public void step_alongTheGradient_raisesTheLogProbabilities() {
    try (PolicyModel policy = open()) {
      double before = sum(policy.score(groups(policy), 1));
      for (int i = 0; i < 3; i++) {
        backwardAll(policy, -1);
        assertThat(policy.step(STEP)).isPositive();
      }
      assertThat(sum(policy.score(groups(policy), 1))).isGreaterThan(before);
    }
  }

  /**
   * With an epsilon far above every gradient, AdamW's first step is rate / epsilon times the
   * gradient, so a completion's log-probability rises by rate / epsilon times the squared norm:
   * this needs the gradient's direction and its size to be right.
   */
  @Test
  public void step_shortStepForOneCompletion_raisesItByTheSquaredNorm() {
    for (int n = 0; n < 4; n++) {
      double norm;
      try (PolicyModel policy = open()) {
        backwardOne(policy, n);
        norm = policy.step(STILL);
      }
      assertThat(norm).as("gradient's norm of completion %d", n).isPositive();
      double epsilon = 1e6 * norm;
      double rise = 0.01;
      double rate = rise / (norm * norm) * epsilon;
      try (PolicyModel policy = open()) {
        double before = sum(new float[][] {policy.score(groups(policy), 1)[n]});
        backwardOne(policy, n);
        policy.step(new OptimizerStep(rate, 0.9, 0.999, epsilon, 0, Double.POSITIVE_INFINITY));
        assertThat(sum(new float[][] {policy.score(groups(policy), 1)[n]}) - before)
            .as("rise of completion %d", n)
            .isCloseTo(rise, within(0.2 * rise));
      }
    }
  }

  /** Adds the gradient of one completion's negative log-probability. */
  private void backwardOne(PolicyModel policy, int completion) {
    try (ForwardPass pass = policy.forward(groups(policy), 1)) {
      float[][] gradient = ones(pass.logProbs(), 0);
      Arrays.fill(gradient[completion], -1);
      pass.backward(gradient);
    }
  }

  @Test
  public void step_rateZero_leavesTheScoresAsTheyWere() {
    try (PolicyModel policy = open()) {
      float[][] before = policy.score(groups(policy), 1);
      backwardAll(policy, 1);
      policy.step(STILL);
      assertClose(policy.score(groups(policy), 1), before, 0);
    }
  }

  @Test
  public void step_clipped_returnsTheNormBeforeAndClearsTheGradient() {
    double[] norms = new double[2];
    double[] limits = {1e-3, Double.POSITIVE_INFINITY};
    for (int i = 0; i < 2; i++) {
      try (PolicyModel policy = open()) {
        backwardAll(policy, 1);
        norms[i] = policy.step(new OptimizerStep(0, 0.9, 0.999, 1e-8, 0, limits[i]));
        assertThat(policy.step(STILL)).as("norm of no gradient").isZero();
      }
    }
    assertThat(norms[1]).isGreaterThan(2e-3);
    assertThat(norms[0]).isCloseTo(norms[1], within(1e-3 * norms[1]));
  }

  @Test
  public void step_twoRunsAlike_giveTheSameScores() {
    float[][][] scores = new float[2][][];
    for (int run = 0; run < 2; run++) {
      try (PolicyModel policy = open()) {
        backwardAll(policy, -1);
        policy.step(STEP);
        scores[run] = policy.score(groups(policy), 1);
      }
    }
    assertClose(scores[0], scores[1], 0);
  }

  @Test
  public void resetOptimizer_afterStepsAndAGradient_makesTheNextStepAFirstOne() {
    try (PolicyModel policy = open();
        PolicyModel fresh = open()) {
      backwardOne(policy, 0);
      policy.step(STILL);
      backwardAll(policy, 1);
      policy.resetOptimizer();
      for (PolicyModel each : List.of(policy, fresh)) {
        backwardAll(each, -1);
        each.step(STEP);
      }
      float[][] scores = fresh.score(groups(fresh), 1);
      assertClose(policy.score(groups(policy), 1), scores, 0);
    }
  }

  @Test
  public void resetOptimizer_afterAStep_leavesTheScoresAsTheyWere() {
    try (PolicyModel policy = open()) {
      backwardAll(policy, -1);
      policy.step(STEP);
      float[][] before = policy.score(groups(policy), 1);
      policy.resetOptimizer();
      assertClose(policy.score(groups(policy), 1), before, 0);
      assertThat(policy.step(STILL)).as("norm of no gradient").isZero();
    }
  }

  @Test
  public void frozenCopy_afterAStep_scoresAsBefore() {
    try (PolicyModel policy = open();
        PolicyModel frozen = policy.frozenCopy()) {
      float[][] before = policy.score(groups(policy), 1);
      backwardAll(policy, -1);
      policy.step(STEP);
      assertClose(frozen.score(groups(policy), 1), before, tolerance());
      assertThat(sum(policy.score(groups(policy), 1))).isNotEqualTo(sum(before));
    }
  }

  @Test
  public void frozenCopy_afterAStep_hasTheNewWeights() {
    try (PolicyModel policy = open()) {
      backwardAll(policy, -1);
      policy.step(STEP);
      float[][] scores = policy.score(groups(policy), 1);
      try (PolicyModel frozen = policy.frozenCopy()) {
        assertClose(frozen.score(groups(policy), 1), scores, tolerance());
      }
      assertClose(policy.score(groups(policy), 1), scores, tolerance());
    }
  }

  @Test
  public void save_newFolder_isOfHuggingFaceAndNothingElseIsLeft(@TempDir Path folder)
      throws IOException {
    Path target = folder.resolve("saved");
    try (PolicyModel policy = open()) {
      policy.save(target);
    }
    try (var files = Files.list(target)) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      assertThat(names)
          .containsAnyOf("config.json", "adapter_config.json")
          .anyMatch(name -> name.endsWith(".safetensors"));
    }
    try (var beside = Files.list(folder)) {
      assertThat(beside).containsExactly(target);
    }
  }

  @Test
  public void save_insideAFile_throwsUncheckedIo(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    try (PolicyModel policy = open()) {
      assertThatThrownBy(() -> policy.save(file.resolve("saved")))
          .isInstanceOf(UncheckedIOException.class);
    }
    assertThat(file).hasContent("not a folder");
  }

  @Test
  public void close_calledTwice_thenUsed_throwsIllegalState(@TempDir Path folder) {
    PolicyModel policy = open();
    List<CompletionGroup> groups = groups(policy);
    policy.close();
    policy.close();
    List<ThrowingCallable> uses =
        List.of(
            () -> policy.score(groups, 1),
            () -> policy.forward(groups, 1),
            () -> policy.step(STILL),
            policy::resetOptimizer,
            policy::frozenCopy,
            policy::rollouts,
            () -> policy.save(folder.resolve("saved")));
    for (ThrowingCallable use : uses) {
      assertThatThrownBy(use).isInstanceOf(IllegalStateException.class);
    }
  }
}
