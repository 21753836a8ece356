package io.github.dvmap.metrics.alignment;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * The metrics of a set of items.
 *
 * @param items how many
 * @param missing of them without a complete answer block
 * @param unrecognised of them with an answer that names no option, or several
 * @param metrics value and interval by metric name
 */
public record GroupReport(
    int items, int missing, int unrecognised, Map<String, MetricValue> metrics) {
  /** Copies the map. */
  public GroupReport {
    metrics = ImmutableMap.copyOf(metrics);
  }

  /**
   * A metric's value.
   *
   * @throws IllegalArgumentException if there is no such metric
   */
  public MetricValue metric(String name) {
    MetricValue value = metrics.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no metric '" + name + "', only " + metrics.keySet());
    }
    return value;
  }
}
