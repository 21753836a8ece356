package io.github.dvmap.core.proof;

import static io.github.dvmap.core.proof.PolicyModelProofTest.proof;

import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.testkit.PolicyModelContract;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Optimizers that lack a part of AdamW. */
class AdamwProofTest {
  private static Arguments step(
      String broken,
      BiFunction<PolicyModel, OptimizerStep, Double> step,
      Consumer<PolicyModelContract> test) {
    return proof(
        broken,
        () ->
            new DelegatingPolicy() {
              @Override
              public double step(OptimizerStep settings) {
                return step.apply(sound, settings);
              }
            },
        test);
  }

  private static OptimizerStep of(
      OptimizerStep step, double beta1, double beta2, double decay, double limit) {
    return new OptimizerStep(step.learningRate(), beta1, beta2, step.epsilon(), decay, limit);
  }

  private static OptimizerStep decaying(OptimizerStep step, double decay) {
    return of(step, step.beta1(), step.beta2(), decay, step.maxGradientNorm());
  }

  private static OptimizerStep clipping(OptimizerStep step, double limit) {
    return of(step, step.beta1(), step.beta2(), step.weightDecay(), limit);
  }

  static Stream<Arguments> moments() {
    return Stream.of(
        step(
            "no moments",
            (sound, step) -> {
              double norm = sound.step(step);
              sound.resetOptimizer();
              return norm;
            },
            PolicyModelContract::step_afterOtherGradients_goesByBothMoments),
        step(
            "no first moment",
            (sound, step) ->
                sound.step(of(step, 0, step.beta2(), step.weightDecay(), step.maxGradientNorm())),
            PolicyModelContract::step_afterOtherGradients_goesByBothMoments),
        step(
            "no second moment",
            (sound, step) ->
                sound.step(of(step, step.beta1(), 0, step.weightDecay(), step.maxGradientNorm())),
            PolicyModelContract::step_afterOtherGradients_goesByBothMoments),
        step(
            "the usual betas always",
            (sound, step) ->
                sound.step(of(step, 0.9, 0.999, step.weightDecay(), step.maxGradientNorm())),
            PolicyModelContract::step_afterOtherGradients_goesByBothMoments),
        step(
            "moments left alone at rate 0",
            (sound, step) -> step.learningRate() == 0 ? 1 : sound.step(step),
            PolicyModelContract::step_afterOtherGradients_goesByBothMoments));
  }

  static Stream<Arguments> decays() {
    return Stream.of(
        step(
            "no decay",
            (sound, step) -> sound.step(decaying(step, 0)),
            PolicyModelContract::step_decayAlone_shrinksTheWeightsByRateTimesDecay),
        step(
            "twice the decay",
            (sound, step) -> sound.step(decaying(step, 2 * step.weightDecay())),
            PolicyModelContract::step_decayAlone_shrinksTheWeightsByRateTimesDecay),
        step(
            "decay without the rate",
            (sound, step) ->
                sound.step(
                    decaying(step, step.weightDecay() / Math.max(1e-3, step.learningRate()))),
            PolicyModelContract::step_decayAlone_shrinksTheWeightsByRateTimesDecay),
        step(
            "no clipping",
            (sound, step) -> sound.step(clipping(step, Double.POSITIVE_INFINITY)),
            PolicyModelContract::step_clipped_isThatOfTheShortenedGradient),
        step(
            "clipped to half the limit",
            (sound, step) -> sound.step(clipping(step, step.maxGradientNorm() / 2)),
            PolicyModelContract::step_clipped_isThatOfTheShortenedGradient),
        step(
            "clipped below the limit",
            (sound, step) -> sound.step(clipping(step, step.maxGradientNorm() / 8)),
            PolicyModelContract::step_clipped_isThatOfTheShortenedGradient),
        step(
            "moved by a gradient that is not finite",
            (sound, step) -> {
              double norm = sound.step(step);
              return Double.isFinite(norm) ? norm : norm + sound.step(step);
            },
            PolicyModelContract::step_gradientNotFinite_leavesAllButTheGradientAsItWas),
        step(
            "reset by a gradient that is not finite",
            (sound, step) -> {
              double norm = sound.step(step);
              if (!Double.isFinite(norm)) {
                sound.resetOptimizer();
              }
              return norm;
            },
            PolicyModelContract::step_gradientNotFinite_leavesAllButTheGradientAsItWas));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"moments", "decays"})
  void contract_partOfAdamw_isNoticed(String broken, Runnable test) {
    Proof.assertNoticed(test);
  }
}
