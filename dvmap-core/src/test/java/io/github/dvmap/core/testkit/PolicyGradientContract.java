package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What every {@link PolicyModel} promises of its passes and gradients. */
public abstract class PolicyGradientContract extends PolicyScoringContract {
  static final OptimizerStep STEP =
      new OptimizerStep(1e-3, 0.9, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY);

  /** A step that reports the gradient's norm and changes nothing. */
  static final OptimizerStep STILL = new OptimizerStep(0, 0.9, 0.999, 1e-8, 0, 1);

  private static final double[] TEMPERATURES = {0.7, 1};

  /** Largest vocabulary of which every token's entropy is computed anew. */
  private static final int SMALL = 4096;

  /** Adds the gradient of {@code scale} times the sum of all log-probabilities. */
  void backwardAll(PolicyModel policy, float scale) {
    try (ForwardPass pass = policy.forward(groups(policy), 1)) {
      pass.backward(ones(pass.logProbs(), scale));
    }
  }

  /** Adds the gradient of one completion's negative log-probability. */
  void backwardOne(PolicyModel policy, int completion, double temperature) {
    try (ForwardPass pass = policy.forward(groups(policy), temperature)) {
      pass.backward(only(pass, completion));
    }
  }

  /** A gradient of -1 for one completion and 0 for the others. */
  private static float[][] only(ForwardPass pass, int completion) {
    float[][] gradient = ones(pass.logProbs(), 0);
    Arrays.fill(gradient[completion], -1);
    return gradient;
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

  @Test
  public void step_shortStepForOneCompletion_raisesItByTheSquaredNorm() {
    for (double temperature : TEMPERATURES) {
      for (int n = 0; n < 4; n++) {
        int one = n;
        assertRisesByTheSquaredNorm(
            "log-probability of completion " + n + " at " + temperature,
            policy -> sum(new float[][] {policy.score(groups(policy), temperature)[one]}),
            policy -> backwardOne(policy, one, temperature));
      }
    }
  }

  /**
   * With an epsilon far above every gradient, AdamW's first step is rate / epsilon times the
   * gradient, so the value rises by rate / epsilon times the squared norm: this needs the
   * gradient's direction and its size to be right.
   */
  private void assertRisesByTheSquaredNorm(
      String what, ToDoubleFunction<PolicyModel> value, Consumer<PolicyModel> backward) {
    try (PolicyModel policy = open()) {
      backward.accept(policy);
      double norm = policy.step(STILL);
      policy.resetOptimizer();
      assertThat(norm).as("gradient's norm of the %s", what).isPositive();
      double epsilon = 1e6 * norm;
      double rise = 0.01;
      double rate = rise / (norm * norm) * epsilon;
      double before = value.applyAsDouble(policy);
      backward.accept(policy);
      policy.step(new OptimizerStep(rate, 0.9, 0.999, epsilon, 0, Double.POSITIVE_INFINITY));
      assertThat(value.applyAsDouble(policy) - before)
          .as("rise of the %s", what)
          .isCloseTo(rise, within(0.2 * rise));
    }
  }

  /** The log-probabilities' gradients add up to 0 where each has its probability as weight. */
  @Test
  public void backward_everyTokenByItsProbability_isNoGradient() {
    try (PolicyModel policy = open()) {
      Assumptions.assumeTrue(policy.vocabularySize() <= SMALL, "a small vocabulary");
      var every = List.of(everyToken(policy, tokens(policy, 1, 3)));
      for (double temperature : TEMPERATURES) {
        try (ForwardPass pass = policy.forward(every, temperature)) {
          pass.backward(only(pass, 0));
        }
        double one = policy.step(STILL);
        try (ForwardPass pass = policy.forward(every, temperature)) {
          float[][] gradient = ones(pass.logProbs(), 0);
          for (int token = 0; token < gradient.length; token++) {
            gradient[token][0] = (float) Math.exp(pass.logProbs()[token][0]);
          }
          pass.backward(gradient);
        }
        assertThat(policy.step(STILL))
            .as("norm at temperature %s", temperature)
            .isCloseTo(0, within(Math.max(1e-3, 10 * tolerance()) * one));
      }
    }
  }

  /** The pass's entropies; the test is skipped where the model has none. */
  private static float[][] entropies(ForwardPass pass) {
    try {
      return pass.entropies();
    } catch (UnsupportedOperationException e) {
      return Assumptions.abort("this model has no entropies: " + e.getMessage());
    }
  }

  private float[][] entropies(PolicyModel policy, double temperature) {
    try (ForwardPass pass = policy.forward(groups(policy), temperature)) {
      return entropies(pass);
    }
  }

  @Test
  public void entropies_any_areThoseOfAllTokensScores() {
    try (PolicyModel policy = open()) {
      int vocabulary = policy.vocabularySize();
      float allowed = 2 * tolerance() * (1 + (float) Math.log(vocabulary));
      for (double temperature : TEMPERATURES) {
        float[][] entropies = entropies(policy, temperature);
        assertThat(entropies.length).isEqualTo(4);
        int n = 0;
        for (CompletionGroup group : groups(policy)) {
          for (int[] completion : group.completions()) {
            assertThat(entropies[n]).hasSize(completion.length);
            for (int t = 0; t < (vocabulary <= SMALL ? completion.length : 1); t++) {
              assertThat(entropies[n][t])
                  .as("entropy of token %d of completion %d at %s", t, n, temperature)
                  .isCloseTo(
                      entropy(policy, before(group, completion, t), temperature), within(allowed));
            }
            n++;
          }
        }
      }
    }
  }

  /** The prompt and the completion's first tokens. */
  private static int[] before(CompletionGroup group, int[] completion, int count) {
    int[] prompt = group.prompt();
    int[] text = Arrays.copyOf(prompt, prompt.length + count);
    System.arraycopy(completion, 0, text, prompt.length, count);
    return text;
  }

  private static float entropy(PolicyModel policy, int[] text, double temperature) {
    double entropy = 0;
    for (float[] row : policy.score(List.of(everyToken(policy, text)), temperature)) {
      entropy -= Math.exp(row[0]) * row[0];
    }
    return (float) entropy;
  }

  @Test
  public void backward_entropiesOfOneCompletion_raisesThemByTheSquaredNorm() {
    for (double temperature : TEMPERATURES) {
      for (int n : new int[] {0, 3}) {
        assertRisesByTheSquaredNorm(
            "entropies of completion " + n + " at " + temperature,
            policy -> sum(new float[][] {entropies(policy, temperature)[n]}),
            policy -> backwardEntropies(policy, n, temperature));
      }
    }
  }

  private void backwardEntropies(PolicyModel policy, int completion, double temperature) {
    try (ForwardPass pass = policy.forward(groups(policy), temperature)) {
      entropies(pass);
      pass.backward(ones(pass.logProbs(), 0), only(pass, completion));
    }
  }

  @Test
  public void backward_entropiesOfNoWeight_isThatOfTheLogProbabilities() {
    try (PolicyModel policy = open()) {
      backwardAll(policy, 1);
      double norm = policy.step(STILL);
      backwardAll(policy, 1);
      try (ForwardPass pass = policy.forward(groups(policy), 1)) {
        entropies(pass);
        pass.backward(ones(pass.logProbs(), -1), ones(pass.logProbs(), 0));
      }
      assertThat(policy.step(STILL)).isCloseTo(0, within(1e-3 * norm));
    }
  }
}
