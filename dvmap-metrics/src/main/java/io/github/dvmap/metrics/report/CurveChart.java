package io.github.dvmap.metrics.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Curves over steps: the values faint, their trailing moving average bold. */
record CurveChart(String title, String xTitle, Map<String, double[]> curves, int window) {
  private static final int LEFT = 60;
  private static final int RIGHT = 16;
  private static final int TOP = 30;
  private static final int BOTTOM = 270;

  String html() {
    double[] all =
        curves.values().stream().flatMapToDouble(Arrays::stream).filter(Double::isFinite).toArray();
    Ticks y =
        Ticks.covering(Arrays.stream(all).min().orElse(0), Arrays.stream(all).max().orElse(1), 5);
    int steps = curves.values().stream().mapToInt(c -> c.length).max().orElse(1);
    var svg = new Svg(title, BOTTOM + 46);
    for (double tick : y.values()) {
      double at = BOTTOM - y.place(tick) * (BOTTOM - TOP);
      svg.line("grid", LEFT, at, Svg.WIDTH - RIGHT, at)
          .text("tick", "end", LEFT - 8, at + 4, Html.number(tick));
    }
    for (double tick : Ticks.covering(0, steps, 6).values()) {
      if (tick >= 1 && tick <= steps) {
        svg.text("tick", "middle", x(tick - 1, steps), BOTTOM + 18, Html.number(tick));
      }
    }
    svg.text("tick", "middle", (LEFT + Svg.WIDTH - RIGHT) / 2.0, BOTTOM + 38, xTitle);
    int number = 0;
    for (Map.Entry<String, double[]> curve : curves.entrySet()) {
      String style = String.valueOf("abcd".charAt(number % 4));
      svg.path("raw line-" + style, path(curve.getValue(), steps, y))
          .path("smooth line-" + style, path(smoothed(curve.getValue()), steps, y))
          .bar(style, LEFT + number * 150, 6, 12, 12, curve.getKey())
          .label("name", "start", LEFT + number * 150 + 18, 16, curve.getKey(), 20);
      number++;
    }
    return svg.html();
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

  private static String path(double[] values, int steps, Ticks y) {
    var d = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i])) {
        double at = BOTTOM - y.place(values[i]) * (BOTTOM - TOP);
        d.append(drawing ? 'L' : 'M');
        d.append(String.format(Locale.ROOT, "%.1f %.1f", x(i, steps), at));
        drawing = true;
      } else {
        drawing = false;
      }
    }
    return d.toString();
  }

  private static double x(double index, int steps) {
    return LEFT + (steps == 1 ? 0.5 : index / (steps - 1)) * (Svg.WIDTH - LEFT - RIGHT);
  }
}
