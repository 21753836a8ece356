package io.github.dvmap.rl.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GrpoLossTest {
  private static final int[] LENGTHS = {3, 1, 5, 4, 2, 6};

  /** A random case whose ratios stay away from the clip's kinks. */
  private record Case(
      float[][] now, float[][] old, float[][] reference, float[][] entropies, double[] advantages) {
    static Case random(long seed) {
      var random = new Random(seed);
      var now = new float[LENGTHS.length][];
      var old = new float[LENGTHS.length][];
      var reference = new float[LENGTHS.length][];
      var entropies = new float[LENGTHS.length][];
      var advantages = new double[LENGTHS.length];
      for (int n = 0; n < LENGTHS.length; n++) {
        now[n] = new float[LENGTHS[n]];
        old[n] = new float[LENGTHS[n]];
        reference[n] = new float[LENGTHS[n]];
        entropies[n] = new float[LENGTHS[n]];
        advantages[n] = random.nextGaussian();
        for (int t = 0; t < LENGTHS[n]; t++) {
          now[n][t] = (float) (-3 * random.nextDouble());
          old[n][t] = (float) (now[n][t] - Math.log(awayFromKinks(random)));
          reference[n][t] = (float) (now[n][t] + 2 * random.nextDouble() - 1);
          entropies[n][t] = (float) (3 * random.nextDouble());
        }
      }
      return new Case(now, old, reference, entropies, advantages);
    }

    private static double awayFromKinks(Random random) {
      double ratio;
      do {
        ratio = 0.5 + random.nextDouble();
      } while (Math.abs(ratio - 0.8) < 0.02 || Math.abs(ratio - 1.2) < 0.02);
      return ratio;
    }

    Case rows(int... rows) {
      return new Case(
          Arrays.stream(rows).mapToObj(n -> now[n]).toArray(float[][]::new),
          Arrays.stream(rows).mapToObj(n -> old[n]).toArray(float[][]::new),
          Arrays.stream(rows).mapToObj(n -> reference[n]).toArray(float[][]::new),
          Arrays.stream(rows).mapToObj(n -> entropies[n]).toArray(float[][]::new),
          Arrays.stream(rows).mapToDouble(n -> advantages[n]).toArray());
    }

    GrpoLoss.Result under(GrpoLoss loss, GrpoLoss.WholeBatch whole) {
      return loss.evaluate(now, old, reference, entropies, advantages, whole);
    }

    GrpoLoss.Result under(GrpoLoss loss) {
      return under(loss, GrpoLoss.WholeBatch.of(now));
    }
  }

  static Stream<GrpoLoss> losses() {
    var all = new ArrayList<GrpoLoss>();
    for (Aggregation how :
        List.of(Aggregation.grpo(), Aggregation.tokenMean(), Aggregation.drGrpo(8))) {
      all.add(GrpoLoss.withDefaults().withAggregation(how));
      for (KlEstimator kl : KlEstimator.values()) {
        all.add(GrpoLoss.withDefaults().withAggregation(how).withKl(0.3, kl));
      }
      all.add(GrpoLoss.withDefaults().withAggregation(how).withEntropy(0.2));
    }
    GrpoLoss lopsided = GrpoLoss.withDefaults().withClip(0.1, 0.28).withKl(0.01, KlEstimator.K3);
    all.add(lopsided);
    all.add(lopsided.withEntropy(1));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void evaluate_randomBatch_gradientsAreTheCentralDifferences(GrpoLoss loss) {
    for (long seed = 1; seed <= 5; seed++) {
      Case c = Case.random(seed);
      GrpoLoss.Result result = c.under(loss);
      assertCentralDifference(c, loss, c.now(), result.gradient());
      assertCentralDifference(c, loss, c.entropies(), result.entropyGradient());
    }
  }

  private static void assertCentralDifference(
      Case c, GrpoLoss loss, float[][] values, float[][] gradient) {
    for (int n = 0; n < LENGTHS.length; n++) {
      for (int t = 0; t < LENGTHS[n]; t++) {
        float x = values[n][t];
        float above = x + 1e-3f;
        float below = x - 1e-3f;
        values[n][t] = above;
        double up = c.under(loss).loss();
        values[n][t] = below;
        double down = c.under(loss).loss();
        values[n][t] = x;
        assertThat((up - down) / ((double) above - below)).isCloseTo(gradient[n][t], within(1e-6));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void evaluate_microBatchesOfOneBatch_sumToTheWhole(GrpoLoss loss) {
    Case c = Case.random(11);
    GrpoLoss.Result whole = c.under(loss);
    var size = GrpoLoss.WholeBatch.of(c.now());
    GrpoLoss.Result left = c.rows(0, 1).under(loss, size);
    GrpoLoss.Result right = c.rows(2, 3, 4, 5).under(loss, size);
    assertThat(left.loss() + right.loss()).isCloseTo(whole.loss(), within(1e-12));
    assertThat(left.klSum() + right.klSum()).isCloseTo(whole.klSum(), within(1e-12));
    assertThat(left.entropySum() + right.entropySum()).isCloseTo(whole.entropySum(), within(1e-12));
    assertThat(right.entropyGradient()[3]).containsExactly(whole.entropyGradient()[5]);
    assertThat(left.clippedTokens() + right.clippedTokens()).isEqualTo(whole.clippedTokens());
    assertThat(left.tokens() + right.tokens()).isEqualTo(whole.tokens());
    assertThat(left.gradient()[1]).containsExactly(whole.gradient()[1]);
    assertThat(right.gradient()[3]).containsExactly(whole.gradient()[5]);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void evaluate_permutedRows_givesTheSameLossAndPermutedGradient(GrpoLoss loss) {
    Case c = Case.random(12);
    int[] order = {4, 2, 0, 5, 1, 3};
    GrpoLoss.Result straight = c.under(loss);
    GrpoLoss.Result permuted = c.rows(order).under(loss);
    assertThat(permuted.loss()).isCloseTo(straight.loss(), within(1e-12));
    for (int n = 0; n < order.length; n++) {
      assertThat(permuted.gradient()[n]).containsExactly(straight.gradient()[order[n]]);
      assertThat(permuted.entropyGradient()[n])
          .containsExactly(straight.entropyGradient()[order[n]]);
    }
  }

  @Test
  void evaluate_zeroAdvantageWithoutKl_hasZeroLossAndGradient() {
    Case c = Case.random(13);
    GrpoLoss.Result result =
        GrpoLoss.withDefaults().evaluate(c.now(), c.old(), null, new double[LENGTHS.length]);
    assertThat(Math.abs(result.loss())).isEqualTo(0.0);
    assertThat(result.clippedTokens()).isZero();
    for (float[] row : result.gradient()) {
      for (float value : row) {
        assertThat(Math.abs(value)).isEqualTo(0f);
      }
    }
  }

  @Test
  void evaluate_ratiosBeyondTheClip_stopOnlyGradientsThatLeadFurtherAway() {
    float up = (float) Math.log(1.5);
    float down = (float) Math.log(0.5);
    float[][] now = {{up, down}, {up, down}};
    GrpoLoss.Result result =
        GrpoLoss.withDefaults()
            .withAggregation(Aggregation.tokenMean())
            .evaluate(now, new float[2][2], null, new double[] {1, -1});
    // By hand: A = 1: min(1.5, 1.2), min(0.5, 0.8); A = -1: min(-1.5, -1.2), min(-0.5, -0.8).
    assertThat(result.loss()).isCloseTo(-(1.2 + 0.5 - 1.5 - 0.8) / 4, within(1e-7));
    assertThat(result.gradient()[0]).containsExactly(new float[] {0, -0.125f}, within(1e-7f));
    assertThat(result.gradient()[1]).containsExactly(new float[] {0.375f, 0}, within(1e-7f));
    assertThat(result.clipFraction()).isEqualTo(0.5);
  }

  @Test
  void evaluate_entropyTerm_isTheAggregatedMeanTimesTheCoefficient() {
    float[][] now = {{-1f}, {-1f, -1f, -1f}};
    float[][] entropies = {{1f}, {2f, 3f, 7f}};
    var whole = GrpoLoss.WholeBatch.of(now);
    // By hand: (1 + (2 + 3 + 7) / 3) / 2, (1 + 2 + 3 + 7) / 4, (1 + 2 + 3 + 7) / (2 x 5).
    Map<Aggregation, Double> means =
        Map.of(Aggregation.grpo(), 2.5, Aggregation.tokenMean(), 3.25, Aggregation.drGrpo(5), 1.3);
    means.forEach(
        (how, mean) -> {
          GrpoLoss loss = GrpoLoss.withDefaults().withAggregation(how).withEntropy(0.1);
          GrpoLoss.Result result = loss.evaluate(now, now, null, entropies, new double[2], whole);
          assertThat(result.loss()).as(how.toString()).isCloseTo(-0.1 * mean, within(1e-12));
          assertThat(result.entropySum()).isEqualTo(13);
        });
  }

  @Test
  void evaluate_entropyCoefficientZero_leavesLossAndGradientAsTheyWere() {
    Case c = Case.random(15);
    GrpoLoss loss = GrpoLoss.withDefaults().withKl(0.2, KlEstimator.K3);
    GrpoLoss.Result plain = loss.evaluate(c.now(), c.old(), c.reference(), c.advantages());
    GrpoLoss.Result measured = c.under(loss.withEntropy(0));
    assertThat(measured.loss()).isEqualTo(plain.loss());
    assertThat(measured.gradient()).isDeepEqualTo(plain.gradient());
    assertThat(plain.entropyGradient()).isEmpty();
    assertThat(plain.entropySum()).isZero();
  }

  @Test
  void evaluate_k3BeyondItsClamp_isTenWithoutGradient() {
    float[][] now = {{-5f}};
    GrpoLoss loss = GrpoLoss.withDefaults().withKl(1, KlEstimator.K3_CLAMPED);
    GrpoLoss.Result result = loss.evaluate(now, now, new float[][] {{-1f}}, new double[1]);
    assertThat(result.meanKl()).isEqualTo(10);
    assertThat(Math.abs(result.gradient()[0][0])).isEqualTo(0f);
  }

  @ParameterizedTest
  @EnumSource(KlEstimator.class)
  void evaluate_referenceEqualToPolicy_hasZeroKl(KlEstimator kl) {
    Case c = Case.random(14);
    GrpoLoss loss = GrpoLoss.withDefaults().withKl(0.5, kl);
    assertThat(Math.abs(loss.evaluate(c.now(), c.old(), c.now(), c.advantages()).meanKl()))
        .isEqualTo(0.0);
  }

  @Test
  void evaluate_workedNumbers_agreeWithTrl() throws IOException {
    // The resource's comment says how it was made.
    JsonObject worked;
    try (Reader in =
        new InputStreamReader(
            GrpoLossTest.class.getResourceAsStream("/grpo/worked.json"), StandardCharsets.UTF_8)) {
      worked = new Gson().fromJson(in, JsonObject.class);
    }
    var gson = new Gson();
    float[][] now = gson.fromJson(worked.get("log_probs"), float[][].class);
    float[][] old = gson.fromJson(worked.get("old"), float[][].class);
    float[][] reference = gson.fromJson(worked.get("reference"), float[][].class);
    double[] rewards = gson.fromJson(worked.get("rewards"), double[].class);
    double[] expected = gson.fromJson(worked.get("advantages"), double[].class);
    int size = worked.get("group_size").getAsInt();
    var advantages = new double[rewards.length];
    for (int from = 0; from < rewards.length; from += size) {
      double[] group = Arrays.copyOfRange(rewards, from, from + size);
      System.arraycopy(GroupAdvantage.standardized(1e-4).of(group), 0, advantages, from, size);
    }
    assertThat(advantages).containsExactly(expected, within(1e-6));
    assertThat(worked.getAsJsonArray("losses")).hasSize(6);
    for (var element : worked.getAsJsonArray("losses")) {
      JsonObject variant = element.getAsJsonObject();
      Aggregation how =
          switch (variant.get("aggregation").getAsString()) {
            case "grpo" -> Aggregation.grpo();
            case "bnpo" -> Aggregation.tokenMean();
            default -> Aggregation.drGrpo(worked.get("max_completion_length").getAsInt());
          };
      double loss =
          GrpoLoss.withDefaults()
              .withAggregation(how)
              .withKl(variant.get("beta").getAsDouble(), KlEstimator.K3)
              .evaluate(now, old, reference, advantages)
              .loss();
      assertThat(loss)
          .as(variant.toString())
          .isCloseTo(variant.get("loss").getAsDouble(), within(1e-6));
    }
  }

  @Test
  void evaluate_wrongShapes_areRefusedByName() {
    GrpoLoss loss = GrpoLoss.withDefaults();
    float[][] two = {{-1f, -2f}};
    float[][] one = {{-1f}};
    assertThatThrownBy(() -> loss.evaluate(two, one, null, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("old");
    assertThatThrownBy(() -> loss.evaluate(two, two, one, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reference");
    assertThatThrownBy(() -> loss.evaluate(two, two, null, new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("advantages");
    assertThatThrownBy(
            () -> loss.withKl(0.1, KlEstimator.K3).evaluate(two, two, null, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("klCoefficient 0.1");
    assertThatThrownBy(() -> loss.withEntropy(0.1).evaluate(two, two, null, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("entropyCoefficient 0.1 needs entropies");
    var whole = GrpoLoss.WholeBatch.of(two);
    assertThatThrownBy(() -> loss.evaluate(two, two, null, one, new double[1], whole))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("entropies has another shape");
  }

  @Test
  void withOptions_outOfRange_areRefusedWithTheValue() {
    GrpoLoss loss = GrpoLoss.withDefaults();
    assertThatThrownBy(() -> loss.withClip(Double.NaN, 0.2)).hasMessageContaining("clipLow NaN");
    assertThatThrownBy(() -> loss.withClip(0.2, -1)).hasMessageContaining("clipHigh -1.0");
    assertThatThrownBy(() -> loss.withKl(-0.1, KlEstimator.K1))
        .hasMessageContaining("klCoefficient -0.1");
    assertThatThrownBy(() -> loss.withEntropy(-0.1))
        .hasMessageContaining("entropyCoefficient -0.1");
    assertThatThrownBy(() -> Aggregation.drGrpo(0)).hasMessageContaining("maxLength 0");
  }

  @Test
  void result_overflowingRatio_isNotFinite() {
    float[][] now = {{0f}};
    float[][] old = {{-800f}};
    assertThat(GrpoLoss.withDefaults().evaluate(now, old, null, new double[] {-1}).isFinite())
        .isFalse();
  }
}
