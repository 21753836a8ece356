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

  /** Adds an item; option -1 is unparsed. */
  void add(int chosen, int answer) {
    if (chosen < 0) {
      unparsed++;
    } else {
      predicted[chosen]++;
    }
    right[answer]++;
    total++;
  }

  /** Adds another cell's items so many times. */
  void add(WassersteinCell other, int times) {
    for (int k = 0; k < right.length; k++) {
      predicted[k] += times * other.predicted[k];
      right[k] += times * other.right[k];
    }
    unparsed += times * other.unparsed;
    total += times * other.total;
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
