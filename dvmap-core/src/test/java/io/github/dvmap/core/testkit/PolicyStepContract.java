package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PolicyModel} promises of its AdamW. Weights and moments cannot be seen, so two
 * ways to the same weights are compared by the change of the scores that they make. With gradients
 * k_1 g, k_2 g, .. and the rate 0 but for the last, AdamW's last step is rate a g / (c |g| +
 * epsilon), with a and c the corrected moments of the numbers k: a first step with the rate rate a
 * / c and the epsilon epsilon / c.
 */
public abstract class PolicyStepContract extends PolicyGradientContract {
  private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

  /** A step of the usual moments. */
  private static OptimizerStep step(double rate, double epsilon, double decay, double limit) {
    return new OptimizerStep(rate, 0.9, 0.999, epsilon, decay, limit);
  }

  /** How the scores of a fresh model change. */
  private float[][] change(Consumer<PolicyModel> steps) {
    try (PolicyModel policy = open()) {
      return change(policy, steps);
    }
  }

  private float[][] change(PolicyModel policy, Consumer<PolicyModel> steps) {
    float[][] before = policy.score(groups(policy), 1);
    steps.accept(policy);
    float[][] after = policy.score(groups(policy), 1);
    for (int n = 0; n < after.length; n++) {
      for (int t = 0; t < after[n].length; t++) {
        after[n][t] -= before[n][t];
      }
    }
    return after;
  }

  private static double largest(float[][] values) {
    double largest = 0;
    for (float[] row : values) {
      for (float value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }

  private float[][] firstStep(OptimizerStep step) {
    return change(
        policy -> {
          backwardAll(policy, 1);
          policy.step(step);
        });
  }

  /** A rate, at least that tried, with which a first step changes the scores visibly. */
  private double rate(double tried, double epsilon) {
    double wanted = Math.max(0.1, 30 * tolerance());
    double rate = tried;
    for (int i = 0; i < 12; i++) {
      double made = largest(firstStep(step(rate, epsilon, 0, NO_LIMIT)));
      if (made >= wanted) {
        break;
      }
      rate *= Math.min(30, Math.max(1.5, 1.2 * wanted / Math.max(made, tolerance())));
    }
    return rate;
  }

  private void assertSameChange(float[][] actual, float[][] expected) {
    double size = largest(expected);
    assertThat(size).as("largest change of a score").isGreaterThan(10 * tolerance());
    assertClose(actual, expected, (float) (0.03 * size + tolerance()));
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
  public void step_afterOtherGradients_goesByBothMoments() {
    double[] scales = {1, -0.25, 0.5};
    double rate = rate(STEP.learningRate(), STEP.epsilon());
    for (double[] betas : new double[][] {{0.9, 0.999}, {0.6, 0.9}}) {
      double a = corrected(betas[0], scales, 1);
      double c = Math.sqrt(corrected(betas[1], scales, 2));
      float[][] expected = firstStep(step(rate * a / c, STEP.epsilon() / c, 0, NO_LIMIT));
      float[][] actual =
          change(
              policy -> {
                for (int i = 0; i < scales.length; i++) {
                  backwardAll(policy, (float) scales[i]);
                  double now = i < scales.length - 1 ? 0 : rate;
                  policy.step(
                      new OptimizerStep(now, betas[0], betas[1], STEP.epsilon(), 0, NO_LIMIT));
                }
              });
      assertSameChange(actual, expected);
    }
  }

  /** AdamW's moment of a row of numbers, raised to a power, after its correction. */
  private static double corrected(double beta, double[] values, int power) {
    double moment = 0;
    for (double value : values) {
      moment = beta * moment + (1 - beta) * Math.pow(value, power);
    }
    return moment / (1 - Math.pow(beta, values.length));
  }

  /**
   * Without a gradient and moments a step takes rate times decay of each weight away: 0.3 taken
   * twice is 0.51 taken once.
   */
  @Test
  public void step_decayAlone_shrinksTheWeightsByRateTimesDecay() {
    double rate = rate(STEP.learningRate(), STEP.epsilon());
    assertSameChange(decayed(rate, 2, 0.5, 0.6), decayed(rate, 1, 0.25, 2.04));
  }

  /** How decaying changes a model that is no longer fresh, since new adapters change nothing. */
  private float[][] decayed(double rate, int times, double decayRate, double decay) {
    try (PolicyModel policy = open()) {
      backwardAll(policy, 1);
      policy.step(step(rate, STEP.epsilon(), 0, NO_LIMIT));
      policy.resetOptimizer();
      return change(
          policy,
          one -> {
            for (int i = 0; i < times; i++) {
              one.step(step(decayRate, STEP.epsilon(), decay, NO_LIMIT));
            }
          });
    }
  }

  /** A gradient divided by 4 is one whose epsilon is 4 times as large. */
  @Test
  public void step_clipped_isThatOfTheShortenedGradient() {
    double norm = norm();
    for (double part : new double[] {0.25, 4}) {
      double epsilon = norm / Math.min(1, part);
      double rate = rate(0.1 / norm, epsilon);
      float[][] expected = firstStep(step(rate, epsilon, 0, NO_LIMIT));
      assertSameChange(firstStep(step(rate, norm, 0, part * norm)), expected);
    }
  }

  private double norm() {
    try (PolicyModel policy = open()) {
      backwardAll(policy, 1);
      return policy.step(STILL);
    }
  }

  @Test
  public void step_gradientNotFinite_leavesAllButTheGradientAsItWas() {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      try (PolicyModel policy = open();
          PolicyModel spared = open()) {
        for (PolicyModel each : List.of(policy, spared)) {
          backwardAll(each, -1);
          each.step(STEP);
        }
        float[][] before = policy.score(groups(policy), 1);
        stepWith(policy, value);
        assertClose(policy.score(groups(policy), 1), before, 0);
        for (PolicyModel each : List.of(policy, spared)) {
          backwardAll(each, 0.5f);
          each.step(STEP);
        }
        float[][] expected = spared.score(groups(spared), 1);
        assertClose(policy.score(groups(policy), 1), expected, 0);
      }
    }
  }

  /** A step on a gradient that is not finite, unless the pass has refused it. */
  private void stepWith(PolicyModel policy, float value) {
    OptimizerStep decaying = step(1e-2, 1e-8, 1, 1);
    try (ForwardPass pass = policy.forward(groups(policy), 1)) {
      float[][] gradient = ones(pass.logProbs(), 1);
      gradient[0][0] = value;
      pass.backward(gradient);
    } catch (IllegalArgumentException e) {
      return;
    }
    double norm = policy.step(decaying);
    assertThat(Double.isFinite(norm))
        .as("finite norm %s of a gradient of %s", norm, value)
        .isFalse();
  }

  @Test
  public void resetOptimizer_afterStepsAndAGradient_makesTheNextStepAFirstOne() {
    try (PolicyModel policy = open();
        PolicyModel fresh = open()) {
      backwardOne(policy, 0, 1);
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
}
