package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.metric.AlignmentMetric;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What every {@link AlignmentMetric} promises. */
public abstract class AlignmentMetricContract {
  private static final double TOLERANCE = 1e-12;

  /** The metric. */
  protected abstract AlignmentMetric metric();

  /** What is measured; 10 predictions or more. */
  protected List<Prediction> predictions() {
    return Fixtures.predictions(200, 7);
  }

  private static double value(AlignmentMetric metric, List<Prediction> predictions) {
    AlignmentMetric.Accumulator accumulator = metric.accumulator();
    predictions.forEach(accumulator::accept);
    return accumulator.value();
  }

  @Test
  public void value_ofNothing_isNaN() {
    assertThat(metric().accumulator().value()).isNaN();
  }

  @Test
  public void value_anyOrder_isTheSame() {
    var shuffled = new ArrayList<>(predictions());
    double expected = value(metric(), shuffled);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(value(metric(), shuffled)).isCloseTo(expected, within(TOLERANCE));
    }
  }

  @Test
  public void combine_twoParts_equalsAll() {
    AlignmentMetric metric = metric();
    List<Prediction> all = predictions();
    for (int cut = 0; cut <= all.size(); cut += 7) {
      AlignmentMetric.Accumulator first = metric.accumulator();
      AlignmentMetric.Accumulator second = metric.accumulator();
      all.subList(0, cut).forEach(first::accept);
      all.subList(cut, all.size()).forEach(second::accept);
      first.combine(second);
      assertThat(first.value()).isCloseTo(value(metric, all), within(TOLERANCE));
    }
  }

  @Test
  public void combine_severalTimes_equalsRepeatedCombine() {
    AlignmentMetric metric = metric();
    AlignmentMetric.Accumulator part = metric.accumulator();
    predictions().subList(0, 3).forEach(part::accept);
    AlignmentMetric.Accumulator times = metric.accumulator();
    AlignmentMetric.Accumulator repeated = metric.accumulator();
    predictions().forEach(times::accept);
    predictions().forEach(repeated::accept);
    times.combine(part, 3);
    for (int i = 0; i < 3; i++) {
      repeated.combine(part);
    }
    times.combine(part, 0);
    assertThat(times.value()).isCloseTo(repeated.value(), within(TOLERANCE));
  }

  @Test
  public void combine_other_leavesItAsItWas() {
    AlignmentMetric metric = metric();
    AlignmentMetric.Accumulator part = metric.accumulator();
    predictions().subList(0, 5).forEach(part::accept);
    double before = part.value();
    AlignmentMetric.Accumulator whole = metric.accumulator();
    whole.combine(part);
    predictions().forEach(whole::accept);
    assertThat(part.value()).isEqualTo(before);
  }

  @Test
  public void combine_otherThenUsed_doesNotChangeTheWhole() {
    AlignmentMetric metric = metric();
    AlignmentMetric.Accumulator part = metric.accumulator();
    predictions().subList(0, 5).forEach(part::accept);
    AlignmentMetric.Accumulator whole = metric.accumulator();
    whole.combine(part);
    double before = whole.value();
    predictions().forEach(part::accept);
    assertThat(whole.value()).isEqualTo(before);
  }

  @Test
  public void combine_twoEmpty_isNaN() {
    AlignmentMetric.Accumulator empty = metric().accumulator();
    empty.combine(metric().accumulator());
    assertThat(empty.value()).isNaN();
  }

  @Test
  public void value_askedAfterEach_isTheSameAtTheEnd() {
    AlignmentMetric metric = metric();
    AlignmentMetric.Accumulator asked = metric.accumulator();
    for (Prediction prediction : predictions()) {
      asked.accept(prediction);
      assertThat(asked.value()).isEqualTo(asked.value());
    }
    assertThat(asked.value()).isEqualTo(value(metric, predictions()));
  }

  @Test
  public void value_allRight_isNotWorseThanAllMissing() {
    AlignmentMetric metric = metric();
    double right = value(metric, answered(s -> new ParsedAnswer.Chosen(s.answer(), true)));
    double missing = value(metric, answered(s -> new ParsedAnswer.Missing()));
    double gain = metric.higherIsBetter() ? right - missing : missing - right;
    assertThat(gain < 0).as("right %s, missing %s", right, missing).isFalse();
  }

  private List<Prediction> answered(Function<AlignmentSample, ParsedAnswer> answer) {
    return predictions().stream()
        .map(p -> new Prediction(p.sample(), answer.apply(p.sample())))
        .toList();
  }

  @Test
  public void accumulator_two_shareNothing() {
    AlignmentMetric metric = metric();
    AlignmentMetric.Accumulator used = metric.accumulator();
    predictions().forEach(used::accept);
    assertThat(metric.accumulator().value()).isNaN();
  }

  @Test
  public void name_any_isNotBlank() {
    assertThat(metric().name()).isNotBlank().isEqualTo(metric().name());
  }
}
