package io.github.dvmap.metrics.alignment;

import static io.github.dvmap.metrics.Items.MISSING;
import static io.github.dvmap.metrics.Items.UNRECOGNISED;
import static io.github.dvmap.metrics.Items.cell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dvmap.core.metric.AlignmentMetric;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.metrics.Items;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MetricsTest {
  private static final double TOLERANCE = 1e-12;

  static double value(AlignmentMetric metric, List<Prediction> predictions) {
    AlignmentMetric.Accumulator accumulator = metric.accumulator();
    predictions.forEach(accumulator::accept);
    return accumulator.value();
  }

  static Stream<Arguments> means() {
    return Stream.of(
        // options, right, chosen, accuracy, mean of 1 - |chosen - right| / (K - 1)
        arguments(2, new int[] {0, 0, 1, 1}, new int[] {0, 1, 1, 1}, 0.75, 0.75),
        arguments(3, new int[] {0, 0, 2}, new int[] {1, 2, 2}, 1 / 3.0, (0.5 + 0 + 1) / 3),
        arguments(5, new int[] {0, 4}, new int[] {1, 1}, 0, (0.75 + 0.25) / 2),
        arguments(4, new int[] {2, 2}, new int[] {2, 2}, 1, 1),
        arguments(4, new int[] {0, 3}, new int[] {3, 0}, 0, 0),
        arguments(3, new int[] {1, 1, 1}, new int[] {1, MISSING, UNRECOGNISED}, 1 / 3.0, 1 / 3.0),
        arguments(2, new int[] {1}, new int[] {MISSING}, 0, 0));
  }

  @ParameterizedTest
  @MethodSource("means")
  void means_byHand_areEqual(
      int options, int[] right, int[] chosen, double accuracy, double consistency) {
    List<Prediction> predictions = cell("Chile", options, right, chosen);
    assertThat(value(Metrics.accuracy(), predictions)).isCloseTo(accuracy, within(TOLERANCE));
    assertThat(value(Metrics.likertConsistency(), predictions))
        .isCloseTo(consistency, within(TOLERANCE));
  }

  static Stream<Arguments> distances() {
    return Stream.of(
        // (1/4, 3/4) against (1/2, 1/2): 1/4 of the mass moves by 1
        arguments(2, new int[] {0, 0, 1, 1}, new int[] {0, 1, 1, 1}, 0.25),
        // (0, 2/3, 1/3) against (2/3, 0, 1/3): 2/3 moves by 1/2
        arguments(3, new int[] {0, 0, 2}, new int[] {1, 1, 2}, 1 / 3.0),
        // all at the middle of five against halves at both ends: everything moves by 1/2
        arguments(5, new int[] {0, 4}, new int[] {2, 2}, 0.5),
        arguments(5, new int[] {0, 0}, new int[] {4, 4}, 1),
        // no item is right but the marginals are
        arguments(5, new int[] {0, 4}, new int[] {4, 0}, 0),
        // half is unparsed; the other half is all at 0 against (1/2, 0, 1/2): 1/2 + 1/2 * 1/2
        arguments(3, new int[] {0, 2}, new int[] {MISSING, 0}, 0.75),
        arguments(3, new int[] {0, 2}, new int[] {0, UNRECOGNISED}, 0.75),
        arguments(2, new int[] {1, 1, 1, 1}, new int[] {1, 1, 1, MISSING}, 0.25),
        arguments(4, new int[] {0, 1}, new int[] {MISSING, UNRECOGNISED}, 1));
  }

  @ParameterizedTest
  @MethodSource("distances")
  void wassersteinDistance_byHand_isEqual(int options, int[] right, int[] chosen, double distance) {
    assertThat(value(Metrics.wassersteinDistance(), cell("Chile", options, right, chosen)))
        .isCloseTo(distance, within(TOLERANCE));
  }

  @Test
  void wassersteinDistance_cells_countEquallyWhateverTheirSize() {
    var predictions = new ArrayList<Prediction>();
    predictions.addAll(cell("Chile", 2, new int[] {0, 0, 0, 0}, new int[] {0, 0, 0, 0}));
    predictions.addAll(cell("Chile", 3, new int[] {0}, new int[] {1}));
    predictions.addAll(cell("Japan", 2, new int[] {0}, new int[] {1}));
    // 0, 1/2 and 1
    assertThat(value(Metrics.wassersteinDistance(), predictions)).isCloseTo(0.5, within(TOLERANCE));
  }

  @Test
  void wassersteinDistance_oppositeErrorsInTwoCountries_doNotCancel() {
    var predictions = new ArrayList<Prediction>();
    predictions.addAll(cell("Chile", 2, new int[] {0}, new int[] {1}));
    predictions.addAll(cell("Japan", 2, new int[] {1}, new int[] {0}));
    assertThat(value(Metrics.wassersteinDistance(), predictions)).isEqualTo(1);
  }

  @Test
  void wassersteinDistance_profilesWithoutCountry_cellIsTheQuestion() {
    var question = Items.question("Q", 2);
    Profile urban = Profile.of(Map.of("Place", "urban"));
    Profile rural = Profile.of(Map.of("Place", "rural"));
    List<Prediction> predictions =
        List.of(
            Items.predict(Items.sample("a", urban, question, 0), 1),
            Items.predict(Items.sample("b", rural, question, 1), 0));
    assertThat(value(Metrics.wassersteinDistance(), predictions)).isZero();
  }

  @Test
  void wassersteinDistance_questionWithTwoScales_isRefused() {
    AlignmentMetric.Accumulator accumulator = Metrics.wassersteinDistance().accumulator();
    Profile profile = Items.profile("Chile", "p");
    accumulator.accept(Items.predict(Items.sample("a", profile, Items.question("Q", 2), 0), 1));
    Prediction other = Items.predict(Items.sample("b", profile, Items.question("Q", 4), 0), 3);
    assertThatThrownBy(() -> accumulator.accept(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("question 'Q' has 2 options in one sample and 4 in another");
  }

  @Test
  void combine_zeroTimes_addsNothing() {
    for (AlignmentMetric metric : all()) {
      AlignmentMetric.Accumulator part = metric.accumulator();
      Items.random(3, 1).forEach(part::accept);
      AlignmentMetric.Accumulator empty = metric.accumulator();
      empty.combine(part, 0);
      assertThat(empty.value()).as(metric.name()).isNaN();
    }
  }

  @Test
  void combine_itself_leavesTheValue() {
    for (AlignmentMetric metric : all()) {
      AlignmentMetric.Accumulator accumulator = metric.accumulator();
      Items.random(5, 2).forEach(accumulator::accept);
      double before = accumulator.value();
      accumulator.combine(accumulator, 2);
      assertThat(accumulator.value()).isCloseTo(before, within(TOLERANCE));
    }
  }

  @Test
  void combine_accumulatorsOfTwoInstances_matchesCellsByKey() {
    List<Prediction> predictions = Items.random(30, 3);
    AlignmentMetric.Accumulator first = Metrics.wassersteinDistance().accumulator();
    AlignmentMetric.Accumulator second = Metrics.wassersteinDistance().accumulator();
    predictions.subList(0, 20).forEach(first::accept);
    List<Prediction> rest = new ArrayList<>(predictions.subList(20, predictions.size()));
    Collections.reverse(rest);
    rest.forEach(second::accept);
    first.combine(second);
    assertThat(first.value())
        .isCloseTo(value(Metrics.wassersteinDistance(), predictions), within(TOLERANCE));
  }

  @Test
  void names_andDirections_areThePapers() {
    assertThat(all())
        .extracting(AlignmentMetric::name)
        .containsExactly("accuracy", "likert_consistency", "wasserstein_distance");
    assertThat(all())
        .extracting(AlignmentMetric::higherIsBetter)
        .containsExactly(true, true, false);
  }

  static List<AlignmentMetric> all() {
    return List.of(Metrics.accuracy(), Metrics.likertConsistency(), Metrics.wassersteinDistance());
  }
}
