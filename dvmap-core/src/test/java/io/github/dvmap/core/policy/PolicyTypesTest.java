package io.github.dvmap.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
    // from the definition, in Python's integers: mix(v) is one output of SplitMix64 from state v
    // (mix(1234567) = 6457827717110365317, its published test vector), absorb seed, stream and
    // sample << 32 | token, keep the upper 24 bits. A change would break resumed runs.
    assertThat(CounterRandom.uniform(0, 0, 0, 0)).isEqualTo(2327157 * 0x1p-24f);
    assertThat(CounterRandom.uniform(7, 1, 2, 3)).isEqualTo(15787539 * 0x1p-24f);
    assertThat(CounterRandom.uniform(-1, Long.MIN_VALUE, -2, -3)).isEqualTo(11958600 * 0x1p-24f);
    assertThat(CounterRandom.uniform(Long.MAX_VALUE, 1, Integer.MAX_VALUE, 0))
        .isEqualTo(11211708 * 0x1p-24f);
    assertThat(CounterRandom.derive(7, 42)).isEqualTo(7974615062405353404L);
    assertThat(CounterRandom.derive(0, 0)).isEqualTo(-6411193824288604561L);
    assertThat(CounterRandom.derive(-1, Long.MAX_VALUE)).isEqualTo(-5577689977293808255L);
  }

  @Test
  void construct_listsChangedLater_keepTheirOwn() {
    var completions = new ArrayList<>(List.of(new int[] {1}));
    var group = new CompletionGroup(new int[] {2}, completions);
    completions.clear();
    assertThat(group.completions()).hasSize(1);
    var stops = new HashSet<>(Set.of(3));
    var sampling = new Sampling(0, 1, stops, 0);
    stops.add(4);
    assertThat(sampling.stopTokens()).containsExactly(3);
  }

  @Test
  void completion_length_isItsNumberOfTokens() {
    assertThat(new Completion(new int[] {4, 5, 6}, false).length()).isEqualTo(3);
  }

  @Test
  void optimizerStep_bordersOfTheRanges_areAllowed() {
    var step = new OptimizerStep(0, 0, 0, Double.MIN_VALUE, 0, Double.POSITIVE_INFINITY);
    assertThat(step.maxGradientNorm()).isInfinite();
  }

  @Test
  void sampling_eachWither_changesItsOptionOnly() {
    Sampling all =
        new Sampling(0.5, 6, Set.of(1), 2)
            .withTopK(3)
            .withTopP(0.4)
            .withMinP(0.1)
            .withTemperature(0.7)
            .withMaxTokens(8)
            .withStopTokens(Set.of(9))
            .withSeed(11);
    assertThat(all)
        .hasToString(
            "Sampling[temperature=0.7, topK=3, topP=0.4, minP=0.1, maxTokens=8, stopTokens=[9],"
                + " stopStrings=[], seed=11]");
    assertThat(all.scoringTemperature()).isEqualTo(0.7);
    assertThat(all.withTemperature(0).scoringTemperature()).isEqualTo(1);
  }

  static Stream<Arguments> refused() {
    double inf = Double.POSITIVE_INFINITY;
    double nan = Double.NaN;
    int[] one = {1};
    return Stream.of(
        bad("temperature -1.0", () -> new Sampling(-1, 1, Set.of(), 0)),
        bad("temperature NaN", () -> new Sampling(Double.NaN, 1, Set.of(), 0)),
        bad("temperature Infinity", () -> new Sampling(inf, 1, Set.of(), 0)),
        bad("maxTokens 0", () -> new Sampling(1, 0, Set.of(), 0)),
        bad("topK -1", () -> new Sampling(1, 1, Set.of(), 0).withTopK(-1)),
        bad("topP 0.0", () -> new Sampling(1, 1, Set.of(), 0).withTopP(0)),
        bad("topP 1.5", () -> new Sampling(1, 1, Set.of(), 0).withTopP(1.5)),
        bad("topP NaN", () -> new Sampling(1, 1, Set.of(), 0).withTopP(nan)),
        bad("minP 1.0", () -> new Sampling(1, 1, Set.of(), 0).withMinP(1)),
        bad("minP -0.1", () -> new Sampling(1, 1, Set.of(), 0).withMinP(-0.1)),
        bad("minP NaN", () -> new Sampling(1, 1, Set.of(), 0).withMinP(nan)),
        bad("temperature -2.0", () -> new Sampling(1, 1, Set.of(), 0).withTemperature(-2)),
        bad("maxTokens -3", () -> new Sampling(1, 1, Set.of(), 0).withMaxTokens(-3)),
        bad("1 log-prob", () -> new Completion(new int[2], true, Optional.of(new float[1]))),
        bad("empty prompt", () -> new RolloutRequest(new int[0], 1, 0)),
        bad("samples 0", () -> new RolloutRequest(one, 0, 0)),
        bad("empty", () -> new CompletionGroup(new int[0], List.of(one))),
        bad("empty", () -> new CompletionGroup(one, List.of())),
        bad("empty", () -> new CompletionGroup(one, List.of(one, new int[0]))),
        bad("learningRate -1.0", () -> new OptimizerStep(-1, 0.9, 0.99, 1e-8, 0, 1)),
        bad("learningRate NaN", () -> new OptimizerStep(nan, 0.9, 0.99, 1e-8, 0, 1)),
        bad("beta1 -0.1", () -> new OptimizerStep(1, -0.1, 0.99, 1e-8, 0, 1)),
        bad("beta1 NaN", () -> new OptimizerStep(1, nan, 0.99, 1e-8, 0, 1)),
        bad("beta2 1.0", () -> new OptimizerStep(1, 0.9, 1, 1e-8, 0, 1)),
        bad("beta2 NaN", () -> new OptimizerStep(1, 0.9, nan, 1e-8, 0, 1)),
        bad("epsilon Infinity", () -> new OptimizerStep(1, 0.9, 0.99, inf, 0, 1)),
        bad("epsilon NaN", () -> new OptimizerStep(1, 0.9, 0.99, nan, 0, 1)),
        bad("weightDecay -1.0", () -> new OptimizerStep(1, 0.9, 0.99, 1e-8, -1, 1)),
        bad("weightDecay Infinity", () -> new OptimizerStep(1, 0.9, 0.99, 1e-8, inf, 1)),
        bad("maxGradientNorm -1.0", () -> new OptimizerStep(1, 0.9, 0.99, 1e-8, 0, -1)),
        bad("maxGradientNorm NaN", () -> new OptimizerStep(1, 0.9, 0.99, 1e-8, 0, nan)),
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
