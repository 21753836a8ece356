package io.github.dvmap.metrics.alignment;

import io.github.dvmap.core.metric.AlignmentMetric;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Mean over (country, question) cells of the distance between predicted and right answers. */
final class WassersteinDistance implements AlignmentMetric {
  private static final String COUNTRY = "Country";

  private record Key(String country, String question) {
    static Key of(AlignmentSample sample) {
      Profile profile = sample.profile();
      return new Key(profile.has(COUNTRY) ? profile.level(COUNTRY) : "", sample.question().id());
    }
  }

  private record Cell(Key key, int number, WassersteinCell counts) {}

  /** Each key is hashed when it is accepted and not in each of many resamples. */
  private final Map<Key, Integer> numbers = new HashMap<>();

  private synchronized int number(Key key) {
    return numbers.computeIfAbsent(key, k -> numbers.size());
  }

  @Override
  public String name() {
    return "wasserstein_distance";
  }

  @Override
  public boolean higherIsBetter() {
    return false;
  }

  @Override
  public Accumulator accumulator() {
    return new Cells(this);
  }

  private static final class Cells implements Accumulator {
    private final WassersteinDistance metric;
    private final List<Cell> cells = new ArrayList<>();
    private Cell[] byNumber = new Cell[0];

    Cells(WassersteinDistance metric) {
      this.metric = metric;
    }

    @Override
    public void accept(Prediction prediction) {
      AlignmentSample sample = prediction.sample();
      Key key = Key.of(sample);
      counts(key, metric.number(key), sample.question().scale().size())
          .add(prediction.answer().optionOrMinusOne(), sample.answer());
    }

    @Override
    public void combine(Accumulator other) {
      combine(other, 1);
    }

    @Override
    public void combine(Accumulator other, int times) {
      Cells that = (Cells) other;
      for (int i = 0; times > 0 && i < that.cells.size(); i++) {
        Cell cell = that.cells.get(i);
        int number = metric == that.metric ? cell.number() : metric.number(cell.key());
        counts(cell.key(), number, cell.counts().options()).add(cell.counts(), times);
      }
    }

    private WassersteinCell counts(Key key, int number, int options) {
      if (number >= byNumber.length) {
        byNumber = Arrays.copyOf(byNumber, Math.max(number + 1, 2 * byNumber.length));
      }
      Cell cell = byNumber[number];
      if (cell == null) {
        cell = new Cell(key, number, new WassersteinCell(options));
        byNumber[number] = cell;
        cells.add(cell);
      } else if (cell.counts().options() != options) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "question '%s' has %d options in one sample and %d in another",
                key.question(),
                cell.counts().options(),
                options));
      }
      return cell.counts();
    }

    /** Sums in sorted order, so that the order of the predictions does not show in the last bit. */
    @Override
    public double value() {
      double[] distances = cells.stream().mapToDouble(cell -> cell.counts().distance()).toArray();
      Arrays.sort(distances);
      return Arrays.stream(distances).average().orElse(Double.NaN);
    }
  }
}
