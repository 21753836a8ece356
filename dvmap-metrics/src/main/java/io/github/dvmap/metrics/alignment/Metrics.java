package io.github.dvmap.metrics.alignment;

import io.github.dvmap.core.metric.AlignmentMetric;
import io.github.dvmap.core.metric.Prediction;
import java.util.function.ToDoubleFunction;

/**
 * The paper's three metrics (equations 1 to 3), in each of which an unparsed answer is wrong, and
 * means of one's own.
 */
public final class Metrics {
  private Metrics() {}

  /** Share of the items whose right option was chosen, [0, 1]. */
  public static AlignmentMetric accuracy() {
    return mean("accuracy", true, prediction -> prediction.correct() ? 1 : 0);
  }

  /**
   * Mean of 1 - |predicted - right| / (K - 1) over option indices, [0, 1]; an unparsed answer
   * counts 0.
   */
  public static AlignmentMetric likertConsistency() {
    return mean("likert_consistency", true, Metrics::closeness);
  }

  private static double closeness(Prediction prediction) {
    int chosen = prediction.answer().optionOrMinusOne();
    if (chosen < 0) {
      return 0;
    }
    int last = prediction.sample().question().scale().size() - 1;
    return 1 - Math.abs(chosen - prediction.sample().answer()) / (double) last;
  }

  /**
   * Mean over (country, question) cells of the Wasserstein-1 distance between predicted and right
   * answers, with options at k / (K - 1), [0, 1]. Without a Country attribute a cell is a question.
   * Unparsed answers have no place on the scale: a cell's distance is their share plus the others'
   * share times the distance of the parsed answers, normalised, to all right ones. Few items per
   * cell make it larger: two samples of one distribution are apart, and a bootstrap interval is one
   * of this value, not of the distance between the distributions sampled from.
   */
  public static AlignmentMetric wassersteinDistance() {
    return new WassersteinDistance();
  }

  /**
   * The mean over the items of a value of each.
   *
   * @param name the metric's name
   * @param higherIsBetter whether a larger mean is better
   * @param value an item's value, finite; pure
   */
  public static AlignmentMetric mean(
      String name, boolean higherIsBetter, ToDoubleFunction<Prediction> value) {
    return new AlignmentMetric() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public boolean higherIsBetter() {
        return higherIsBetter;
      }

      @Override
      public Accumulator accumulator() {
        return new Mean(value);
      }
    };
  }

  private static final class Mean implements AlignmentMetric.Accumulator {
    private final ToDoubleFunction<Prediction> score;
    private double sum;
    private long count;

    Mean(ToDoubleFunction<Prediction> score) {
      this.score = score;
    }

    @Override
    public void accept(Prediction prediction) {
      sum += score.applyAsDouble(prediction);
      count++;
    }

    @Override
    public void combine(AlignmentMetric.Accumulator other) {
      combine(other, 1);
    }

    @Override
    public void combine(AlignmentMetric.Accumulator other, int times) {
      sum += times * ((Mean) other).sum;
      count += times * ((Mean) other).count;
    }

    @Override
    public double value() {
      return count == 0 ? Double.NaN : sum / count;
    }
  }
}
