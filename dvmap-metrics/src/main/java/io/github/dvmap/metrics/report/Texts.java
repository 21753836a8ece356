package io.github.dvmap.metrics.report;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Blocks of text. */
public final class Texts {
  private Texts() {}

  /** A paragraph. */
  public static Block paragraph(String text) {
    return () -> "<p dir='auto'>" + Html.escape(text) + "</p>\n";
  }

  /** Text whose lines and spaces stay as they are. */
  public static Block preformatted(String text) {
    return () -> "<pre dir='auto'>" + Html.escape(text) + "</pre>\n";
  }

  /**
   * A table; all columns but the first are set flush right.
   *
   * @throws IllegalArgumentException if a row has another number of cells than the head
   */
  public static Block table(List<String> head, List<List<String>> rows) {
    List<String> names = ImmutableList.copyOf(head);
    var copy = ImmutableList.<List<String>>builder();
    for (List<String> row : rows) {
      if (row.size() != names.size()) {
        throw new IllegalArgumentException(
            "row " + row + " has " + row.size() + " cells, the head has " + names.size());
      }
      copy.add(ImmutableList.copyOf(row));
    }
    List<List<String>> cells = copy.build();
    return () -> {
      var html = new StringBuilder("<div class='wide'><table><thead>");
      row(html, "th", names);
      html.append("</thead><tbody>\n");
      cells.forEach(row -> row(html, "td", row));
      return html.append("</tbody></table></div>\n").toString();
    };
  }

  private static void row(StringBuilder html, String tag, List<String> cells) {
    html.append("<tr>");
    for (String cell : cells) {
      html.append('<').append(tag).append(" dir='auto'>").append(Html.escape(cell));
      html.append("</").append(tag).append('>');
    }
    html.append("</tr>\n");
  }

  /**
   * A prompt with a model's reply.
   *
   * @param title whose answer it is
   * @param prompt what was asked
   * @param reply what the model wrote
   * @param right whether the answer is right
   * @param verdict one line on the answer
   */
  public static Block transcript(
      String title, String prompt, String reply, boolean right, String verdict) {
    return () ->
        "<div class='transcript'><h3 dir='auto'>"
            + Html.escape(title)
            + "</h3><pre dir='auto'>"
            + Html.escape(prompt)
            + "</pre><pre class='reply' dir='auto'>"
            + Html.escape(reply)
            + "</pre><p class='"
            + (right ? "right" : "wrong")
            + "' dir='auto'>"
            + (right ? "✓ " : "✗ ")
            + Html.escape(verdict)
            + "</p></div>\n";
  }
}
