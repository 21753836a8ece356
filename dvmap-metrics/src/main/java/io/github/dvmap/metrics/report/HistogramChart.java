package io.github.dvmap.metrics.report;

import java.util.Arrays;
import java.util.Locale;

/** How many values fall into each of some bins of equal round width. */
record HistogramChart(String title, String xTitle, double[] values, int bins) {
  private static final int LEFT = 60;
  private static final int RIGHT = 24;
  private static final int TOP = 16;
  private static final int BOTTOM = 230;

  String html() {
    Ticks edges =
        Ticks.covering(
            Arrays.stream(values).min().orElse(0), Arrays.stream(values).max().orElse(1), bins);
    int[] counts = counts(edges);
    int most = Arrays.stream(counts).max().orElse(1);
    Ticks y = Ticks.covering(0, most, Math.min(5, most));
    var svg = new Svg(title, BOTTOM + 46);
    for (double tick : y.values()) {
      svg.line("grid", LEFT, y(y, tick), Svg.WIDTH - RIGHT, y(y, tick))
          .text("tick", "end", LEFT - 8, y(y, tick) + 4, y.label(tick));
    }
    for (int bin = 0; bin < counts.length; bin++) {
      double from = edges.values().get(bin);
      double to = edges.values().get(bin + 1);
      String hover =
          String.format(
              Locale.ROOT, "%s to %s: %,d", edges.label(from), edges.label(to), counts[bin]);
      double top = y(y, counts[bin]);
      svg.bar("a", x(edges, from) + 1, top, x(edges, to) - x(edges, from) - 2, BOTTOM - top, hover);
    }
    Ticks x = Ticks.covering(edges.low(), edges.high(), 8);
    for (double tick : x.values()) {
      if (tick >= edges.low() && tick <= edges.high()) {
        svg.text("tick", "middle", x(edges, tick), BOTTOM + 18, x.label(tick));
      }
    }
    svg.text("tick", "middle", (LEFT + Svg.WIDTH - RIGHT) / 2.0, BOTTOM + 38, xTitle);
    return svg.html();
  }

  /** A bin holds its low edge; the last one holds both. */
  private int[] counts(Ticks edges) {
    int[] counts = new int[edges.values().size() - 1];
    for (double value : values) {
      int bin = (int) Math.floor(edges.place(value) * counts.length + 1e-9);
      counts[Math.min(bin, counts.length - 1)]++;
    }
    return counts;
  }

  private static double y(Ticks scale, double value) {
    return BOTTOM - scale.place(value) * (BOTTOM - TOP);
  }

  private static double x(Ticks scale, double value) {
    return LEFT + scale.place(value) * (Svg.WIDTH - LEFT - RIGHT);
  }
}
