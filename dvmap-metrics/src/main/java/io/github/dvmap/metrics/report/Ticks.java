package io.github.dvmap.metrics.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Round numbers that cover a range.
 *
 * @param values ascending; the first is at most the range's low end, the last at least its high end
 * @param step what lies between two values
 */
record Ticks(List<Double> values, BigDecimal step) {
  /** Steps that a value may lie beyond a tick and still count as being on it. */
  private static final BigDecimal TOLERANCE = new BigDecimal("1e-9");

  /** The least span beside the values' size: narrower ones hold too few numbers for ticks. */
  private static final double NARROWEST = 1e-12;

  /** About {@code wanted} ticks at steps of 1, 2 or 5 times a power of ten. */
  static Ticks covering(double low, double high, int wanted) {
    if (!(Double.isFinite(low) && Double.isFinite(high) && low <= high)) {
      throw new IllegalArgumentException("no range from " + low + " to " + high);
    }
    double size = Math.max(Math.abs(low), Math.abs(high));
    double narrowest = size * NARROWEST + Double.MIN_NORMAL;
    double span = high > low ? Math.max(high - low, narrowest) : Math.max(size, 1);
    span = Math.min(span, Double.MAX_VALUE);
    int exponent = (int) Math.floor(Math.log10(span / wanted));
    double fraction = span / wanted / Math.pow(10, exponent);
    int digit = fraction > 5 ? 10 : fraction > 2 ? 5 : fraction > 1 ? 2 : 1;
    BigDecimal step = BigDecimal.valueOf(digit).scaleByPowerOfTen(exponent);
    var values = new ArrayList<Double>();
    long first = steps(low, step, TOLERANCE, RoundingMode.FLOOR);
    long last = Math.max(first + 1, steps(high, step, TOLERANCE.negate(), RoundingMode.CEILING));
    for (long i = first; i <= last; i++) {
      double tick = step.multiply(BigDecimal.valueOf(i)).doubleValue();
      values.add(Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, tick)));
    }
    return new Ticks(List.copyOf(values), step);
  }

  /** How many steps a value is from 0. */
  private static long steps(
      double value, BigDecimal step, BigDecimal tolerance, RoundingMode rounding) {
    return new BigDecimal(value)
        .divide(step, MathContext.DECIMAL128)
        .add(tolerance)
        .setScale(0, rounding)
        .longValueExact();
  }

  double low() {
    return values.get(0);
  }

  double high() {
    return values.get(values.size() - 1);
  }

  /** Where a value lies, 0 at the low end and 1 at the high end. */
  double place(double value) {
    double low = low() / 2; // halves, so that no difference overflows
    return (value / 2 - low) / (high() / 2 - low);
  }

  /** A tick with the digits that tell it from its neighbours. */
  String label(double tick) {
    int digits = 1 + Math.max(0, exponent(new BigDecimal(tick)) - exponent(step));
    BigDecimal rounded = new BigDecimal(tick).round(new MathContext(digits));
    return rounded.signum() == 0 ? "0" : Html.plain(rounded);
  }

  private static int exponent(BigDecimal value) {
    return value.signum() == 0 ? Integer.MIN_VALUE / 2 : value.precision() - value.scale() - 1;
  }
}
