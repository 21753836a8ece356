package io.github.dvmap.metrics.alignment;

import java.util.Locale;

/**
 * A metric with its confidence interval.
 *
 * @param name the metric's name
 * @param value the value on all items
 * @param low lower end of the interval; NaN where there is none
 * @param high upper end of the interval; NaN where there is none
 */
public record MetricValue(String name, double value, double low, double high) {
  /** The value with its interval, if there is one, to three decimals. */
  public String toText() {
    return toText(3);
  }

  String toText(int decimals) {
    String number = "%." + decimals + "f";
    boolean bare = Double.isNaN(low) || Double.isNaN(high);
    String format = bare ? number : number + " [" + number + ", " + number + "]";
    return String.format(Locale.ROOT, format, value, low, high);
  }
}
