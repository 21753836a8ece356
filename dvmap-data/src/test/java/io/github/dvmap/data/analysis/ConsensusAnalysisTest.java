package io.github.dvmap.data.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.data.extract.ArchetypeExtractor;
import io.github.dvmap.data.extract.Consensus;
import io.github.dvmap.data.extract.ExtractionReport;
import io.github.dvmap.data.synthetic.SyntheticSurvey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConsensusAnalysisTest {
  private static final List<Attribute> ATTRIBUTES =
      List.of(Attribute.open("Country"), new Attribute("Income", List.of("Low", "Middle", "High")));
  private static final List<String> QUESTIONS = List.of("Q1", "Q2");

  private static final ListedSurvey SURVEY =
      ListedSurvey.of(
          ATTRIBUTES,
          QUESTIONS,
          List.of(
              "B,High|0,0", // alone; Q1 agrees within country B
              "B,Low|0,-",
              "A,Low|0,1",
              "A,Low|0,1",
              "A,Low|0,1",
              "A,Low|1,2", // Q1 and Q2 both 3 : 1
              "A,High|2,3",
              "A,High|3,3", // Q1 1 : 1, Q2 agrees
              "C,Low|-,-")); // answers nothing

  @Test
  void entropy_byCountry_isShannonsOfTheCountrysAnswers() {
    LabelledMatrix entropy = ConsensusAnalysis.builder().build().analyse(SURVEY).entropy();
    assertThat(entropy.rows()).containsExactly("A", "B", "C");
    assertThat(entropy.columns()).isEqualTo(QUESTIONS);
    // A, Q1: w w w x y z: 1/2 log2 2 + 3/6 log2 6 = 0.5 + 1.2925
    assertThat(entropy.value("A", "Q1")).isCloseTo(1.792481250360578, within(1e-12));
    // A, Q2: x x x y z z: 1/2 + 1/6 log2 6 + 1/3 log2 3 = 0.5 + 0.4308 + 0.5283
    assertThat(entropy.value("A", "Q2")).isCloseTo(1.4591479170272448, within(1e-12));
    assertThat(entropy.value("B", "Q1")).isZero();
    assertThat(entropy.value("B", "Q2")).isZero();
    assertThat(entropy.value("C", "Q1")).isNaN();
    assertThat(entropy.present()).hasSize(4).contains(entropy.value("A", "Q2"));
  }

  @Test
  void entropy_byAnotherAttribute_keepsItsOrderOfLevels() {
    ConsensusReport report =
        ConsensusAnalysis.builder().attribute("Income").build().analyse(SURVEY);
    assertThat(report.attribute()).isEqualTo("Income");
    assertThat(report.entropy().rows()).containsExactly("Low", "High");
    // High, Q2: w z z, 2/3 log2 3/2 + 1/3 log2 3
    assertThat(report.entropy().value("High", "Q2")).isCloseTo(0.9182958340544896, within(1e-12));
  }

  @Test
  void extraction_ofTheSurvey_sharesAndDisagreements() {
    ExtractionReport report = ConsensusAnalysis.builder().build().analyse(SURVEY).extraction();
    assertThat(report.sharedRespondents()).isEqualTo(6);
    assertThat(report.sharedShare()).isEqualTo(6 / 9.0);
    assertThat(report.pairs()).isEqualTo(7);
    assertThat(report.disagreeingShare()).isEqualTo(3 / 7.0);
  }

  @Test
  void coverage_byCountry_countsRespondentsProfilesAndArchetypes() {
    assertThat(ConsensusAnalysis.builder().build().analyse(SURVEY).coverage())
        .containsExactly(
            new Coverage("A", 6, 2, 1), new Coverage("B", 2, 2, 3), new Coverage("C", 1, 1, 0));
  }

  @Test
  void coverage_otherRule_countsItsArchetypes() {
    var all = ArchetypeExtractor.builder().consensus(Consensus.majority()).minSupport(2).build();
    assertThat(ConsensusAnalysis.builder().extractor(all).build().analyse(SURVEY).coverage())
        .extracting(Coverage::archetypes)
        .containsExactly(4L, 0L, 0L);
  }

  @Test
  void curve_boundsAndSupports_countKeptPairsAndTheirNoise() {
    ConsensusReport report =
        ConsensusAnalysis.builder()
            .entropyBounds(1, 0.9, 0)
            .minSupports(3, 1, 2)
            .build()
            .analyse(SURVEY);
    // pairs: 4 of entropy 0 (3 of one answer, 1 of two), 2 of 3 : 1 (0.811 bits, noise 1/4 each),
    // 1 of 1 : 1 (1 bit, noise 1/2)
    assertThat(report.curve())
        .containsExactly(
            new ConsensusPoint(0, 1, 7, 4, 0),
            new ConsensusPoint(0.9, 1, 7, 6, 0.5 / 6),
            new ConsensusPoint(1, 1, 7, 7, 1.0 / 7),
            new ConsensusPoint(0, 2, 7, 1, 0),
            new ConsensusPoint(0.9, 2, 7, 3, 0.5 / 3),
            new ConsensusPoint(1, 2, 7, 4, 0.25),
            new ConsensusPoint(0, 3, 7, 0, Double.NaN),
            new ConsensusPoint(0.9, 3, 7, 2, 0.25),
            new ConsensusPoint(1, 3, 7, 2, 0.25));
    assertThat(report.curve(2)).isEqualTo(report.curve().subList(3, 6));
    assertThat(report.curve(4)).isEmpty();
    assertThat(report.curve().get(1).keptShare()).isEqualTo(6 / 7.0);
  }

  @Test
  void curve_anyPoint_keepsAsManyAsTheExtractor(@TempDir Path folder) {
    var survey = SyntheticSurvey.of(3, 800).write(folder.resolve("s.csv"));
    List<ConsensusPoint> curve =
        ConsensusAnalysis.builder().entropyBounds(0, 0.95, 3).build().analyse(survey).curve();
    assertThat(curve).hasSize(12);
    for (ConsensusPoint point : curve) {
      var extractor =
          ArchetypeExtractor.builder()
              .consensus(Consensus.entropyAtMost(point.entropyAtMost()))
              .minSupport(point.minSupport())
              .build();
      assertThat(point.archetypes()).isEqualTo(extractor.extract(survey).report().kept());
    }
  }

  @Test
  void analyse_respondentsInAnyOrder_isTheSame() {
    var random = new Random(11);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String answers = random.nextInt(4) + "," + (random.nextInt(9) == 0 ? "-" : random.nextInt(3));
      rows.add(
          (char) ('A' + random.nextInt(5)) + "," + "LMH".charAt(random.nextInt(3)) + "|" + answers);
    }
    ListedSurvey even = ListedSurvey.of(ATTRIBUTES, QUESTIONS, rows);
    for (ListedSurvey survey : List.of(even, even.weighted(() -> 0.1 * random.nextInt(9)))) {
      ConsensusReport expected = ConsensusAnalysis.builder().build().analyse(survey);
      for (int seed = 0; seed < 5; seed++) {
        assertThat(ConsensusAnalysis.builder().build().analyse(survey.shuffled(seed)))
            .isEqualTo(expected);
      }
    }
  }

  static List<Arguments> refused() {
    var empty = ListedSurvey.of(ATTRIBUTES, QUESTIONS, List.of());
    return List.of(
        bad("no attribute 'Age', only [Country, Income]", () -> analyse("Age", SURVEY)),
        bad("'listed' has no respondents", () -> analyse("Country", empty)),
        bad("entropyBounds needs 1", () -> ConsensusAnalysis.builder().entropyBounds()),
        bad("entropyBounds -0.5", () -> ConsensusAnalysis.builder().entropyBounds(1, -0.5)),
        bad("entropyBounds NaN", () -> ConsensusAnalysis.builder().entropyBounds(Double.NaN)),
        bad("minSupports needs 1", () -> ConsensusAnalysis.builder().minSupports()),
        bad("minSupports 0", () -> ConsensusAnalysis.builder().minSupports(2, 0)),
        bad("rows must be", () -> LabelledMatrix.of(List.of(), List.of("c"), new double[0][])),
        bad("columns must be", () -> matrix(List.of("c", "c"), 1, 2)),
        bad("values has 1 rows", () -> LabelledMatrix.of(List.of("a", "b"), List.of("c"), ONE)),
        bad("row 'r' has 1 of 2", () -> matrix(List.of("c", "d"), 1)),
        bad("Infinity of 'r', 'c'", () -> matrix(List.of("c"), Double.POSITIVE_INFINITY)),
        bad("no row 's', only [r]", () -> matrix(List.of("c"), 1).value("s", "c")),
        bad("no column 'd', only [c]", () -> matrix(List.of("c"), 1).value("r", "d")));
  }

  private static final double[][] ONE = {{1}};

  private static LabelledMatrix matrix(List<String> columns, double... row) {
    return LabelledMatrix.of(List.of("r"), columns, new double[][] {row});
  }

  private static void analyse(String attribute, ListedSurvey survey) {
    ConsensusAnalysis.builder().attribute(attribute).build().analyse(survey);
  }

  private static Arguments bad(String told, ThrowingCallable call) {
    return Arguments.of(told, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void badInput_anywhere_isRefusedByName(String told, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  @Test
  void matrix_itsArrays_cannotBeChangedFromOutside() {
    double[][] values = {{1, 2}};
    var matrix = LabelledMatrix.of(List.of("r"), List.of("a", "b"), values);
    values[0][0] = 9;
    matrix.values()[0][1] = 9;
    assertThat(matrix)
        .isEqualTo(matrix(List.of("a", "b"), 1, 2))
        .isNotEqualTo(matrix(List.of("a", "b"), 9, 2));
  }
}
