package io.github.dvmap.metrics.report;

import java.util.Locale;

/** Collects the elements of a chart. */
final class Svg {
  /** Width of every chart in user units; the page scales it. */
  static final int WIDTH = 760;

  private final StringBuilder body = new StringBuilder();
  private final String title;
  private final int height;

  Svg(String title, int height) {
    this.title = title;
    this.height = height;
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    return add("<line class='%s' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>", style, x1, y1, x2, y2);
  }

  /** A bar with a text that shows when the mouse rests on it. */
  Svg bar(String style, double x, double y, double width, double height, String hover) {
    return add(
        "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='2'>"
            + "<title>%s</title></rect>",
        style, x, y, Math.max(0, width), height, Html.escape(hover));
  }

  Svg dot(String style, double x, double y, String hover) {
    return add(
        "<circle class='%s' cx='%.1f' cy='%.1f' r='5'><title>%s</title></circle>",
        style, x, y, Html.escape(hover));
  }

  Svg path(String style, String d) {
    return add("<path class='%s' d='%s'/>", style, d);
  }

  /** A text; the anchor is start, middle or end. */
  Svg text(String style, String anchor, double x, double y, String text) {
    return add(
        "<text class='%s' text-anchor='%s' x='%.1f' y='%.1f'>%s</text>",
        style, anchor, x, y, Html.escape(text));
  }

  /** A text cut to a length, in full when the mouse rests on it. */
  Svg label(String style, String anchor, double x, double y, String text, int length) {
    return add(
        "<text class='%s' text-anchor='%s' x='%.1f' y='%.1f'>%s<title>%s</title></text>",
        style, anchor, x, y, Html.escape(Html.cut(text, length)), Html.escape(text));
  }

  /** A label that rises to the right by 45 degrees. */
  Svg turned(String style, double x, double y, String text, int length) {
    return add(
        "<text class='%s' text-anchor='start' x='%.1f' y='%.1f' transform='rotate(-45 %.1f %.1f)'>"
            + "%s<title>%s</title></text>",
        style, x, y, x, y, Html.escape(Html.cut(text, length)), Html.escape(text));
  }

  private Svg add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
    return this;
  }

  String html() {
    return String.format(
        Locale.ROOT,
        "<figure><figcaption>%1$s</figcaption>\n"
            + "<svg xmlns='http://www.w3.org/2000/svg' role='img' viewBox='0 0 %2$d %3$d'>"
            + "<title>%1$s</title>\n%4$s</svg></figure>\n",
        Html.escape(title),
        WIDTH,
        height,
        body);
  }
}
