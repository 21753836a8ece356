package io.github.dvmap.metrics.alignment;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.sample.AlignmentSample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What the intervals of a report were taken from. Two reports with the same items and seed drew the
 * same profiles, so that their values may be subtracted resample by resample.
 *
 * @param items a hash of the items with their right answers, whatever their order
 * @param seed seed of the draws
 * @param level coverage of the intervals, in (0, 1)
 * @param values by metric, a value for each resample; empty where nothing was resampled
 */
public record Resamples(
    String items, long seed, double level, Map<String, ImmutableDoubleArray> values) {
  /** Copies the map. */
  public Resamples {
    values = ImmutableMap.copyOf(values);
  }

  static String hash(List<Prediction> predictions) {
    return Hashing.combineUnordered(predictions.stream().map(p -> hash(p.sample())).toList())
        .toString();
  }

  private static HashCode hash(AlignmentSample sample) {
    var hasher = Hashing.murmur3_128().newHasher();
    for (String part :
        List.of(sample.id(), sample.question().id(), sample.profile().levels().toString())) {
      hasher.putInt(part.length()).putString(part, StandardCharsets.UTF_8);
    }
    return hasher.putInt(sample.answer()).hash();
  }
}
