package io.github.dvmap.core.metric;

/** A metric over predictions; immutable, each run has its own accumulator. */
public interface AlignmentMetric {
  /** Short name, for instance {@code accuracy}. */
  String name();

  /** Whether a larger value is better. */
  boolean higherIsBetter();

  /** A fresh accumulator. */
  Accumulator accumulator();

  /** Collects predictions in any order; not thread-safe. */
  interface Accumulator {
    /** Adds one prediction. */
    void accept(Prediction prediction);

    /** Adds what another accumulator of the same metric has collected. */
    void combine(Accumulator other);

    /** Adds the same several times, as a resample does; override it where one pass can do. */
    default void combine(Accumulator other, int times) {
      for (int i = 0; i < times; i++) {
        combine(other);
      }
    }

    /** The value so far; NaN when nothing was accepted. */
    double value();
  }
}
