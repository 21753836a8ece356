package io.github.dvmap.rl.grpo;

/** How the learning rate moves over the updates of a run, after a linear warm-up. */
public enum LearningRateSchedule {
  /** Stays at the full rate (the released script). */
  CONSTANT,
  /** Falls to 0 along half a cosine (Loshchilov and Hutter, arXiv 1608.03983, no restarts). */
  COSINE;

  /**
   * The factor on the learning rate, in (0, 1].
   *
   * @param update counted from 0, &lt; total
   * @param total updates of the run
   * @param warmup updates of the linear warm-up, whose last has factor 1; 0 for none
   */
  public double factor(long update, long total, int warmup) {
    if (update < warmup) {
      return (update + 1.0) / warmup;
    }
    if (this == CONSTANT) {
      return 1;
    }
    return 0.5 * (1 + Math.cos(Math.PI * (update - warmup) / (double) (total - warmup)));
  }
}
