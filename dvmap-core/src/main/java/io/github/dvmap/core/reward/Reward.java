package io.github.dvmap.core.reward;

/**
 * Scores one completion; pure and thread-safe.
 *
 * <p>What a failure does to a training: an exception, and a NaN or infinite score, which the
 * trainer refuses, end it; with checkpoints the state after the last whole step is saved first. One
 * that asks a service and is interrupted while it waits sets the thread's interrupt flag again and
 * throws any {@link RuntimeException}: with the flag set it is taken for the interrupt, and the
 * training ends as an interrupted one.
 */
@FunctionalInterface
public interface Reward {
  /** The score, finite. */
  double score(RewardContext context);

  /** This reward plus {@code weight} times another. */
  default Reward plus(double weight, Reward other) {
    if (!Double.isFinite(weight)) {
      throw new IllegalArgumentException("weight " + weight + " is not finite");
    }
    return context -> score(context) + weight * other.score(context);
  }
}
