package io.github.dvmap.data.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.data.synthetic.SyntheticSurvey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.classification.Label;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.SplitNode;

class AttributeImportanceTest {
  private static final List<Attribute> ATTRIBUTES =
      List.of(
          Attribute.open("decides"),
          Attribute.open("many"),
          Attribute.open("coin"),
          Attribute.open("constant"));

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  /**
   * Q1 is a function of the first attribute, not monotone in its labels; Q2 is a function of it in
   * seven of ten respondents; Q3 is always the same; Q4 nobody answers. "many" has 50 random
   * levels.
   */
  private static ListedSurvey survey(int respondents) {
    var random = new Random(5);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < respondents; i++) {
      int level = random.nextInt(6);
      int sure = new int[] {2, 0, 3, 0, 1, 2}[level];
      int noisy = random.nextInt(10) < 7 ? sure : random.nextInt(4);
      rows.add(
          "L"
              + level
              + ",m"
              + random.nextInt(50)
              + ",c"
              + random.nextInt(2)
              + ",same|"
              + sure
              + ","
              + noisy
              + ",1,-");
    }
    return ListedSurvey.of(ATTRIBUTES, List.of("Q1", "Q2", "Q3", "Q4"), rows);
  }

  private static AttributeImportance.Builder small() {
    return AttributeImportance.builder().trees(20).seed(3).threads(2);
  }

  @Test
  void analyse_attributeThatDecides_getsNearlyAllImportance() {
    ImportanceReport report = small().build().analyse(survey(2000));
    assertThat(report.impurity().value("decides", "Q1")).isGreaterThan(0.9);
    assertThat(report.permutation().value("decides", "Q1")).isGreaterThan(0.6);
    assertThat(report.fits().get("Q1").accuracy()).isGreaterThan(0.99);
    assertThat(report.fits().get("Q1").majorityAccuracy()).isBetween(0.28, 0.38); // 1/3
    assertThat(report.respondents()).isEqualTo(2000);
  }

  @Test
  void analyse_randomAttributeOfManyLevels_hasImpurityButNoPermutationImportance() {
    ImportanceReport report = small().build().analyse(survey(2000));
    double impurity = report.impurity().value("many", "Q2");
    double permutation = report.permutation().value("many", "Q2");
    assertThat(permutation).isCloseTo(0, within(0.03));
    assertThat(impurity).isGreaterThan(0.08).isGreaterThan(5 * Math.abs(permutation));
    assertThat(impurity).isGreaterThan(2 * report.impurity().value("coin", "Q2"));
    assertThat(report.permutation().value("decides", "Q2")).isGreaterThan(0.3);
  }

  @Test
  void analyse_questionsWithoutAForestOrASplit_haveNoNumbers() {
    ImportanceReport report = small().build().analyse(survey(200));
    for (Attribute attribute : ATTRIBUTES) {
      assertThat(report.impurity().value(attribute.name(), "Q3")).isNaN();
      assertThat(report.permutation().value(attribute.name(), "Q3")).isZero();
      assertThat(report.impurity().value(attribute.name(), "Q4")).isNaN();
      assertThat(report.permutation().value(attribute.name(), "Q4")).isNaN();
    }
    assertThat(report.fits().get("Q3")).isEqualTo(new ForestFit(150, 50, 1, 1));
    assertThat(report.fits().get("Q4")).isEqualTo(new ForestFit(0, 0, Double.NaN, Double.NaN));
    assertThat(report.impurity().value("constant", "Q1")).isZero();
    assertThat(report.permutation().value("constant", "Q1")).isZero();
  }

  @Test
  void analyse_syntheticSurvey_findsItsDriversAndColumnsSumToOne(@TempDir Path folder) {
    SyntheticSurvey synthetic = SyntheticSurvey.of(2, 1500);
    ImportanceReport report = small().build().analyse(synthetic.write(folder.resolve("s.csv")));
    for (String question : report.impurity().columns()) {
      double sum = 0;
      double best = 0;
      String most = "";
      for (String attribute : report.impurity().rows()) {
        double value = report.impurity().value(attribute, question);
        assertThat(value).isBetween(0.0, 1.0);
        sum += value;
        most = value > best ? attribute : most;
        best = Math.max(best, value);
      }
      assertThat(sum).isCloseTo(1, within(1e-12));
      assertThat(synthetic.drivers().get(question)).as(question).contains(most);
    }
  }

  @Test
  void analyse_orderAndThreads_doNotMatterButTheSeedDoes() {
    ListedSurvey survey = survey(600);
    ImportanceReport expected = small().build().analyse(survey);
    assertThat(small().threads(1).build().analyse(survey)).isEqualTo(expected);
    assertThat(small().threads(5).build().analyse(survey.shuffled(1))).isEqualTo(expected);
    assertThat(small().seed(4).build().analyse(survey)).isNotEqualTo(expected);
  }

  @Test
  void analyse_severalSeeds_agreeOnTheOrderOfAttributes() {
    ListedSurvey survey = survey(1500);
    for (int seed = 0; seed < 4; seed++) {
      ImportanceReport report = small().seed(seed).build().analyse(survey);
      assertThat(report.impurity().value("decides", "Q2"))
          .isGreaterThan(report.impurity().value("many", "Q2"));
      assertThat(report.permutation().value("decides", "Q2"))
          .isGreaterThan(10 * Math.abs(report.permutation().value("many", "Q2")));
    }
  }

  @Test
  void analyse_moreRespondentsThanWanted_drawsThem() {
    ListedSurvey survey = survey(500);
    ImportanceReport report = small().maxRespondents(100).heldOut(0.3).build().analyse(survey);
    assertThat(report.respondents()).isEqualTo(100);
    assertThat(report.fits().get("Q1").trained()).isEqualTo(70);
    assertThat(report.fits().get("Q1").heldOut()).isEqualTo(30);
    assertThat(small().maxRespondents(100).heldOut(0.3).build().analyse(survey.shuffled(2)))
        .isEqualTo(report);
  }

  @Test
  void analyse_oneAttributeOfTwoLevels_takesAllImportance() {
    ListedSurvey survey =
        ListedSurvey.of(
            List.of(Attribute.open("a")), List.of("Q"), List.of("x|0", "y|1", "x|0", "y|1"));
    ImportanceReport report = small().minSplit(2).heldOut(0.25).build().analyse(survey);
    assertThat(report.impurity().value("a", "Q")).isEqualTo(1);
    assertThat(report.fits().get("Q"))
        .isEqualTo(new ForestFit(3, 1, 1, report.fits().get("Q").majorityAccuracy()));
  }

  @Test
  void analyse_listener_isToldOfEachQuestion() {
    List<ProgressEvent> events = new ArrayList<>();
    small().listener(events::add).build().analyse(survey(200));
    assertThat(events.get(0)).isEqualTo(new ProgressEvent.Started("importance", 4));
    assertThat(events).hasSize(6).last().isEqualTo(new ProgressEvent.Finished("importance"));
    for (int i = 1; i <= 4; i++) {
      var event = (ProgressEvent.Advanced) events.get(i);
      assertThat(event.done()).isEqualTo(i);
      assertThat(event.values()).containsKey("accuracy");
    }
  }

  @Test
  void analyse_interrupted_isCancelledAndKeepsTheFlag() {
    var analysis =
        small()
            .trees(100_000) // would take minutes
            .listener(event -> Thread.currentThread().interrupt())
            .build();
    ListedSurvey survey = survey(200);
    assertThatThrownBy(() -> analysis.analyse(survey)).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void levelOrder_rareAndUnseenLevels_lieInTheMiddle() {
    // 40 respondents of level a answer 0, 40 of level b answer 2: the mean is 1; one of c
    // answers 3: (3 + 10 * 1.02) / 11 = 1.2; d has nobody in training: 1.02
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add("b|2");
      rows.add("a|0");
    }
    rows.add("c|3");
    rows.add("d|1");
    var table =
        RespondentTable.read(
            ListedSurvey.of(List.of(Attribute.open("x")), List.of("Q"), rows), 1000, 0);
    List<int[]> train = List.of(table.people()).subList(0, 81);
    assertThat(LevelOrder.of(table, train, 0, 0)).containsExactly(1, 4, 3, 2);
  }

  @Test
  void impurityDecrease_byHand_isWeightedByRespondents() {
    // x0 separates {0, 0, 1, 1} from {1, 1, 1, 1}; x1 then separates the first into pure leaves:
    // 8 (1 - (4 + 36) / 64) = 3; 4 (1 - 8 / 16) = 2; the rest 0; decreases 3 - 2 = 1 and 2
    double[][] x = {{1, 1}, {1, 1}, {1, 2}, {1, 2}, {2, 1}, {2, 2}, {2, 1}, {2, 2}};
    int[] y = {0, 0, 1, 1, 1, 1, 1, 1};
    var leaf = new LeafNode<>(0, new Label("0"), Map.of(), false);
    var inner = new SplitNode<>(1.5, 1, 0, leaf, leaf);
    var root = new SplitNode<>(1.5, 0, 0, leaf, inner);
    int[] all = {0, 1, 2, 3, 4, 5, 6, 7};
    DecisionTree tree = DecisionTree.of(root, x, y, all, 2);
    assertThat(tree.impurityDecrease(3)).containsExactly(1 / 3.0, 2 / 3.0, 0);
    double[] votes = new double[2];
    tree.vote(new double[] {1, 2}, votes);
    assertThat(votes).containsExactly(0, 1);
    assertThat(DecisionTree.of(leaf, x, y, all, 2).impurityDecrease(2)).containsExactly(0, 0);
  }

  static List<Arguments> refused() {
    return List.of(
        bad("trees 0", b -> b.trees(0)),
        bad("maxDepth 0", b -> b.maxDepth(0)),
        bad("minSplit 1", b -> b.minSplit(1)),
        bad("repeats 0", b -> b.repeats(0)),
        bad("maxRespondents 0", b -> b.maxRespondents(0)),
        bad("threads 0", b -> b.threads(0)),
        bad("heldOut 0.0", b -> b.heldOut(0)),
        bad("heldOut 1.0", b -> b.heldOut(1)),
        bad("heldOut NaN", b -> b.heldOut(Double.NaN)),
        bad(
            "'listed' has no respondents",
            b -> b.build().analyse(ListedSurvey.of(ATTRIBUTES, List.of("Q1"), List.of()))));
  }

  private static Arguments bad(String told, Consumer<AttributeImportance.Builder> call) {
    return Arguments.of(told, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void badOption_isRefusedByName(String told, Consumer<AttributeImportance.Builder> call) {
    var builder = AttributeImportance.builder();
    assertThatThrownBy(() -> call.accept(builder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }
}
