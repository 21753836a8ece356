package io.github.dvmap.rl.grpo;

import io.github.dvmap.core.option.Ranges;
import java.util.Locale;

/**
 * Turns the rewards of one group into advantages. A group whose rewards are all equal has advantage
 * exactly 0. Immutable.
 */
public final class GroupAdvantage {
  private final boolean scaled;
  private final double epsilon;

  private GroupAdvantage(boolean scaled, double epsilon) {
    this.scaled = scaled;
    this.epsilon = epsilon;
  }

  /**
   * A = (r - mean) / (std + epsilon) with the unbiased standard deviation (arXiv 2402.03300; verl
   * uses epsilon 1e-6, TRL 0.19 uses 1e-4).
   *
   * @param epsilon &ge; 0, finite
   * @throws IllegalArgumentException if epsilon is out of its range
   */
  public static GroupAdvantage standardized(double epsilon) {
    return new GroupAdvantage(true, Ranges.notNegative("epsilon", epsilon));
  }

  /** A = r - mean, without the division (Dr. GRPO, arXiv 2503.20783). */
  public static GroupAdvantage centered() {
    return new GroupAdvantage(false, 0);
  }

  /**
   * The advantages of one group.
   *
   * @param rewards finite, at least one
   * @return one advantage for each reward, in order
   * @throws IllegalArgumentException if there are no rewards or one is not finite
   */
  public double[] of(double[] rewards) {
    if (rewards.length == 0) {
      throw new IllegalArgumentException("a group needs 1 reward or more");
    }
    double sum = 0;
    boolean equal = true;
    for (double reward : rewards) {
      if (!Double.isFinite(reward)) {
        throw new IllegalArgumentException("reward " + reward + " is not finite");
      }
      sum += reward;
      equal &= reward == rewards[0];
    }
    var advantages = new double[rewards.length];
    if (equal) {
      return advantages;
    }
    double mean = sum / rewards.length;
    double squares = 0;
    for (int i = 0; i < rewards.length; i++) {
      advantages[i] = rewards[i] - mean;
      squares += advantages[i] * advantages[i];
    }
    double divisor = scaled ? Math.sqrt(squares / (rewards.length - 1)) + epsilon : 1;
    for (int i = 0; i < rewards.length; i++) {
      advantages[i] /= divisor;
    }
    return advantages;
  }

  @Override
  public String toString() {
    return scaled ? String.format(Locale.ROOT, "standardized(%s)", epsilon) : "centered";
  }
}
