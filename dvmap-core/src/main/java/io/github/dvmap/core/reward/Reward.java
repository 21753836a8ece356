package io.github.dvmap.core.reward;

/**
 * Scores one completion; pure and thread-safe. A NaN or infinite score is refused by the trainer.
 */
@FunctionalInterface
public interface Reward {
  /** The score. */
  double score(RewardContext context);

  /** This reward plus {@code weight} times another. */
  default Reward plus(double weight, Reward other) {
    if (!Double.isFinite(weight)) {
      throw new IllegalArgumentException("weight " + weight + " is not finite");
    }
    return context -> score(context) + weight * other.score(context);
  }
}
