package io.github.dvmap.metrics.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A matrix of numbers as coloured cells, dark for low and bright for high. */
record HeatmapChart(
    String title, String unit, List<String> rows, List<String> columns, double[][] values) {
  /** Colour classes h0, h1, .. of the style sheet. */
  static final int SHADES = 9;

  /** The first colour class that needs dark text. */
  private static final int BRIGHT = 4;

  private static final int LEFT = 200;
  private static final int NAME = 27;
  private static final int ROW = 22;
  private static final double WIDEST = 64;

  /** Width of a character of a cell, or of a column's name that is turned: more than it takes. */
  private static final double CHARACTER = 6;

  /** Width of a character of a column's name that is not turned. */
  private static final double HEAD = 8.5;

  /** Characters of a column's name that is turned. */
  private static final int TURNED = 18;

  String html() {
    double[] all = Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray();
    double[] present = Arrays.stream(all).filter(Double::isFinite).toArray();
    Ticks scale =
        Ticks.covering(
            Arrays.stream(present).min().orElse(0), Arrays.stream(present).max().orElse(1), 6);
    int longest = columns.stream().mapToInt(HeatmapChart::length).max().orElse(1);
    double cell = Math.min(WIDEST, (Svg.WIDTH - LEFT - 8.0) / columns.size());
    boolean turned = longest * HEAD > cell;
    if (turned) { // the last name leans out to the right
      cell = Math.min(cell, (Svg.WIDTH - LEFT - lean(longest)) / columns.size());
    }
    double top = turned ? 16 + lean(longest) : 24;
    var svg = new Svg(title, (int) Math.ceil(top) + rows.size() * ROW + 52);
    names(svg, cell, top, turned);
    for (int i = 0; i < rows.size(); i++) {
      double y = top + i * ROW;
      svg.label("name", "end", LEFT - 8, y + 15, rows.get(i), NAME);
      for (int j = 0; j < columns.size(); j++) {
        cell(svg, scale, i, j, LEFT + j * cell, y, cell);
      }
    }
    legend(svg, scale, top + rows.size() * ROW + 14);
    return svg.html();
  }

  private static int length(String name) {
    return Math.min(TURNED, name.codePointCount(0, name.length()));
  }

  /** How far a name turned by 45 degrees reaches to the right and up. */
  private static double lean(int length) {
    return length * CHARACTER * Math.sqrt(0.5) + 8;
  }

  private void names(Svg svg, double cell, double top, boolean turned) {
    int every = turned ? (int) Math.ceil(14 / cell) : 1;
    for (int j = 0; j < columns.size(); j += every) {
      double x = LEFT + (j + 0.5) * cell;
      if (turned) {
        svg.turned("tick", x, top - 6, columns.get(j), TURNED);
      } else {
        svg.text("tick", "middle", x, top - 8, columns.get(j));
      }
    }
  }

  private void cell(Svg svg, Ticks scale, int row, int column, double x, double y, double width) {
    double value = values[row][column];
    boolean absent = Double.isNaN(value);
    String place = rows.get(row) + ", " + columns.get(column) + ": ";
    String hover = place + (absent ? "no value" : Html.number(value));
    int shade = absent ? 0 : shade(scale, value);
    double gap = Math.min(1, width / 4);
    svg.bar(absent ? "absent" : "h" + shade, x + gap / 2, y + 0.5, width - gap, ROW - 1, hover);
    String text = absent ? "–" : text(value);
    if (length(text) * CHARACTER <= width - 1) {
      String style = absent ? "cell tick" : shade < BRIGHT ? "cell on-dark" : "cell on-bright";
      svg.text(style, "middle", x + width / 2, y + 15, text);
    }
  }

  private static int shade(Ticks scale, double value) {
    return (int) Math.min(SHADES - 1, Math.floor(scale.place(value) * SHADES));
  }

  /** Two decimals, or as many digits as four places hold. */
  private static String text(double value) {
    double size = Math.abs(value);
    String format = size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%.0f";
    String text = String.format(Locale.ROOT, format, value);
    return text.equals("-0.00") ? "0.00" : text;
  }

  private void legend(Svg svg, Ticks scale, double y) {
    double step = 26;
    double span = (scale.high() - scale.low()) / SHADES;
    for (int shade = 0; shade < SHADES; shade++) {
      double from = scale.low() + shade * span;
      String hover = Html.number(from) + " to " + Html.number(from + span);
      svg.bar("h" + shade, LEFT + shade * step, y, step, 12, hover);
    }
    double end = LEFT + SHADES * step;
    svg.text("tick", "start", LEFT, y + 27, scale.label(scale.low()))
        .text("tick", "end", end, y + 27, scale.label(scale.high()))
        .label("tick", "start", end + 12, y + 11, unit + "; –: no value", 45);
  }
}
