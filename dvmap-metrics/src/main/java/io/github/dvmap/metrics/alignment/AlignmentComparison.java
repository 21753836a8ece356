package io.github.dvmap.metrics.alignment;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
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
   * @throws IllegalArgumentException if there is no report, or two differ in their items or their
   *     metrics
   */
  public AlignmentComparison {
    reports = ImmutableMap.copyOf(reports);
    if (reports.isEmpty()) {
      throw new IllegalArgumentException("a comparison needs 1 report or more");
    }
    var first = reports.entrySet().iterator().next();
    reports.forEach((name, report) -> requireAlike(first, name, report));
  }

  private static void requireAlike(
      Map.Entry<String, AlignmentReport> first, String name, AlignmentReport report) {
    String names = "reports '" + first.getKey() + "' and '" + name + "'";
    GroupReport a = first.getValue().overall();
    GroupReport b = report.overall();
    if (!first.getValue().resamples().items().equals(report.resamples().items())) {
      throw new IllegalArgumentException(
          names + " are over different items (" + a.items() + " and " + b.items() + ")");
    }
    List<String> metrics = List.copyOf(a.metrics().keySet());
    if (!metrics.equals(List.copyOf(b.metrics().keySet()))) {
      throw new IllegalArgumentException(
          names + " have the metrics " + metrics + " and " + b.metrics().keySet());
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

  /**
   * Whether the intervals of a metric in two reports do not overlap; false where one has none.
   * {@link #difference} finds smaller differences.
   */
  public boolean separated(String metric, String first, String second) {
    MetricValue a = report(first).metric(metric);
    MetricValue b = report(second).metric(metric);
    return a.low() > b.high() || b.low() > a.high();
  }

  /**
   * A metric's value in one report less that in another. The interval is that of the differences in
   * the same resampled profiles, so that what makes items hard for both cancels.
   *
   * @throws IllegalArgumentException if there is no such metric or report, or the reports were
   *     resampled differently
   */
  public MetricValue difference(String metric, String first, String second) {
    double value = report(first).metric(metric).value() - report(second).metric(metric).value();
    Resamples a = report(first).resamples();
    Resamples b = report(second).resamples();
    ImmutableDoubleArray minuend = a.values().get(metric);
    ImmutableDoubleArray subtrahend = b.values().get(metric);
    if (a.seed() != b.seed() || a.level() != b.level() || minuend.length() != subtrahend.length()) {
      throw new IllegalArgumentException(
          "reports '"
              + first
              + "' and '"
              + second
              + "' differ in seed, level or number of resamples");
    }
    var differences = ImmutableDoubleArray.builder(minuend.length());
    for (int r = 0; r < minuend.length(); r++) {
      differences.add(minuend.get(r) - subtrahend.get(r));
    }
    String name = metric + " of " + first + " - " + second;
    return Bootstrap.interval(new Bootstrap.Resampled(name, value, differences.build()), a.level());
  }

  /** The names of the columns of {@link #rows()}. */
  public List<String> head() {
    var head = new ArrayList<String>(List.of("answered by", "items"));
    head.addAll(reports.values().iterator().next().overall().metrics().keySet());
    head.add("unparsed");
    return List.copyOf(head);
  }

  /** A row for each report: name, items, value and interval of each metric, unparsed answers. */
  public List<List<String>> rows() {
    return reports.entrySet().stream().map(e -> row(e.getKey(), e.getValue().overall())).toList();
  }

  private static List<String> row(String name, GroupReport report) {
    var row = new ArrayList<String>(List.of(name, String.valueOf(report.items())));
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
