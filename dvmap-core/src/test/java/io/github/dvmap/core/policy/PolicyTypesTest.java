package io.github.dvmap.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyTypesTest {
  @Test
  void uniform_anyOrderOfCalls_isAFunctionOfItsCoordinates() {
    float[] forward = new float[100];
    for (int i = 0; i < 100; i++) {
      forward[i] = CounterRandom.uniform(7, i, i % 8, i * 31);
    }
    for (int i = 99; i >= 0; i--) {
      assertThat(CounterRandom.uniform(7, i, i % 8, i * 31)).isEqualTo(forward[i]);
    }
  }

  @Test
  void uniform_bins_followTheUniformLaw() {
    // chi-square with 99 degrees of freedom: 149.4 is its 99.9 % quantile (R: qchisq(.999, 99))
    for (int coordinate = 0; coordinate < 4; coordinate++) {
      int[] bins = new int[100];
      int draws = 100_000;
      for (int i = 0; i < draws; i++) {
        float u =
            switch (coordinate) {
              case 0 -> CounterRandom.uniform(i, 3, 1, 2);
              case 1 -> CounterRandom.uniform(3, i, 1, 2);
              case 2 -> CounterRandom.uniform(3, 2, i, 1);
              default -> CounterRandom.uniform(3, 2, 1, i);
            };
        assertThat(u).isBetween(0f, Math.nextDown(1f));
        bins[(int) (u * 100)]++;
      }
      double chiSquare = 0;
      for (int count : bins) {
        chiSquare += Math.pow(count - draws / 100.0, 2) / (draws / 100.0);
      }
      assertThat(chiSquare).as("coordinate %d", coordinate).isLessThan(149.4);
    }
  }

  @Test
  void uniform_neighbouringCoordinates_areUncorrelated() {
    int draws = 20_000;
    double product = 0;
    for (int i = 0; i < draws; i++) {
      product +=
          (CounterRandom.uniform(1, i, 0, 0) - 0.5) * (CounterRandom.uniform(1, i, 0, 1) - 0.5);
    }
    // standard error of the correlation is 1 / sqrt(20,000) = 0.007
    assertThat(product / draws * 12).isCloseTo(0, within(0.03));
  }

  @Test
  void uniform_fixedCoordinates_areTheseNumbersForEver() {
    // what these calls gave when they were written: a change would break resumed runs
    assertThat(CounterRandom.uniform(7, 1, 2, 3)).isEqualTo(0.94101065f);
    assertThat(CounterRandom.uniform(-1, Long.MIN_VALUE, -2, -3)).isEqualTo(0.7127881f);
    assertThat(CounterRandom.derive(7, 42)).isEqualTo(7974615062405353404L);
  }

  static Stream<Arguments> refused() {
    double inf = Double.POSITIVE_INFINITY;
    int[] one = {1};
    return Stream.of(
        bad("temperature -1.0", () -> new Sampling(-1, 1, Set.of(), 0)),
        bad("temperature NaN", () -> new Sampling(Double.NaN, 1, Set.of(), 0)),
        bad("temperature Infinity", () -> new Sampling(inf, 1, Set.of(), 0)),
        bad("maxTokens 0", () -> new Sampling(1, 0, Set.of(), 0)),
        bad("empty prompt", () -> new RolloutRequest(new int[0], 1, 0)),
        bad("samples 0", () -> new RolloutRequest(one, 0, 0)),
        bad("empty", () -> new CompletionGroup(new int[0], List.of(one))),
        bad("empty", () -> new CompletionGroup(one, List.of())),
        bad("empty", () -> new CompletionGroup(one, List.of(one, new int[0]))),
        bad("learningRate -1.0", () -> new OptimizerStep(-1, 0.9, 0.99, 1e-8, 0, 1)),
        bad("learningRate Infinity", () -> new OptimizerStep(inf, 0.9, 0.99, 1e-8, 0, 1)),
        bad("beta1 1.0", () -> new OptimizerStep(1, 1, 0.99, 1e-8, 0, 1)),
        bad("beta2 -0.1", () -> new OptimizerStep(1, 0.9, -0.1, 1e-8, 0, 1)),
        bad("epsilon 0.0", () -> new OptimizerStep(1, 0.9, 0.99, 0, 0, 1)),
        bad("weightDecay NaN", () -> new OptimizerStep(1, 0.9, 0.99, 1e-8, Double.NaN, 1)),
        bad("maxGradientNorm 0.0", () -> new OptimizerStep(1, 0.9, 0.99, 1e-8, 0, 0)));
  }

  private static Arguments bad(String told, ThrowingCallable call) {
    return Arguments.of(told, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void construct_badValue_isRefusedByName(String told, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }
}
