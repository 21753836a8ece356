package io.github.dvmap.rl.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GrpoConfigTest {
  @Test
  void presets_namedOptions_areThePapersAndTheScripts() {
    assertThat(GrpoConfig.paper().toMap())
        .containsEntry("groupSize", "8")
        .containsEntry("temperature", "0.7")
        .containsEntry("batchSize", "64")
        .containsEntry("learningRate", "5.0E-6")
        .containsEntry("stopAtAnswer", "false")
        .containsEntry("entropyCoefficient", "0.0")
        .containsEntry("epochs", "1");
    assertThat(GrpoConfig.released().toMap())
        .containsEntry("learningRate", "1.0E-6")
        .containsEntry("klCoefficient", "0.001")
        .containsEntry("klEstimator", "K3_CLAMPED")
        .containsEntry("innerUpdates", "1")
        .containsEntry("aggregation", "TokenMean[]");
  }

  @Test
  void toBuilder_unchanged_givesEqualOptions() {
    GrpoConfig config =
        GrpoConfig.builder()
            .groupSize(3)
            .temperature(0.9)
            .batchSize(5)
            .steps(9)
            .maxNewTokens(11)
            .stopAtAnswer(true)
            .clip(0.1, 0.3)
            .klCoefficient(0.2)
            .klEstimator(KlEstimator.K1)
            .entropyCoefficient(0.25)
            .aggregation(Aggregation.drGrpo(12))
            .advantage(GroupAdvantage.centered())
            .learningRate(0.4)
            .schedule(LearningRateSchedule.COSINE)
            .warmupUpdates(2)
            .betas(0.5, 0.6)
            .epsilon(0.7)
            .weightDecay(0.8)
            .maxGradientNorm(2)
            .innerUpdates(4)
            .microBatchTokens(13)
            .build();
    assertThat(config.toBuilder().build().toMap()).isEqualTo(config.toMap());
    assertThat(config.toMap().values()).doesNotHaveDuplicates();
    assertThat(config.toMap()).containsEntry("entropyCoefficient", "0.25");
    assertThat(config.toMap()).containsAllEntriesOf(config.loss().toMap());
    assertThat(config.totalSteps(100)).isEqualTo(9);
    assertThat(config.toBuilder().epochs(3).build().totalSteps(100)).isEqualTo(300);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refused(b -> b.groupSize(1), "groupSize 1"),
        refused(b -> b.temperature(0), "temperature 0.0"),
        refused(b -> b.temperature(Double.NaN), "temperature NaN"),
        refused(b -> b.batchSize(0), "batchSize 0"),
        refused(b -> b.epochs(0), "epochs 0"),
        refused(b -> b.steps(0), "steps 0"),
        refused(b -> b.maxNewTokens(0), "maxNewTokens 0"),
        refused(b -> b.clip(1.5, 0.2), "clipLow 1.5"),
        refused(b -> b.klCoefficient(Double.NaN), "klCoefficient NaN"),
        refused(b -> b.entropyCoefficient(-0.5), "entropyCoefficient -0.5"),
        refused(b -> b.learningRate(-1), "learningRate -1.0"),
        refused(b -> b.warmupUpdates(-1), "warmupUpdates -1"),
        refused(b -> b.betas(1, 0.9), "beta1 1.0"),
        refused(b -> b.betas(0.9, Double.NaN), "beta2 NaN"),
        refused(b -> b.epsilon(0), "epsilon 0.0"),
        refused(b -> b.weightDecay(Double.NaN), "weightDecay NaN"),
        refused(b -> b.maxGradientNorm(0), "maxGradientNorm 0.0"),
        refused(b -> b.innerUpdates(0), "innerUpdates 0"),
        refused(b -> b.microBatchTokens(0), "microBatchTokens 0"),
        refused(b -> b.batchSize(2).innerUpdates(3).build(), "innerUpdates 3"),
        refused(b -> b.steps(2).warmupUpdates(3).build(), "warmupUpdates 3"),
        refused(b -> b.aggregation(Aggregation.drGrpo(5)).build(), "shorter than maxNewTokens"));
  }

  private static Arguments refused(Consumer<GrpoConfig.Builder> change, String message) {
    return Arguments.of(change, message);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void builder_badOption_isRefusedWithNameAndValue(
      Consumer<GrpoConfig.Builder> change, String message) {
    assertThatThrownBy(() -> change.accept(GrpoConfig.builder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void optimizerStep_cosineWithWarmup_risesThenFalls() {
    GrpoConfig config =
        GrpoConfig.builder()
            .learningRate(1)
            .schedule(LearningRateSchedule.COSINE)
            .warmupUpdates(2)
            .build();
    double[] rates = new double[6];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = config.optimizerStep(i, 6).learningRate();
    }
    // By hand: 1/2, 1, then (1 + cos(pi k / 4)) / 2 for k = 0..3.
    assertThat(rates)
        .containsExactly(new double[] {0.5, 1, 1, 0.8535534, 0.5, 0.1464466}, within(1e-7));
    assertThat(LearningRateSchedule.CONSTANT.factor(5, 6, 2)).isEqualTo(1);
  }
}
