package io.github.dvmap.metrics.alignment;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.dvmap.core.metric.AlignmentMetric;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.survey.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Evaluates predictions: metrics with bootstrap intervals, overall and by group. The numbers do not
 * depend on the order of the predictions. There is no interval over a single profile. Immutable.
 */
public final class AlignmentMetrics {
  /** Groups by question instead of an attribute. */
  public static final String QUESTION = "Question";

  private final List<AlignmentMetric> metrics;
  private final List<String> groups;
  private final Bootstrap bootstrap;

  private AlignmentMetrics(Builder builder) {
    metrics = ImmutableList.copyOf(builder.metrics);
    groups = ImmutableList.copyOf(builder.groups);
    bootstrap = new Bootstrap(builder.resamples, builder.level, builder.seed);
  }

  /** A builder: the paper's three metrics, no groups, 1,000 resamples, 95 % intervals, seed 7. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Evaluates.
   *
   * @throws IllegalArgumentException if there is no prediction, a profile lacks an attribute that
   *     is grouped by, or it is grouped by {@link #QUESTION} and there is an attribute of that name
   */
  public AlignmentReport evaluate(List<Prediction> predictions) {
    if (predictions.isEmpty()) {
      throw new IllegalArgumentException("no predictions to evaluate");
    }
    Map<String, Map<String, GroupReport>> byGroup = new LinkedHashMap<>();
    for (String group : groups) {
      Map<String, List<Prediction>> parts = new TreeMap<>();
      for (Prediction prediction : predictions) {
        parts.computeIfAbsent(level(prediction, group), k -> new ArrayList<>()).add(prediction);
      }
      Map<String, GroupReport> reports = new LinkedHashMap<>();
      parts.forEach(
          (level, part) -> reports.put(level, report(part, bootstrap.run(metrics, part))));
      byGroup.put(group, reports);
    }
    List<Bootstrap.Resampled> overall = bootstrap.run(metrics, predictions);
    return new AlignmentReport(
        report(predictions, overall), byGroup, resamples(predictions, overall));
  }

  /**
   * Evaluates several predictors of the same items, in the map's order.
   *
   * @throws IllegalArgumentException as {@link #evaluate} does, or if the items differ
   */
  public AlignmentComparison compare(Map<String, List<Prediction>> predictions) {
    Map<String, AlignmentReport> reports = new LinkedHashMap<>();
    predictions.forEach((name, list) -> reports.put(name, evaluate(list)));
    return new AlignmentComparison(reports);
  }

  private static String level(Prediction prediction, String group) {
    Profile profile = prediction.sample().profile();
    if (!group.equals(QUESTION)) {
      return profile.level(group);
    }
    if (profile.has(QUESTION)) {
      throw new IllegalArgumentException(
          "groupBy '" + QUESTION + "' means the question, but the profile has that attribute, too");
    }
    return prediction.sample().question().id();
  }

  private GroupReport report(List<Prediction> predictions, List<Bootstrap.Resampled> resampled) {
    int missing = 0;
    int unrecognised = 0;
    for (Prediction prediction : predictions) {
      missing += prediction.answer() instanceof ParsedAnswer.Missing ? 1 : 0;
      unrecognised += prediction.answer() instanceof ParsedAnswer.Unrecognised ? 1 : 0;
    }
    Map<String, MetricValue> values = new LinkedHashMap<>();
    for (Bootstrap.Resampled metric : resampled) {
      values.put(metric.name(), Bootstrap.intervalOfMetric(metric, bootstrap.level()));
    }
    return new GroupReport(predictions.size(), missing, unrecognised, values);
  }

  private Resamples resamples(List<Prediction> predictions, List<Bootstrap.Resampled> resampled) {
    Map<String, ImmutableDoubleArray> values = new LinkedHashMap<>();
    resampled.forEach(metric -> values.put(metric.name(), metric.values()));
    return new Resamples(Resamples.hash(predictions), bootstrap.seed(), bootstrap.level(), values);
  }

  /** Builds an {@link AlignmentMetrics}. */
  public static final class Builder {
    private List<AlignmentMetric> metrics =
        List.of(Metrics.accuracy(), Metrics.likertConsistency(), Metrics.wassersteinDistance());
    private final List<String> groups = new ArrayList<>();
    private int resamples = 1000;
    private double level = 0.95;
    private long seed = 7;

    private Builder() {}

    /**
     * The metrics; default accuracy, Likert consistency and Wasserstein distance.
     *
     * @throws IllegalArgumentException if there is none, or two have the same name
     */
    public Builder metrics(AlignmentMetric... value) {
      List<String> names = Stream.of(value).map(AlignmentMetric::name).toList();
      if (names.isEmpty() || names.size() != Set.copyOf(names).size()) {
        throw new IllegalArgumentException(
            "metrics needs 1 metric or more with different names, not " + names);
      }
      metrics = List.of(value);
      return this;
    }

    /** Adds a grouping: an attribute's name, or {@link #QUESTION}. */
    public Builder groupBy(String attribute) {
      groups.add(attribute);
      return this;
    }

    /**
     * Bootstrap resamples; 0 for no intervals.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder resamples(int value) {
      if (value < 0) {
        throw new IllegalArgumentException("resamples " + value + " must be >= 0");
      }
      resamples = value;
      return this;
    }

    /**
     * Coverage of the intervals.
     *
     * @throws IllegalArgumentException if it is not in (0, 1)
     */
    public Builder level(double value) {
      if (!(value > 0 && value < 1)) {
        throw new IllegalArgumentException("level " + value + " is not in (0, 1)");
      }
      level = value;
      return this;
    }

    /** Seed of the bootstrap. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** The evaluator; the builder can be used again. */
    public AlignmentMetrics build() {
      return new AlignmentMetrics(this);
    }
  }
}
