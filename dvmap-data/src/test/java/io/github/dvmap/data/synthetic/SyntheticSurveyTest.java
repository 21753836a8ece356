package io.github.dvmap.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.core.testkit.SurveySourceContract;
import io.github.dvmap.data.table.CsvSurvey;
import io.github.dvmap.data.wvs.WvsWave7;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticSurveyTest extends SurveySourceContract {
  @TempDir Path folder;

  private Path csv(long seed, int respondents) {
    Path file = folder.resolve("synthetic-" + seed + "-" + respondents + ".csv");
    SyntheticSurvey.of(seed, respondents).write(file);
    return file;
  }

  @Override
  protected SurveySource source() {
    CsvSurvey survey = SyntheticSurvey.of(7, 50).write(folder.resolve("s.csv"));
    assertThat(survey.schema().name()).startsWith("SYNTHETIC");
    return survey;
  }

  private List<Respondent> read(long seed, int respondents) {
    var all = new ArrayList<Respondent>();
    try (RespondentStream stream = WvsWave7.csv(csv(seed, respondents)).open()) {
      stream.forEachRemaining(all::add);
    }
    return all;
  }

  @Test
  void write_sameSeed_givesTheSameBytes_andAnotherSeedOthers() throws IOException {
    byte[] first = Files.readAllBytes(csv(7, 100));
    Files.delete(csv(7, 100));
    assertThat(Files.readAllBytes(csv(7, 100))).isEqualTo(first);
    assertThat(Files.readAllBytes(csv(8, 100))).isNotEqualTo(first);
  }

  @Test
  void write_moreRespondents_beginsWithTheSameOnes() throws IOException {
    List<String> few = Files.readAllLines(csv(7, 20));
    assertThat(Files.readAllLines(csv(7, 60)).subList(0, few.size())).isEqualTo(few);
  }

  @Test
  void write_interrupted_isCancelledAndLeavesNothing() {
    Path file = folder.resolve("interrupted.csv");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> SyntheticSurvey.of(7, 20).write(file))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void truth_everyProfileAndQuestion_sumsToOne() {
    SyntheticSurvey survey = SyntheticSurvey.of(7, 200);
    for (Respondent respondent : read(7, 200)) {
      for (Question question : WvsWave7.VALUES_16) {
        double[] p = survey.truth(respondent.profile(), question);
        assertThat(p).hasSize(question.scale().size());
        double sum = 0;
        for (double value : p) {
          assertThat(value).isBetween(0.0, 1.0);
          sum += value;
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
      }
    }
  }

  @Test
  void answers_ofManyRespondents_followTheTruth() {
    SyntheticSurvey survey = SyntheticSurvey.of(11, 8000);
    Map<String, double[]> expected = new HashMap<>();
    Map<String, double[]> variance = new HashMap<>();
    Map<String, double[]> observed = new HashMap<>();
    for (Respondent respondent : read(11, 8000)) {
      for (Question question : WvsWave7.VALUES_16) {
        var response = respondent.responses().get(question.id());
        if (response == null) {
          continue;
        }
        double[] p = survey.truth(respondent.profile(), question);
        for (int k = 0; k < p.length; k++) {
          add(expected, question, p.length, k, p[k]);
          add(variance, question, p.length, k, p[k] * (1 - p[k]));
        }
        add(observed, question, p.length, response.option(), 1);
      }
    }
    expected.forEach(
        (id, counts) -> {
          for (int k = 0; k < counts.length; k++) {
            double z = (observed.get(id)[k] - counts[k]) / Math.sqrt(variance.get(id)[k]);
            // 61 options in all: a normal variable exceeds 4 once in 260 such tests
            assertThat(Math.abs(z)).as("%s option %d", id, k).isLessThan(4);
          }
        });
  }

  private static void add(
      Map<String, double[]> sums, Question question, int size, int option, double value) {
    sums.computeIfAbsent(question.id(), id -> new double[size])[option] += value;
  }

  @Test
  void truth_driverChanges_changesTheAnswersAndOtherAttributesDoNot() {
    SyntheticSurvey survey = SyntheticSurvey.of(7, 10);
    var profile = read(7, 10).get(0).profile().with("Income Bracket", "Low income");
    for (Question question : WvsWave7.VALUES_16) {
      boolean driven = survey.drivers().get(question.id()).contains("Income Bracket");
      double[] low = survey.truth(profile, question);
      double[] high = survey.truth(profile.with("Income Bracket", "High income"), question);
      assertThat(Arrays.equals(low, high)).isEqualTo(!driven);
      double[] other = survey.truth(profile.with("Common Language", "Klingon"), question);
      assertThat(other).isEqualTo(low);
    }
  }

  @Test
  void consensusTruth_threeRespondents_isTheirProductNormalised() {
    SyntheticSurvey survey = SyntheticSurvey.of(7, 10);
    var profile = read(7, 10).get(0).profile();
    Question question = WvsWave7.VALUES_16.get(0);
    double[] p = survey.truth(profile, question);
    double[] three = survey.consensusTruth(profile, question, 3);
    double sum = 0;
    for (double value : p) {
      sum += value * value * value;
    }
    for (int k = 0; k < p.length; k++) {
      assertThat(three[k]).isCloseTo(p[k] * p[k] * p[k] / sum, within(1e-12));
    }
  }

  @Test
  void of_noRespondents_isRefused() {
    assertThatThrownBy(() -> SyntheticSurvey.of(7, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("respondents 0");
  }
}
