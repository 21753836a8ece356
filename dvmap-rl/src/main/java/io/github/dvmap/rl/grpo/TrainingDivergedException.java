package io.github.dvmap.rl.grpo;

import java.util.Objects;

/**
 * Training met a number that is not finite. The update that met it was not taken: the policy has
 * the weights of the last one, which are finite and can be saved.
 */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long step;
  private final String quantity;

  /**
   * Creates the exception.
   *
   * @param step the step counted from 0
   * @param quantity what is not finite, in a few words
   */
  public TrainingDivergedException(long step, String quantity) {
    super("step " + step + ": " + quantity + " is not finite");
    this.step = step;
    this.quantity = Objects.requireNonNull(quantity);
  }

  /** The step counted from 0. */
  public long step() {
    return step;
  }

  /** What is not finite. */
  public String quantity() {
    return quantity;
  }
}
