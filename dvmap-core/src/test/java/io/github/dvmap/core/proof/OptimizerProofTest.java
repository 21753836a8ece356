package io.github.dvmap.core.proof;

import static io.github.dvmap.core.proof.PolicyModelProofTest.proof;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.testkit.BigramPolicy;
import io.github.dvmap.core.testkit.PolicyModelContract;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerProofTest {
  private abstract static class OtherStep extends DelegatingPolicy {
    static OptimizerStep rate(OptimizerStep step, double rate, double clip) {
      return new OptimizerStep(rate, step.beta1(), step.beta2(), step.epsilon(), 0, clip);
    }
  }

  static Stream<Arguments> steps() {
    return Stream.of(
        proof(
            "rate ignored",
            () ->
                new OtherStep() {
                  @Override
                  public double step(OptimizerStep step) {
                    return sound.step(rate(step, 0.01, 1));
                  }
                },
            PolicyModelContract::step_rateZero_leavesTheScoresAsTheyWere),
        proof(
            "norm after clipping",
            () ->
                new OtherStep() {
                  @Override
                  public double step(OptimizerStep step) {
                    return Math.min(step.maxGradientNorm(), sound.step(step));
                  }
                },
            PolicyModelContract::step_clipped_returnsTheNormBeforeAndClearsTheGradient),
        proof(
            "gradient kept",
            () ->
                new OtherStep() {
                  private double kept;

                  @Override
                  public double step(OptimizerStep step) {
                    kept += sound.step(step);
                    return kept;
                  }
                },
            PolicyModelContract::step_clipped_returnsTheNormBeforeAndClearsTheGradient),
        proof(
            "weights moved by backward",
            () ->
                new DelegatingPolicy() {
                  @Override
                  public ForwardPass forward(List<CompletionGroup> groups, double temperature) {
                    return new DelegatingPass(sound.forward(groups, temperature)) {
                      @Override
                      public void backward(float[][] gradient) {
                        super.backward(gradient);
                        step(new OptimizerStep(0.1, 0.9, 0.999, 1e-8, 0, 1));
                      }
                    };
                  }
                },
            PolicyModelContract::backward_withoutStep_leavesTheScoresAsTheyWere),
        proof(
            "moments kept",
            () ->
                new DelegatingPolicy() {
                  @Override
                  public void resetOptimizer() {
                    sound.step(new OptimizerStep(0, 0.9, 0.999, 1e-8, 0, 1)); // the gradient only
                  }
                },
            PolicyModelContract::resetOptimizer_afterStepsAndAGradient_makesTheNextStepAFirstOne),
        proof(
            "gradient kept by a reset",
            () ->
                new DelegatingPolicy() {
                  @Override
                  public void resetOptimizer() {}
                },
            PolicyModelContract::resetOptimizer_afterStepsAndAGradient_makesTheNextStepAFirstOne),
        proof(
            "weights reset, too",
            () ->
                new DelegatingPolicy() {
                  private PolicyModel now = sound;

                  @Override
                  public float[][] score(List<CompletionGroup> groups, double temperature) {
                    return now.score(groups, temperature);
                  }

                  @Override
                  public void resetOptimizer() {
                    now = BigramPolicy.create();
                  }
                },
            PolicyModelContract::resetOptimizer_afterAStep_leavesTheScoresAsTheyWere),
        proof(
            "not repeatable",
            () ->
                new OtherStep() {
                  @Override
                  public double step(OptimizerStep step) {
                    return sound.step(rate(step, 1e-3 * (1 + Math.random()), 1));
                  }
                },
            PolicyModelContract::step_twoRunsAlike_giveTheSameScores),
        proof(
            "shared frozen copy",
            () ->
                new DelegatingPolicy() {
                  @Override
                  public PolicyModel frozenCopy() {
                    return sound;
                  }
                },
            PolicyModelContract::frozenCopy_afterAStep_scoresAsBefore),
        proof(
            "frozen copy of the first weights",
            () ->
                new DelegatingPolicy() {
                  @Override
                  public PolicyModel frozenCopy() {
                    return new DelegatingPolicy();
                  }
                },
            PolicyModelContract::frozenCopy_afterAStep_hasTheNewWeights));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("steps")
  void contract_brokenOptimizer_isNoticed(String broken, Runnable test) {
    Proof.assertNoticed(test);
  }
}
