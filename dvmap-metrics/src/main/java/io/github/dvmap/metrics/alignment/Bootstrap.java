package io.github.dvmap.metrics.alignment;

import io.github.dvmap.core.metric.AlignmentMetric;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.survey.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Percentile bootstrap (Efron and Tibshirani 1993, doi:10.1201/9780429246593) that resamples
 * profiles, since the items of one profile are not independent. The draws are a function of the
 * seed alone.
 */
final class Bootstrap {
  private final int resamples;
  private final double level;
  private final long seed;

  Bootstrap(int resamples, double level, long seed) {
    this.resamples = resamples;
    this.level = level;
    this.seed = seed;
  }

  /** A metric's value with its interval; each profile's items are accumulated once. */
  MetricValue interval(AlignmentMetric metric, List<Prediction> predictions) {
    Map<Profile, AlignmentMetric.Accumulator> clusters = new LinkedHashMap<>();
    for (Prediction prediction : predictions) {
      clusters
          .computeIfAbsent(prediction.sample().profile(), p -> metric.accumulator())
          .accept(prediction);
    }
    List<AlignmentMetric.Accumulator> parts = new ArrayList<>(clusters.values());
    AlignmentMetric.Accumulator all = metric.accumulator();
    parts.forEach(all::combine);
    double[] values = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      AlignmentMetric.Accumulator draw = metric.accumulator();
      int[] times = draw(r, parts.size());
      for (int i = 0; i < times.length; i++) {
        if (times[i] > 0) {
          draw.combine(parts.get(i), times[i]);
        }
      }
      values[r] = draw.value();
    }
    return result(metric.name(), all.value(), values);
  }

  /** How often each of n profiles is in a resample. */
  private int[] draw(int resample, int n) {
    int[] times = new int[n];
    for (int i = 0; i < n; i++) {
      times[(int) (CounterRandom.uniform(seed, resample, i, 0) * n)]++;
    }
    return times;
  }

  private MetricValue result(String name, double value, double[] values) {
    if (values.length == 0 || Double.isNaN(value)) {
      return new MetricValue(name, value, Double.NaN, Double.NaN);
    }
    Arrays.sort(values);
    var percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
    percentile.setData(values);
    double tail = 100 * (1 - level) / 2;
    return new MetricValue(name, value, percentile.evaluate(tail), percentile.evaluate(100 - tail));
  }
}
