package io.github.dvmap.metrics.alignment;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reports on the same items side by side: models, and the baselines they are judged against.
 *
 * @param reports by name, in the order to show them
 */
public record AlignmentComparison(Map<String, AlignmentReport> reports) {
  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if there is no report, or two are over different numbers of
   *     items
   */
  public AlignmentComparison {
    reports = ImmutableMap.copyOf(reports);
    List<Integer> items =
        reports.values().stream().map(report -> report.overall().items()).distinct().toList();
    if (items.size() != 1) {
      throw new IllegalArgumentException("a comparison needs one set of items, not " + items);
    }
  }

  /**
   * A report.
   *
   * @throws IllegalArgumentException if there is no such report
   */
  public AlignmentReport report(String name) {
    AlignmentReport report = reports.get(name);
    if (report == null) {
      throw new IllegalArgumentException("no report '" + name + "', only " + reports.keySet());
    }
    return report;
  }

  /** One metric's values by report, in order. */
  public ImmutableMap<String, MetricValue> metric(String metric) {
    var values = ImmutableMap.<String, MetricValue>builder();
    reports.forEach((name, report) -> values.put(name, report.metric(metric)));
    return values.buildOrThrow();
  }

  /** Whether the intervals of a metric in two reports do not overlap. */
  public boolean separated(String metric, String first, String second) {
    MetricValue a = report(first).metric(metric);
    MetricValue b = report(second).metric(metric);
    return a.low() > b.high() || b.low() > a.high();
  }

  /** The names of the columns of {@link #rows()}. */
  public List<String> head() {
    var head = new ArrayList<String>(List.of("answered by"));
    head.addAll(reports.values().iterator().next().overall().metrics().keySet());
    head.add("unparsed");
    return List.copyOf(head);
  }

  /** A row for each report: its name, value and interval of each metric, unparsed answers. */
  public List<List<String>> rows() {
    return reports.entrySet().stream().map(e -> row(e.getKey(), e.getValue().overall())).toList();
  }

  private static List<String> row(String name, GroupReport report) {
    var row = new ArrayList<String>(List.of(name));
    for (MetricValue value : report.metrics().values()) {
      row.add(value.toText());
    }
    row.add(String.valueOf(report.missing() + report.unrecognised()));
    return List.copyOf(row);
  }

  /** The rows as aligned text. */
  public String toText() {
    var lines = new ArrayList<List<String>>(List.of(head()));
    lines.addAll(rows());
    int columns = lines.get(0).size();
    int[] widths = new int[columns];
    lines.forEach(
        line -> {
          for (int c = 0; c < columns; c++) {
            widths[c] = Math.max(widths[c], line.get(c).length());
          }
        });
    var text = new StringBuilder();
    for (List<String> line : lines) {
      for (int c = 0; c < columns; c++) {
        String format = c == 0 ? "%-" + widths[c] + "s" : "  %" + widths[c] + "s";
        text.append(String.format(Locale.ROOT, format, line.get(c)));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
