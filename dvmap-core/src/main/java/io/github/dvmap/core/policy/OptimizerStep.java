package io.github.dvmap.core.policy;

/**
 * Settings of one AdamW step (Loshchilov and Hutter, arXiv 1711.05101).
 *
 * @param learningRate &ge; 0
 * @param beta1 decay of the first moment, [0, 1)
 * @param beta2 decay of the second moment, [0, 1)
 * @param epsilon added to the root of the second moment, &gt; 0
 * @param weightDecay decoupled decay, &ge; 0
 * @param maxGradientNorm global norm to clip to, &gt; 0; infinity for none
 */
public record OptimizerStep(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double maxGradientNorm) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range or NaN
   */
  public OptimizerStep {
    require(learningRate >= 0 && Double.isFinite(learningRate), "learningRate", learningRate);
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1);
    require(beta2 >= 0 && beta2 < 1, "beta2", beta2);
    require(epsilon > 0 && Double.isFinite(epsilon), "epsilon", epsilon);
    require(weightDecay >= 0 && Double.isFinite(weightDecay), "weightDecay", weightDecay);
    require(maxGradientNorm > 0, "maxGradientNorm", maxGradientNorm);
  }

  private static void require(boolean ok, String name, double value) {
    if (!ok) {
      throw new IllegalArgumentException(name + " " + value + " is out of range");
    }
  }
}
