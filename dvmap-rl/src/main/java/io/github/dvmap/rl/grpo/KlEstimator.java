package io.github.dvmap.rl.grpo;

/**
 * Estimators of KL(policy || reference) from one sampled token, with d = reference log-probability
 * - policy log-probability (J. Schulman, "Approximating KL divergence", 2020).
 */
public enum KlEstimator {
  /** -d: unbiased, high variance, may be negative. */
  K1 {
    @Override
    double value(double d) {
      return -d;
    }

    @Override
    double slope(double d) {
      return 1;
    }
  },
  /** d&sup2; / 2: biased, low variance. */
  K2 {
    @Override
    double value(double d) {
      return d * d / 2;
    }

    @Override
    double slope(double d) {
      return -d;
    }
  },
  /** exp(d) - d - 1: unbiased, never negative; what arXiv 2402.03300 uses. */
  K3 {
    @Override
    double value(double d) {
      return Math.expm1(d) - d;
    }

    @Override
    double slope(double d) {
      return -Math.expm1(d);
    }
  },
  /** {@link #K3} clamped to [-10, 10], verl's {@code low_var_kl}; no gradient where clamped. */
  K3_CLAMPED {
    @Override
    double value(double d) {
      return Math.min(K3.value(d), CLAMP);
    }

    @Override
    double slope(double d) {
      return K3.value(d) > CLAMP ? 0 : K3.slope(d);
    }
  };

  private static final double CLAMP = 10;

  /** The estimate. */
  abstract double value(double d);

  /** The estimate's derivative with respect to the policy's log-probability. */
  abstract double slope(double d);
}
