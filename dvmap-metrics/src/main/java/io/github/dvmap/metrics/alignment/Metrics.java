package io.github.dvmap.metrics.alignment;

import io.github.dvmap.core.metric.AlignmentMetric;
import io.github.dvmap.core.metric.Prediction;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The paper's three metrics (equations 1 to 3). An unparsed answer is wrong in each. */
public final class Metrics {
  private static final String COUNTRY = "Country";

  private Metrics() {}

  /** Share of the items whose right option was chosen, [0, 1]. */
  public static AlignmentMetric accuracy() {
    return mean("accuracy", prediction -> prediction.correct() ? 1 : 0);
  }

  /**
   * Mean of 1 - |predicted - right| / (K - 1) over option indices, [0, 1]; an unparsed answer
   * counts 0.
   */
  public static AlignmentMetric likertConsistency() {
    return mean("likert_consistency", Metrics::closeness);
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
   * Unparsed answers have no place on the scale, so their mass is moved at the full distance 1.
   */
  public static AlignmentMetric wassersteinDistance() {
    return metric("wasserstein_distance", false, Cells::new);
  }

  private static AlignmentMetric mean(String name, ToDoubleFunction<Prediction> value) {
    return metric(name, true, () -> new Mean(value));
  }

  private static AlignmentMetric metric(
      String name, boolean higher, Supplier<AlignmentMetric.Accumulator> accumulator) {
    return new AlignmentMetric() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public boolean higherIsBetter() {
        return higher;
      }

      @Override
      public Accumulator accumulator() {
        return accumulator.get();
      }
    };
  }

  /** The cell of the Wasserstein distance that an item belongs to. */
  static String cell(Prediction prediction) {
    var profile = prediction.sample().profile();
    String country = profile.has(COUNTRY) ? profile.level(COUNTRY) : "";
    return country + '\n' + prediction.sample().question().id();
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

  private static final class Cells implements AlignmentMetric.Accumulator {
    private final Map<String, WassersteinCell> cells = new HashMap<>();

    @Override
    public void accept(Prediction prediction) {
      int options = prediction.sample().question().scale().size();
      cells
          .computeIfAbsent(cell(prediction), key -> new WassersteinCell(options))
          .add(prediction.answer().optionOrMinusOne(), prediction.sample().answer());
    }

    @Override
    public void combine(AlignmentMetric.Accumulator other) {
      combine(other, 1);
    }

    @Override
    public void combine(AlignmentMetric.Accumulator other, int times) {
      ((Cells) other)
          .cells.forEach(
              (key, cell) ->
                  cells
                      .computeIfAbsent(key, k -> new WassersteinCell(cell.options()))
                      .add(cell, times));
    }

    /** Sums in sorted order, so that the order of the predictions does not show in the last bit. */
    @Override
    public double value() {
      return cells.values().stream()
          .mapToDouble(WassersteinCell::distance)
          .sorted()
          .average()
          .orElse(Double.NaN);
    }
  }
}
