package io.github.dvmap.metrics.alignment;

/** Counts of predicted and right options of the items of one cell. Not thread-safe. */
final class WassersteinCell {
  private final long[] predicted;
  private final long[] right;
  private long unparsed;
  private long total;

  WassersteinCell(int options) {
    predicted = new long[options];
    right = new long[options];
  }

  int options() {
    return right.length;
  }

  /** Adds an item {@code times} times; option -1 is unparsed. */
  void add(int chosen, int answer, int times) {
    if (chosen < 0) {
      unparsed += times;
    } else {
      predicted[chosen] += times;
    }
    right[answer] += times;
    total += times;
  }

  void add(WassersteinCell other) {
    for (int k = 0; k < right.length; k++) {
      predicted[k] += other.predicted[k];
      right[k] += other.right[k];
    }
    unparsed += other.unparsed;
    total += other.total;
  }

  boolean isEmpty() {
    return total == 0;
  }

  /**
   * Wasserstein-1 distance on [0, 1] of the parsed answers, normalised, to the right ones; the
   * share of unparsed answers counts 1 instead.
   */
  double distance() {
    long parsed = total - unparsed;
    if (parsed == 0) {
      return 1;
    }
    double difference = 0;
    double sum = 0;
    for (int k = 0; k + 1 < right.length; k++) {
      difference += predicted[k] / (double) parsed - right[k] / (double) total;
      sum += Math.abs(difference);
    }
    double lost = unparsed / (double) total;
    return lost + (1 - lost) * sum / (right.length - 1);
  }
}
