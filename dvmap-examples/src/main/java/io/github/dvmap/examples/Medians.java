package io.github.dvmap.examples;

import java.util.List;

/** The middle of measured values. */
final class Medians {
  private Medians() {}

  /** The middle value, or the mean of the two in the middle. */
  static double of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
