package io.github.dvmap.metrics.alignment;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.dvmap.core.metric.AlignmentMetric;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.survey.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Bootstrap (Efron and Tibshirani 1993, doi:10.1201/9780429246593) that resamples profiles, since
 * the items of one profile are not independent. The draws are a function of the seed and of the
 * items, whatever their order and whatever was predicted for them.
 */
record Bootstrap(int resamples, double level, long seed) {
  /**
   * A metric's value on all items and in each resample.
   *
   * @param values empty where nothing was resampled
   */
  record Resampled(String name, double value, ImmutableDoubleArray values) {}

  /** Every metric on the same resamples; each profile's items are accumulated once. */
  List<Resampled> run(List<AlignmentMetric> metrics, List<Prediction> predictions) {
    List<List<Prediction>> clusters = clusters(predictions);
    // One profile is the same in each resample, which says nothing about other profiles.
    double[][] values = new double[metrics.size()][clusters.size() < 2 ? 0 : resamples];
    List<List<AlignmentMetric.Accumulator>> parts =
        metrics.stream()
            .map(m -> clusters.stream().map(cluster -> accumulate(m, cluster)).toList())
            .toList();
    for (int r = 0; r < values[0].length; r++) {
      int[] times = draw(r, clusters.size());
      for (int m = 0; m < values.length; m++) {
        values[m][r] = combine(metrics.get(m), parts.get(m), times);
      }
    }
    int[] once = new int[clusters.size()];
    Arrays.fill(once, 1);
    var results = new ArrayList<Resampled>();
    for (int m = 0; m < values.length; m++) {
      double value = combine(metrics.get(m), parts.get(m), once);
      results.add(
          new Resampled(metrics.get(m).name(), value, ImmutableDoubleArray.copyOf(values[m])));
    }
    return results;
  }

  /** The predictions by profile, ordered by each profile's first sample id. */
  private static List<List<Prediction>> clusters(List<Prediction> predictions) {
    Map<Profile, List<Prediction>> clusters = new LinkedHashMap<>();
    for (Prediction prediction : predictions) {
      clusters
          .computeIfAbsent(prediction.sample().profile(), p -> new ArrayList<>())
          .add(prediction);
    }
    clusters.values().forEach(cluster -> cluster.sort(Comparator.comparing(Bootstrap::id)));
    return clusters.values().stream()
        .sorted(Comparator.comparing(cluster -> id(cluster.get(0))))
        .toList();
  }

  private static String id(Prediction prediction) {
    return prediction.sample().id();
  }

  private static AlignmentMetric.Accumulator accumulate(
      AlignmentMetric metric, List<Prediction> predictions) {
    AlignmentMetric.Accumulator accumulator = metric.accumulator();
    predictions.forEach(accumulator::accept);
    return accumulator;
  }

  /** How often each of n profiles is in a resample. */
  private int[] draw(int resample, int n) {
    int[] times = new int[n];
    for (int i = 0; i < n; i++) {
      double u = CounterRandom.uniform(seed, resample, i, 0);
      times[(int) (u * n)]++;
    }
    return times;
  }

  private static double combine(
      AlignmentMetric metric, List<AlignmentMetric.Accumulator> parts, int[] times) {
    AlignmentMetric.Accumulator all = metric.accumulator();
    for (int i = 0; i < times.length; i++) {
      if (times[i] > 0) {
        all.combine(parts.get(i), times[i]);
      }
    }
    return all.value();
  }

  /**
   * The value between percentiles of the resamples, which are moved by the bootstrap's estimate of
   * bias: a distance between samples is larger in each resample than in what was resampled, and its
   * plain percentiles would lie above the value. Resamples without a value are left out.
   */
  static MetricValue interval(Resampled metric, double level) {
    double value = metric.value();
    double[] values = metric.values().stream().filter(v -> !Double.isNaN(v)).toArray();
    if (values.length == 0 || Double.isNaN(value)) {
      return new MetricValue(metric.name(), value, Double.NaN, Double.NaN);
    }
    double shift = value - Arrays.stream(values).average().orElseThrow();
    var percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
    percentile.setData(values);
    double tail = 100 * (1 - level) / 2;
    double low = percentile.evaluate(tail) + shift;
    double high = percentile.evaluate(100 - tail) + shift;
    return new MetricValue(metric.name(), value, low, high);
  }

  /**
   * The interval of a metric, whose ends stay in [0, 1] where the value and all resamples do. Where
   * all resamples are the same there is none: what no profile did is not thereby impossible.
   */
  static MetricValue intervalOfMetric(Resampled metric, double level) {
    if (metric.values().stream().filter(v -> !Double.isNaN(v)).distinct().count() < 2) {
      return new MetricValue(metric.name(), metric.value(), Double.NaN, Double.NaN);
    }
    MetricValue free = interval(metric, level);
    boolean share =
        isShareOrNaN(free.value()) && metric.values().stream().allMatch(Bootstrap::isShareOrNaN);
    return share
        ? new MetricValue(
            free.name(), free.value(), Math.max(0, free.low()), Math.min(1, free.high()))
        : free;
  }

  private static boolean isShareOrNaN(double value) {
    return !(value < 0 || value > 1);
  }
}
