package io.github.dvmap.metrics.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.dvmap.metrics.alignment.MetricValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Blocks with charts, drawn as inline SVG. Hovering an element shows its numbers. */
public final class Charts {
  private static final int LABEL = 290;

  /** Characters of a label that fit to the left of a chart. */
  private static final int NAME = 40;

  private static final int RIGHT = 64;
  private static final int ROW = 26;

  private Charts() {}

  /**
   * A bar for each count, in order, as wide as its share of the largest.
   *
   * @throws IllegalArgumentException if there is no count or one is negative
   */
  public static Block funnel(String title, Map<String, Long> counts) {
    Map<String, Long> copy = ImmutableMap.copyOf(counts);
    require(!copy.isEmpty(), title, "has no counts");
    copy.forEach((k, v) -> require(v >= 0, title, "has the negative count " + k + " = " + v));
    return () -> {
      long most = Math.max(1, copy.values().stream().mapToLong(v -> v).max().orElseThrow());
      var svg = new Svg(title, copy.size() * ROW + 8);
      int row = 0;
      for (Map.Entry<String, Long> entry : copy.entrySet()) {
        double y = 4 + ROW * row++;
        String count = String.format(Locale.ROOT, "%,d", entry.getValue());
        double width = entry.getValue() * (double) (Svg.WIDTH - LABEL - 90) / most;
        String style = entry.getKey().startsWith(" ") ? "soft" : "a";
        svg.label("name", "end", LABEL - 10, y + 17, entry.getKey().strip(), NAME)
            .bar(style, LABEL, y + 3, Math.max(1, width), ROW - 8, entry.getKey() + ": " + count)
            .text("value", "start", LABEL + Math.max(1, width) + 6, y + 17, count);
      }
      return svg.html();
    };
  }

  /**
   * A curve over steps 1, 2, .., with its moving average drawn bold.
   *
   * @param xTitle what a step is
   * @param values by curve, 1 to 4 curves; NaN leaves a gap
   * @param window steps of the moving average, &ge; 1
   * @throws IllegalArgumentException if there are no curves or more than 4, or one has no finite
   *     value
   */
  public static Block curves(
      String title, String xTitle, Map<String, double[]> values, int window) {
    var copy = ImmutableMap.<String, double[]>builder();
    values.forEach((name, curve) -> copy.put(name, curve.clone()));
    Map<String, double[]> curves = copy.buildOrThrow();
    require(!curves.isEmpty() && curves.size() <= 4, title, "has " + curves.size() + " curves");
    require(window >= 1, title, "has the window " + window);
    curves.forEach(
        (name, curve) ->
            require(
                Arrays.stream(curve).anyMatch(Double::isFinite), title, name + " has no values"));
    int steps = curves.values().stream().mapToInt(curve -> curve.length).max().orElseThrow();
    double[] x = IntStream.rangeClosed(1, steps).asDoubleStream().toArray();
    return () -> new CurveChart(title, xTitle, x, curves, window, false).html();
  }

  /**
   * Lines between dots.
   *
   * @param x where the values lie, strictly ascending, finite
   * @param values by line, 1 to 4 lines: a value for each x; NaN leaves a gap
   * @throws IllegalArgumentException if there are no lines or more than 4, x does not ascend, a
   *     line's length differs, or a line has no finite value
   */
  public static Block lines(String title, String xTitle, double[] x, Map<String, double[]> values) {
    double[] at = x.clone();
    require(!values.isEmpty() && values.size() <= 4, title, "has " + values.size() + " lines");
    for (int i = 0; i < at.length; i++) {
      boolean ascends = Double.isFinite(at[i]) && (i == 0 || at[i] > at[i - 1]);
      require(ascends, title, "x does not ascend at " + at[i]);
    }
    var copy = ImmutableMap.<String, double[]>builder();
    values.forEach(
        (name, line) -> {
          require(line.length == at.length, title, name + " has " + line.length + " values");
          require(Arrays.stream(line).anyMatch(Double::isFinite), title, name + " has no values");
          copy.put(name, line.clone());
        });
    Map<String, double[]> lines = copy.buildOrThrow();
    return () -> new CurveChart(title, xTitle, at, lines, 1, true).html();
  }

  /**
   * How many values fall into each of some bins of equal width.
   *
   * @param xTitle what the values are
   * @param values finite, in any order
   * @param bins about how many bins, &ge; 1; their edges are round numbers
   * @throws IllegalArgumentException if there are no values, one is not finite, or bins is below 1
   */
  public static Block histogram(String title, String xTitle, double[] values, int bins) {
    double[] copy = values.clone();
    require(copy.length > 0, title, "has no values");
    require(bins >= 1, title, "has " + bins + " bins");
    Arrays.stream(copy).forEach(v -> require(Double.isFinite(v), title, "has the value " + v));
    return () -> new HistogramChart(title, xTitle, copy, bins).html();
  }

  /**
   * A matrix as coloured cells, with a legend.
   *
   * @param unit what the values are
   * @param rows the rows' names
   * @param columns the columns' names
   * @param values [rows][columns]; NaN is an empty cell
   * @throws IllegalArgumentException if a shape differs, a value is infinite, or none is there
   */
  public static Block heatmap(
      String title, String unit, List<String> rows, List<String> columns, double[][] values) {
    List<String> names = ImmutableList.copyOf(rows);
    List<String> heads = ImmutableList.copyOf(columns);
    double[][] copy = Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
    require(copy.length == names.size(), title, "has " + copy.length + " rows of " + names.size());
    for (int i = 0; i < copy.length; i++) {
      String row = names.get(i);
      require(copy[i].length == heads.size(), title, row + " has " + copy[i].length + " cells");
      Arrays.stream(copy[i])
          .forEach(v -> require(!Double.isInfinite(v), title, row + " has the value " + v));
    }
    boolean any = Arrays.stream(copy).flatMapToDouble(Arrays::stream).anyMatch(Double::isFinite);
    require(any, title, "has no values");
    return () -> new HeatmapChart(title, unit, names, heads, copy).html();
  }

  /**
   * A dot with its interval for each value, one below the other.
   *
   * @throws IllegalArgumentException if there are no values, or one is not finite
   */
  public static Block intervals(String title, Map<String, MetricValue> values) {
    Map<String, MetricValue> copy = ImmutableMap.copyOf(values);
    require(!copy.isEmpty(), title, "has no values");
    copy.forEach((k, v) -> require(Double.isFinite(v.value()), title, k + " is " + v.value()));
    return () -> {
      Ticks ticks = ticks(copy.values().stream().flatMap(Charts::ends).toList());
      var svg = new Svg(title, copy.size() * ROW + 34);
      axis(svg, ticks, copy.size() * ROW + 8);
      int row = 0;
      for (Map.Entry<String, MetricValue> entry : copy.entrySet()) {
        double y = 8 + ROW * (row++ + 0.5);
        MetricValue value = entry.getValue();
        svg.label("name", "end", LABEL - 10, y + 4, entry.getKey(), NAME);
        whisker(svg, ticks, y, value);
        svg.dot("a", x(ticks, value.value()), y, entry.getKey() + ": " + shown(value))
            .text(
                "value",
                "start",
                Svg.WIDTH - RIGHT + 12,
                y + 4,
                String.format(Locale.ROOT, "%.3f", value.value()));
      }
      return svg.html();
    };
  }

  /**
   * Groups of bars with whiskers, from 0 to the left or right. A dash stands for a value that is
   * not finite.
   *
   * @param series the bars' names, 1 to 4
   * @param groups by group: a value for each series
   * @throws IllegalArgumentException if there are no groups or a group's size differs
   */
  public static Block bars(
      String title, List<String> series, Map<String, List<MetricValue>> groups) {
    List<String> names = ImmutableList.copyOf(series);
    var copied = ImmutableMap.<String, List<MetricValue>>builder();
    groups.forEach((name, bars) -> copied.put(name, ImmutableList.copyOf(bars)));
    Map<String, List<MetricValue>> copy = copied.buildOrThrow();
    require(!copy.isEmpty() && names.size() >= 1 && names.size() <= 4, title, "has no groups");
    copy.forEach(
        (k, v) -> require(v.size() == names.size(), title, k + " has " + v.size() + " bars"));
    return () -> barChart(title, names, copy);
  }

  private static String barChart(
      String title, List<String> series, Map<String, List<MetricValue>> groups) {
    int thick = 10;
    int group = series.size() * thick + 10;
    Ticks ticks =
        ticks(
            Stream.concat(
                    Stream.of(0.0),
                    groups.values().stream().flatMap(List::stream).flatMap(Charts::ends))
                .toList());
    int bottom = groups.size() * group + 30;
    var svg = new Svg(title, bottom + 26);
    for (int s = 0; s < series.size(); s++) {
      double x = 10 + s * (Svg.WIDTH - 10) / 4.0;
      svg.bar(style(s), x, 6, 12, 12, series.get(s));
      svg.label("name", "start", x + 18, 16, series.get(s), 20);
    }
    axis(svg, ticks, bottom);
    double y = 30;
    for (Map.Entry<String, List<MetricValue>> entry : groups.entrySet()) {
      svg.label("name", "end", LABEL - 10, y + group / 2.0, entry.getKey(), NAME);
      for (int s = 0; s < series.size(); s++) {
        MetricValue value = entry.getValue().get(s);
        double top = y + 2 + s * thick;
        String hover = entry.getKey() + ", " + series.get(s) + ": " + shown(value);
        if (Double.isFinite(value.value())) {
          double from = x(ticks, Math.min(0, value.value()));
          double to = x(ticks, Math.max(0, value.value()));
          svg.bar(style(s), from, top, to - from, thick - 2, hover);
        } else {
          svg.label("tick", "start", x(ticks, 0) + 4, top + thick - 2, "–", 1);
        }
        whisker(svg, ticks, top + thick / 2.0 - 1, value);
      }
      y += group;
    }
    return svg.html();
  }

  private static String style(int series) {
    return String.valueOf("abcd".charAt(series));
  }

  private static void axis(Svg svg, Ticks ticks, double bottom) {
    for (double tick : ticks.values()) {
      svg.line("grid", x(ticks, tick), 26, x(ticks, tick), bottom)
          .text("tick", "middle", x(ticks, tick), bottom + 16, ticks.label(tick));
    }
  }

  private static void whisker(Svg svg, Ticks ticks, double y, MetricValue value) {
    if (Double.isFinite(value.low()) && Double.isFinite(value.high())) {
      double low = x(ticks, value.low());
      double high = x(ticks, value.high());
      svg.line("whisker", low, y, high, y)
          .line("whisker", low, y - 4, low, y + 4)
          .line("whisker", high, y - 4, high, y + 4);
    }
  }

  private static double x(Ticks ticks, double value) {
    return LABEL + ticks.place(value) * (Svg.WIDTH - LABEL - RIGHT);
  }

  private static Stream<Double> ends(MetricValue value) {
    return Stream.of(value.value(), value.low(), value.high()).filter(Double::isFinite);
  }

  private static Ticks ticks(List<Double> values) {
    double low = values.stream().mapToDouble(v -> v).min().orElse(0);
    double high = values.stream().mapToDouble(v -> v).max().orElse(1);
    return Ticks.covering(low, high, 6);
  }

  private static String shown(MetricValue value) {
    return Html.number(value.value())
        + " ["
        + Html.number(value.low())
        + ", "
        + Html.number(value.high())
        + "]";
  }

  static void require(boolean ok, String chart, String problem) {
    if (!ok) {
      throw new IllegalArgumentException("chart '" + chart + "': " + problem);
    }
  }
}
