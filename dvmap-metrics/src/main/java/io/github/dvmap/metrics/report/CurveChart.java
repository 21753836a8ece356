package io.github.dvmap.metrics.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Curves: the values faint, their trailing moving average bold.
 *
 * @param x where the values lie, ascending; a curve may have fewer
 * @param dots whether each value is a dot that shows its number
 */
record CurveChart(
    String title,
    String xTitle,
    double[] x,
    Map<String, double[]> curves,
    int window,
    boolean dots) {
  private static final int LEFT = 60;
  private static final int RIGHT = 16;
  private static final int TOP = 30;
  private static final int BOTTOM = 270;

  String html() {
    double[] all =
        curves.values().stream().flatMapToDouble(Arrays::stream).filter(Double::isFinite).toArray();
    Ticks y =
        Ticks.covering(Arrays.stream(all).min().orElse(0), Arrays.stream(all).max().orElse(1), 5);
    var svg = new Svg(title, BOTTOM + 46);
    for (double tick : y.values()) {
      double at = y(y, tick);
      svg.line("grid", LEFT, at, Svg.WIDTH - RIGHT, at)
          .text("tick", "end", LEFT - 8, at + 4, y.label(tick));
    }
    double low = x[0];
    double high = x[x.length - 1];
    Ticks steps = Ticks.covering(low, high, 6);
    for (double tick : steps.values()) {
      if (tick >= low && tick <= high) {
        svg.text("tick", "middle", x(tick), BOTTOM + 18, steps.label(tick));
      }
    }
    svg.text("tick", "middle", (LEFT + Svg.WIDTH - RIGHT) / 2.0, BOTTOM + 38, xTitle);
    int number = 0;
    for (Map.Entry<String, double[]> curve : curves.entrySet()) {
      String style = String.valueOf("abcd".charAt(number % 4));
      svg.path("raw line-" + style, path(curve.getValue(), y))
          .path("smooth line-" + style, path(smoothed(curve.getValue()), y))
          .bar(style, LEFT + number * 150, 6, 12, 12, curve.getKey())
          .label("name", "start", LEFT + number * 150 + 18, 16, curve.getKey(), 20);
      if (dots) {
        dots(svg, style, curve.getKey(), curve.getValue(), y);
      }
      number++;
    }
    return svg.html();
  }

  private void dots(Svg svg, String style, String name, double[] values, Ticks y) {
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i])) {
        String hover = name + ", " + Html.number(x[i]) + ": " + Html.number(values[i]);
        svg.dot(style, x(x[i]), y(y, values[i]), hover);
      }
    }
  }

  /** Mean of the finite values among the last {@code window}. */
  private double[] smoothed(double[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] =
          Arrays.stream(values, Math.max(0, i + 1 - window), i + 1)
              .filter(Double::isFinite)
              .average()
              .orElse(Double.NaN);
    }
    return result;
  }

  /** Lines between neighbours; a value without one is a line of no length, which shows as a dot. */
  private String path(double[] values, Ticks y) {
    var d = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i])) {
        d.append(drawing ? 'L' : 'M');
        d.append(String.format(Locale.ROOT, "%.1f %.1f", x(x[i]), y(y, values[i])));
        boolean alone = !drawing && (i + 1 == values.length || !Double.isFinite(values[i + 1]));
        d.append(alone ? "h0" : "");
        drawing = true;
      } else {
        drawing = false;
      }
    }
    return d.toString();
  }

  private static double y(Ticks scale, double value) {
    return BOTTOM - scale.place(value) * (BOTTOM - TOP);
  }

  private double x(double value) {
    double span = x[x.length - 1] - x[0];
    return LEFT + (span == 0 ? 0.5 : (value - x[0]) / span) * (Svg.WIDTH - LEFT - RIGHT);
  }
}
