package io.github.dvmap.metrics.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Round numbers that cover a range.
 *
 * @param values ascending; the first is at most the range's low end, the last at least its high end
 */
record Ticks(List<Double> values) {
  /** About {@code wanted} ticks at steps of 1, 2 or 5 times a power of ten. */
  static Ticks covering(double low, double high, int wanted) {
    if (!(Double.isFinite(low) && Double.isFinite(high) && low <= high)) {
      throw new IllegalArgumentException("no range from " + low + " to " + high);
    }
    double span = high > low ? high - low : Math.max(Math.abs(high), 1);
    double power = Math.pow(10, Math.floor(Math.log10(span / wanted)));
    double fraction = span / wanted / power;
    double step = power * (fraction > 5 ? 10 : fraction > 2 ? 5 : fraction > 1 ? 2 : 1);
    var values = new ArrayList<Double>();
    long first = (long) Math.floor(low / step + 1e-9);
    long last = Math.max(first + 1, (long) Math.ceil(high / step - 1e-9));
    for (long i = first; i <= last; i++) {
      values.add(Math.round(i * step * 1e9) / 1e9);
    }
    return new Ticks(List.copyOf(values));
  }

  double low() {
    return values.get(0);
  }

  double high() {
    return values.get(values.size() - 1);
  }

  /** Where a value lies, 0 at the low end and 1 at the high end. */
  double place(double value) {
    return (value - low()) / (high() - low());
  }
}
