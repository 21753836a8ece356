package io.github.dvmap.metrics.alignment;

/** Counts of predicted and right options of the items of one cell. Not thread-safe. */
final class WassersteinCell {
  private final int options;

  /** K counts of predicted options, K of right ones, and one of unparsed answers. */
  private final long[] counts;

  WassersteinCell(int options) {
    this.options = options;
    counts = new long[2 * options + 1];
  }

  int options() {
    return options;
  }

  /** Adds an item; option -1 is unparsed. */
  void add(int chosen, int answer) {
    counts[chosen < 0 ? 2 * options : chosen]++;
    counts[options + answer]++;
  }

  /** Adds another cell's items so many times. */
  void add(WassersteinCell other, int times) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += times * other.counts[i];
    }
  }

  /**
   * Wasserstein-1 distance on [0, 1] of the parsed answers, normalised, to the right ones; the
   * share of unparsed answers counts 1 instead.
   */
  double distance() {
    long parsed = 0;
    for (int k = 0; k < options; k++) {
      parsed += counts[k];
    }
    long unparsed = counts[2 * options];
    double total = parsed + unparsed;
    if (parsed == 0) {
      return 1;
    }
    double difference = 0;
    double sum = 0;
    for (int k = 0; k + 1 < options; k++) {
      difference += counts[k] / (double) parsed - counts[options + k] / total;
      sum += Math.abs(difference);
    }
    double lost = unparsed / total;
    return Math.min(1, lost + (1 - lost) * sum / (options - 1));
  }
}
