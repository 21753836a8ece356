package io.github.dvmap.examples;

import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The held-out samples that are answered. */
final class HeldOut {
  private HeldOut() {}

  /** Refuses a count below 1. */
  static void check(int count) {
    Ranges.atLeast(1, "--held-out", count);
  }

  /**
   * A random part of the samples in their order, from as many profiles as possible: intervals over
   * few profiles are wide.
   */
  static List<AlignmentSample> some(List<AlignmentSample> samples, int count, long seed) {
    check(count);
    return IntStream.range(0, samples.size())
        .boxed()
        .sorted(Comparator.comparing(i -> CounterRandom.derive(seed, i)))
        .limit(count)
        .sorted()
        .map(samples::get)
        .toList();
  }
}
