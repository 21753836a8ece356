package io.github.dvmap.metrics.alignment;

import static io.github.dvmap.metrics.alignment.MetricsTest.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.metric.AlignmentMetric;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.metrics.Items;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetricsPropertyTest {
  private static final double TOLERANCE = 1e-12;

  private static double distance(int options, int[] right, int[] chosen) {
    return value(Metrics.wassersteinDistance(), Items.cell("C", options, right, chosen));
  }

  private static int[] draw(Random random, int size, int options) {
    return random.ints(size, 0, options).toArray();
  }

  @Test
  void value_shuffled_isTheSame() {
    for (AlignmentMetric metric : MetricsTest.all()) {
      List<Prediction> predictions = new ArrayList<>(Items.random(60, 11));
      double expected = value(metric, predictions);
      for (int seed = 0; seed < 30; seed++) {
        Collections.shuffle(predictions, new Random(seed));
        assertThat(value(metric, predictions)).isCloseTo(expected, within(TOLERANCE));
      }
    }
  }

  @Test
  void combine_randomParts_equalsAcceptingAll() {
    for (AlignmentMetric metric : MetricsTest.all()) {
      for (int seed = 0; seed < 30; seed++) {
        var random = new Random(seed);
        List<Prediction> predictions = Items.random(40, seed);
        List<AlignmentMetric.Accumulator> parts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          parts.add(metric.accumulator());
        }
        predictions.forEach(p -> parts.get(random.nextInt(parts.size())).accept(p));
        AlignmentMetric.Accumulator all = metric.accumulator();
        parts.forEach(all::combine);
        assertThat(all.value()).isCloseTo(value(metric, predictions), within(TOLERANCE));
      }
    }
  }

  @Test
  void value_anyPredictions_isInUnitInterval() {
    for (AlignmentMetric metric : MetricsTest.all()) {
      for (int seed = 0; seed < 200; seed++) {
        assertThat(value(metric, Items.random(1 + seed % 7, seed))).isBetween(0.0, 1.0);
      }
    }
  }

  @Test
  void wassersteinDistance_isZero_exactlyWhenMarginalsAreEqual() {
    var random = new Random(5);
    int equal = 0;
    for (int run = 0; run < 2000; run++) {
      int options = 2 + random.nextInt(4);
      int size = 1 + random.nextInt(4);
      int[] right = draw(random, size, options);
      int[] chosen = draw(random, size, options);
      boolean same =
          Arrays.equals(
              Arrays.stream(right).sorted().toArray(), Arrays.stream(chosen).sorted().toArray());
      equal += same ? 1 : 0;
      assertThat(distance(options, right, chosen) == 0).as("%s %s", right, chosen).isEqualTo(same);
    }
    assertThat(equal).isBetween(200, 1800);
  }

  @Test
  void wassersteinDistance_predictedAndRightSwapped_isTheSame() {
    var random = new Random(6);
    for (int run = 0; run < 500; run++) {
      int options = 2 + random.nextInt(6);
      int[] a = draw(random, 7, options);
      int[] b = draw(random, 7, options);
      assertThat(distance(options, a, b)).isCloseTo(distance(options, b, a), within(TOLERANCE));
    }
  }

  @Test
  void wassersteinDistance_threeDistributions_keepTheTriangleInequality() {
    var random = new Random(7);
    for (int run = 0; run < 500; run++) {
      int options = 2 + random.nextInt(6);
      int[] a = draw(random, 6, options);
      int[] b = draw(random, 6, options);
      int[] c = draw(random, 6, options);
      assertThat(distance(options, a, c))
          .isLessThanOrEqualTo(distance(options, a, b) + distance(options, b, c) + TOLERANCE);
    }
  }

  @Test
  void wassersteinDistance_smallCases_equalsTheCheapestAssignment() {
    var random = new Random(8);
    for (int run = 0; run < 300; run++) {
      int options = 2 + random.nextInt(4);
      int size = 1 + random.nextInt(6);
      int[] right = draw(random, size, options);
      int[] chosen = draw(random, size, options);
      double cheapest = cheapest(right, chosen, 0) / (size * (options - 1.0));
      assertThat(distance(options, right, chosen)).isCloseTo(cheapest, within(TOLERANCE));
    }
  }

  /** The least sum of |right - chosen| over all assignments of the items from {@code at} on. */
  private static int cheapest(int[] right, int[] chosen, int at) {
    if (at == right.length) {
      return 0;
    }
    int best = Integer.MAX_VALUE;
    for (int i = at; i < right.length; i++) {
      swap(chosen, at, i);
      best = Math.min(best, Math.abs(right[at] - chosen[at]) + cheapest(right, chosen, at + 1));
      swap(chosen, at, i);
    }
    return best;
  }

  private static void swap(int[] values, int i, int j) {
    int held = values[i];
    values[i] = values[j];
    values[j] = held;
  }
}
