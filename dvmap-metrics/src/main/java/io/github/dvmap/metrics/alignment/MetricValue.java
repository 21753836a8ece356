package io.github.dvmap.metrics.alignment;

/**
 * A metric with its confidence interval.
 *
 * @param name the metric's name
 * @param value the value on all items
 * @param low lower end of the interval
 * @param high upper end of the interval
 */
public record MetricValue(String name, double value, double low, double high) {}
