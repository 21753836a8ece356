package io.github.dvmap.metrics.alignment;

import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.Map;

/**
 * What an evaluation found.
 *
 * @param overall over all items
 * @param groups by what they are grouped by, then by level in alphabetical order
 */
public record AlignmentReport(GroupReport overall, Map<String, Map<String, GroupReport>> groups) {
  /** Copies the maps. */
  public AlignmentReport {
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
    String shown = label.length() > 40 ? label.substring(0, 37) + "..." : label;
    var text = new StringBuilder(String.format(Locale.ROOT, "%-40s n=%-6d", shown, report.items()));
    for (MetricValue value : report.metrics().values()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %s %.4f [%.4f, %.4f]",
              value.name(),
              value.value(),
              value.low(),
              value.high()));
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "  missing %d unrecognised %d\n",
                report.missing(),
                report.unrecognised()))
        .toString();
  }
}
