package io.github.dvmap.metrics.alignment;

import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.Map;

/**
 * What an evaluation found.
 *
 * @param overall over all items
 * @param groups by what they are grouped by, then by level in alphabetical order
 * @param resamples what the overall intervals were taken from
 */
public record AlignmentReport(
    GroupReport overall, Map<String, Map<String, GroupReport>> groups, Resamples resamples) {
  /**
   * Copies the maps.
   *
   * @throws IllegalArgumentException if the resamples are of other metrics than the report's
   */
  public AlignmentReport {
    if (!resamples.values().keySet().equals(overall.metrics().keySet())) {
      throw new IllegalArgumentException(
          "resamples of "
              + resamples.values().keySet()
              + " in a report of "
              + overall.metrics().keySet());
    }
    var copy = ImmutableMap.<String, Map<String, GroupReport>>builder();
    groups.forEach((name, levels) -> copy.put(name, ImmutableMap.copyOf(levels)));
    groups = copy.buildOrThrow();
  }

  /** Short for {@code overall().metric(name)}. */
  public MetricValue metric(String name) {
    return overall.metric(name);
  }

  /** The report as aligned text: value and interval of each metric, overall and by group. */
  public String toText() {
    var text = new StringBuilder(line("overall", overall));
    groups.forEach(
        (name, levels) -> {
          text.append(name).append('\n');
          levels.forEach((level, report) -> text.append(line("  " + level, report)));
        });
    return text.toString();
  }

  private static String line(String label, GroupReport report) {
    var text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%-40s n=%-6d", cut(label), report.items()));
    for (MetricValue value : report.metrics().values()) {
      text.append("  ").append(value.name()).append(' ').append(value.toText(4));
    }
    return text.append("  missing ")
        .append(report.missing())
        .append(" unrecognised ")
        .append(report.unrecognised())
        .append('\n')
        .toString();
  }

  private static String cut(String label) {
    return label.codePointCount(0, label.length()) <= 40
        ? label
        : label.substring(0, label.offsetByCodePoints(0, 37)) + "...";
  }
}
