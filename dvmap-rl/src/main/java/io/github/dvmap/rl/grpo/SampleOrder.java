package io.github.dvmap.rl.grpo;

import io.github.dvmap.core.policy.CounterRandom;

/**
 * Which samples each step takes: every epoch is a shuffle of 0..size-1 cut into batches, the last
 * of which may be short. A pure function of (seed, step), so that a run can be taken up at any
 * step.
 *
 * @param seed key of the shuffles
 * @param size samples, &ge; 1
 * @param batchSize samples of a step, &ge; 1
 */
public record SampleOrder(long seed, int size, int batchSize) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is below 1
   */
  public SampleOrder {
    if (size < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "size " + size + " and batchSize " + batchSize + " must be >= 1");
    }
  }

  /** Steps that visit each sample once. */
  public long stepsPerEpoch() {
    return (size + (long) batchSize - 1) / batchSize;
  }

  /**
   * The samples of a step.
   *
   * @param step counted from 0
   * @return distinct indexes in [0, size)
   */
  public int[] batch(long step) {
    int[] order = shuffle(step / stepsPerEpoch());
    int from = (int) (step % stepsPerEpoch() * batchSize);
    int count = Math.min(batchSize, size - from);
    var batch = new int[count];
    System.arraycopy(order, from, batch, 0, count);
    return batch;
  }

  /** Fisher and Yates' shuffle with numbers from a counter. */
  private int[] shuffle(long epoch) {
    var order = new int[size];
    long key = CounterRandom.derive(seed, epoch);
    for (int i = 0; i < size; i++) {
      int j = (int) Long.remainderUnsigned(CounterRandom.derive(key, i), i + 1L);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
