package io.github.dvmap.metrics.alignment;

import java.util.Locale;

/**
 * A metric with its confidence interval.
 *
 * @param name the metric's name
 * @param value the value on all items
 * @param low lower end of the interval
 * @param high upper end of the interval
 */
public record MetricValue(String name, double value, double low, double high) {
  /** The value with its interval, to three decimals. */
  public String toText() {
    return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", value, low, high);
  }
}
