package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pass keeps, and how it is cut, changes neither its values nor its gradient. */
class TorchPassTest {
  private static final double TEMPERATURE = 0.7;

  private static TorchPolicy open(UnaryOperator<PolicySpec> options) {
    PolicySpec spec = PolicySpec.huggingFace(Golden.FOLDER).withDevice("cpu");
    return Policies.openTorch(options.apply(spec));
  }

  static Stream<Arguments> otherWays() {
    return Stream.of(
        way("checkpointing", s -> s.withCheckpointing(true)),
        way("head chunk 1", s -> s.withHeadChunk(1)),
        way("head chunk 7", s -> s.withHeadChunk(7)),
        way("no flash", s -> s.withFlashAttention(false)),
        way("no flash, checkpointing", s -> s.withFlashAttention(false).withCheckpointing(true)),
        way(
            "no flash, checkpointing, head chunk 5",
            s -> s.withCheckpointing(true).withHeadChunk(5).withFlashAttention(false)));
  }

  private static Arguments way(String name, UnaryOperator<PolicySpec> options) {
    return Arguments.of(name, options);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherWays")
  void backward_anyWay_hasTheSameValuesAndGradient(String name, UnaryOperator<PolicySpec> way) {
    // logits of about 10 that other kernels sum in another order
    float values = name.contains("flash") ? 3e-5f : 1e-5f;
    for (long seed = 1; seed <= 4; seed++) {
      Map<String, float[]> usual = measured(s -> s, seed);
      measured(way, seed)
          .forEach(
              (tensor, found) ->
                  assertThat(found)
                      .as(tensor)
                      .usingComparatorWithPrecision(tensor.startsWith("model") ? 1e-4f : values)
                      .containsExactly(usual.get(tensor)));
    }
  }

  /** Log-probabilities, entropies and gradients of a loss over both. */
  private static Map<String, float[]> measured(UnaryOperator<PolicySpec> way, long seed) {
    Map<String, float[]> found = new TreeMap<>();
    List<CompletionGroup> groups = groups(seed);
    try (TorchPolicy policy = open(way);
        ForwardPass pass = policy.forward(groups, TEMPERATURE)) {
      float[][] logProbs = pass.logProbs();
      float[][] entropies = pass.entropies();
      for (int n = 0; n < logProbs.length; n++) {
        found.put("logProbs " + n, logProbs[n]);
        found.put("entropies " + n, entropies[n]);
      }
      pass.backward(slopes(logProbs, seed), slopes(entropies, seed + 100));
      for (String tensor : TorchWeights.names(policy.config())) {
        found.put(tensor, policy.gradient(tensor));
      }
    }
    return found;
  }

  @Test
  void entropies_everyToken_areThoseOfTheLogits() {
    try (TorchPolicy policy = open(s -> s)) {
      var group = new CompletionGroup(new int[] {3, 9, 27}, List.of(new int[] {4, 8, 15}));
      float[] logits = policy.logits(List.of(group));
      try (ForwardPass pass = policy.forward(List.of(group), TEMPERATURE)) {
        for (int t = 0; t < 3; t++) {
          assertThat((double) pass.entropies()[0][t])
              .isCloseTo(entropy(logits, 2 + t, policy.vocabularySize()), within(1e-5));
        }
      }
    }
  }

  private static double entropy(float[] logits, int row, int vocabulary) {
    double[] scores = new double[vocabulary];
    Arrays.setAll(scores, v -> logits[row * vocabulary + v] / TEMPERATURE);
    double most = Arrays.stream(scores).max().orElseThrow();
    double sum = Arrays.stream(scores).map(s -> Math.exp(s - most)).sum();
    return Math.log(sum)
        - Arrays.stream(scores).map(s -> (s - most) * Math.exp(s - most) / sum).sum();
  }

  /** AdamW's first step moves each weight by lr x sign(gradient): the change is lr x |g|_1. */
  @ParameterizedTest
  @ValueSource(ints = {2, 1000})
  void backward_entropyGradient_equalsFiniteDifference(int headChunk) {
    List<CompletionGroup> groups = groups(2);
    double lr = 1e-6;
    try (TorchPolicy policy = open(s -> s.withHeadChunk(headChunk))) {
      double before;
      float[][] slopes;
      try (ForwardPass pass = policy.forward(groups, TEMPERATURE)) {
        slopes = slopes(pass.logProbs(), 5);
        before = dot(pass.entropies(), slopes);
        float[][] none = pass.logProbs();
        Arrays.stream(none).forEach(row -> Arrays.fill(row, 0));
        pass.backward(none, slopes);
      }
      double total = 0;
      for (String tensor : TorchWeights.names(policy.config())) {
        for (float g : policy.gradient(tensor)) {
          total += Math.abs(g);
        }
      }
      policy.step(new OptimizerStep(lr, 0.9, 0.999, 1e-12, 0, Double.POSITIVE_INFINITY));
      try (ForwardPass pass = policy.forward(groups, TEMPERATURE)) {
        double change = before - dot(pass.entropies(), slopes);
        assertThat(change / (lr * total)).isCloseTo(1, within(0.05));
      }
    }
  }

  private static double dot(float[][] a, float[][] b) {
    double sum = 0;
    for (int n = 0; n < a.length; n++) {
      for (int t = 0; t < a[n].length; t++) {
        sum += (double) a[n][t] * b[n][t];
      }
    }
    return sum;
  }

  @Test
  void entropies_afterBackward_throwsIllegalState() {
    try (TorchPolicy policy = open(s -> s);
        ForwardPass pass = policy.forward(groups(1), 1)) {
      pass.backward(slopes(pass.logProbs(), 1));
      assertThatThrownBy(pass::entropies).isInstanceOf(IllegalStateException.class);
    }
  }

  private static List<CompletionGroup> groups(long seed) {
    var random = new SplittableRandom(seed);
    List<CompletionGroup> groups = new ArrayList<>();
    for (int b = 0; b < 4; b++) {
      List<int[]> completions = new ArrayList<>();
      for (int g = random.nextInt(1, 5); g > 0; g--) {
        completions.add(random.ints(random.nextInt(1, 12), 0, 320).toArray());
      }
      groups.add(
          new CompletionGroup(random.ints(random.nextInt(1, 30), 0, 320).toArray(), completions));
    }
    return groups;
  }

  private static float[][] slopes(float[][] shape, long seed) {
    var random = new SplittableRandom(seed);
    float[][] slopes = new float[shape.length][];
    for (int n = 0; n < shape.length; n++) {
      slopes[n] = new float[shape[n].length];
      for (int t = 0; t < slopes[n].length; t++) {
        slopes[n][t] = (float) random.nextGaussian() * 0.1f;
      }
    }
    return slopes;
  }
}
