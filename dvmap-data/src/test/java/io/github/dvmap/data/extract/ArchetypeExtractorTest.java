package io.github.dvmap.data.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.Lists;
import io.github.dvmap.core.prompt.StructuredCotPrompt;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.data.table.CsvSurvey;
import io.github.dvmap.data.table.SurveyMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchetypeExtractorTest {
  private static final SurveyMapping MAPPING =
      SurveyMapping.builder("S")
          .integers()
          .attribute("Country", "land", c -> c.code(1, "A").code(2, "B").dropMissing())
          .attribute("Sex", "sex", c -> c.code(1, "M").code(2, "F"))
          .question(
              "Q49",
              "q49",
              "How free?",
              c -> c.bin(1, 3, "Low").bin(4, 7, "Medium").bin(8, 10, "High"))
          .question("Q57", "q57", "Trust?", c -> c.code(1, "Yes").code(2, "No"))
          .build();

  @TempDir Path folder;

  /** Rows of land, sex, q49, q57. */
  private CsvSurvey survey(List<String> rows) {
    Path file = folder.resolve("s.csv");
    try {
      Files.writeString(file, "land,sex,q49,q57\n" + String.join("\n", rows) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return CsvSurvey.of(file, MAPPING);
  }

  private static ExtractionResult extract(CsvSurvey survey, Consensus consensus, int support) {
    return ArchetypeExtractor.builder()
        .consensus(consensus)
        .minSupport(support)
        .build()
        .extract(survey);
  }

  private static final SurveyMapping WITH_WEIGHTS =
      SurveyMapping.builder("S")
          .weight("w")
          .integers()
          .attribute("Sex", "sex", c -> c.code(1, "M"))
          .question("q", "q", "Happy?", c -> c.code(1, "Y").code(2, "N"))
          .build();

  private static final List<String> ROWS =
      List.of(
          "1,1,1,1",
          "1,1,3,1",
          "1,1,2,-1", // agree on Low (codes differ) and on Yes
          "1,2,1,1",
          "1,2,9,1", // disagree on Q49
          "2,1,5,2", // alone
          "2,-1,,1", // sex not answered, Q49 missing
          "-1,1,1,1"); // dropped

  @Test
  void extract_strict_keepsPairsWhoseLabelsAgree() {
    ExtractionResult found = extract(survey(ROWS), Consensus.strict(), 1);
    assertThat(found.archetypes())
        .extracting(
            a -> a.profile().levels().values().toString(),
            a -> a.question().id(),
            Archetype::answer,
            Archetype::support,
            Archetype::entropy)
        .containsExactly(
            tuple("[A, M]", "Q49", 0, 3, 0.0),
            tuple("[A, M]", "Q57", 0, 2, 0.0),
            tuple("[A, F]", "Q57", 0, 2, 0.0),
            tuple("[B, M]", "Q49", 1, 1, 0.0),
            tuple("[B, M]", "Q57", 1, 1, 0.0),
            tuple("[B, Not Answered]", "Q57", 0, 1, 0.0));
  }

  @Test
  void extract_anySurvey_countsEveryRowAndPair() {
    ExtractionReport report = extract(survey(ROWS), Consensus.strict(), 2).report();
    assertThat(report.rows()).isEqualTo(8);
    assertThat(report.droppedRows()).containsOnly(Map.entry("Country is missing", 1L));
    assertThat(report.respondents()).isEqualTo(7);
    assertThat(report.profiles()).isEqualTo(4);
    assertThat(report.sharedRespondents()).isEqualTo(5);
    assertThat(report.pairs()).isEqualTo(7);
    assertThat(report.pairsDisagreeing()).isEqualTo(1);
    assertThat(report.droppedSupport()).isEqualTo(3);
    assertThat(report.droppedConsensus()).isEqualTo(1);
    assertThat(report.kept()).isEqualTo(3);
    assertThat(report.kept() + report.droppedSupport() + report.droppedConsensus())
        .isEqualTo(report.pairs());
    assertThat(report.pairsByQuestion().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(report.pairs());
    assertThat(report.keptByQuestion()).containsExactly(Map.entry("Q49", 1L), Map.entry("Q57", 2L));
    assertThat(report.toText())
        .isEqualTo(
            """
            rows read                                        8
              dropped: Country is missing                    1
            respondents                                      7
            distinct profiles                                4
            respondents who share their profile              5
            (profile, question) pairs                        7
              with entropy > 0                               1
              dropped: support                               3
              dropped: consensus                             1
            archetypes                                       3
            """);
  }

  @Test
  void extract_questionThatNobodyAnswered_isNamed() {
    List<String> rows = ROWS.stream().map(row -> row.replaceAll(",[^,]*$", ",")).toList();
    ExtractionReport report = extract(survey(rows), Consensus.strict(), 1).report();
    assertThat(report.pairsByQuestion())
        .containsExactly(Map.entry("Q49", 3L), Map.entry("Q57", 0L));
    assertThat(report.unanswered()).containsExactly("Q57");
    assertThat(report.toText()).endsWith("\nno answer, or no column, of Q57\n");
  }

  // Canada Q49 and Germany Q50 of the released corpus, and ties of two, three and four codes
  @ParameterizedTest
  @CsvSource({
    "6 7 8 6 8, High",
    "7 8 7 10 7 9 8 10 6, Medium",
    "1 10, High",
    "1 5 10, Medium",
    "2 3 4 8, Medium",
    "3 3 8 8 8, High",
    "1 2 3 8 8, High",
    "5, Medium",
  })
  void majority_rawCodes_takesTheReleasedTieRuleAndBinsAfterwards(String codes, String answer) {
    List<String> rows = new ArrayList<>();
    for (String code : codes.split(" ", -1)) {
      rows.add("1,1," + code + ",1");
    }
    Archetype archetype = extract(survey(rows), Consensus.majority(), 1).archetypes().get(0);
    assertThat(archetype.question().scale().label(archetype.answer())).isEqualTo(answer);
  }

  @Test
  void entropy_ofCounts_isShannonsInBits() {
    var counts = new AnswerCounts(4);
    for (int code : new int[] {1, 1, 2, 3}) {
      counts.add(new Response(code, code - 1), 1);
    }
    assertThat(counts.entropy()).isCloseTo(1.5, within(1e-12));
    assertThat(counts.total()).isEqualTo(4);
  }

  @Test
  void counts_withWeights_voteByWeight() {
    var counts = new AnswerCounts(2);
    counts.add(new Response(1, 0), 0.5);
    counts.add(new Response(1, 0), 0.25);
    counts.add(new Response(2, 1), 2.25);
    assertThat(counts.modeOfCodes()).isEqualTo(1);
    assertThat(counts.modeOfOptions()).isEqualTo(1);
    assertThat(counts.weight()).isEqualTo(3);
    // H(1/4, 3/4)
    assertThat(counts.entropy()).isCloseTo(0.811278124459, within(1e-12));
  }

  @Test
  void extract_weightedSurvey_letsTheHeavierAnswerWinAndTheWeightlessNotVote() {
    Path file = folder.resolve("weights.csv");
    write(file, "sex,q,w\n1,1,1\n1,1,1\n1,2,2.5\n");
    assertThat(extract(CsvSurvey.of(file, WITH_WEIGHTS), Consensus.majority(), 1).archetypes())
        .extracting(Archetype::answer)
        .containsExactly(0);
    assertThat(
            extract(CsvSurvey.of(file, WITH_WEIGHTS.weighted()), Consensus.majority(), 1)
                .archetypes())
        .extracting(Archetype::answer)
        .containsExactly(1);
    write(file, "sex,q,w\n1,1,0\n1,2,1\n");
    assertThat(
            extract(CsvSurvey.of(file, WITH_WEIGHTS.weighted()), Consensus.strict(), 1)
                .archetypes())
        .extracting(Archetype::answer)
        .containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.1 0.2 0.3", "0.3 0.2 0.1", "0.2 0.3 0.1"})
  void extract_weightsWhoseSumIsRounded_haveTheSameModeInAnyOrder(String weights) {
    // from left to right 0.1 + 0.2 + 0.3 is above 0.6, and 0.3 + 0.2 + 0.1 is 0.6
    Path file = folder.resolve("weights.csv");
    write(file, "sex,q,w\n1,1," + weights.replace(" ", "\n1,1,") + "\n1,2,0.6\n");
    assertThat(
            extract(CsvSurvey.of(file, WITH_WEIGHTS.weighted()), Consensus.majority(), 1)
                .archetypes())
        .extracting(Archetype::answer)
        .containsExactly(0);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.8, 0", "0.82, 1", "1, 1"})
  void entropyAtMost_threeToOne_keepsFromItsEntropyOn(double bits, int kept) {
    // H(3/4, 1/4) = 0.8113 bits
    List<String> rows = List.of("1,1,,1", "1,1,,1", "1,1,,1", "1,1,,2");
    ExtractionResult found = extract(survey(rows), Consensus.entropyAtMost(bits), 1);
    assertThat(found.archetypes()).hasSize(kept);
    found.archetypes().forEach(a -> assertThat(a.answer()).isZero());
  }

  @Test
  void extract_respondentsInAnyOrder_findsTheSameArchetypes() {
    var random = new Random(7);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      rows.add(
          (1 + random.nextInt(2))
              + ","
              + (random.nextInt(4) - 1 <= 0 ? -1 : 1 + random.nextInt(2))
              + ","
              + (1 + random.nextInt(10))
              + ","
              + (1 + random.nextInt(2)));
    }
    for (Consensus consensus : List.of(Consensus.majority(), Consensus.entropyAtMost(1))) {
      List<Archetype> expected = extract(survey(rows), consensus, 1).archetypes();
      for (int seed = 0; seed < 5; seed++) {
        Collections.shuffle(rows, new Random(seed));
        assertThat(extract(survey(rows), consensus, 1).archetypes())
            .containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  @Test
  void extract_fewerAttributes_mergesProfiles() {
    ExtractionResult found =
        ArchetypeExtractor.builder()
            .attributes(List.of(MAPPING.schema().attributes().get(0)))
            .questions(List.of(MAPPING.schema().questions().get(1)))
            .build()
            .extract(survey(ROWS));
    assertThat(found.report().profiles()).isEqualTo(2);
    assertThat(found.archetypes()).hasSize(1);
    assertThat(found.archetypes().get(0).profile().levels()).containsOnlyKeys("Country");
    assertThat(found.archetypes().get(0).support()).isEqualTo(4);
  }

  @Test
  void group_attributesInAnotherOrder_makeProfilesInThatOrder() {
    List<Attribute> turned = Lists.reverse(MAPPING.schema().attributes());
    ProfileGroups groups =
        ArchetypeExtractor.builder().attributes(turned).build().group(survey(ROWS));
    assertThat(groups.attributes()).isEqualTo(turned);
    assertThat(groups.groups().keySet())
        .allSatisfy(profile -> assertThat(profile.attributes()).containsExactly("Sex", "Country"))
        .isEqualTo(ArchetypeExtractor.paper().group(survey(ROWS)).groups().keySet());
  }

  @Test
  void counts_questionNotCounted_isNamed() {
    Question other = MAPPING.schema().questions().get(0);
    List<Question> counted = List.of(MAPPING.schema().questions().get(1));
    ProfileGroups groups =
        ArchetypeExtractor.builder().questions(counted).build().group(survey(ROWS));
    ProfileGroups.Group group = groups.groups().values().iterator().next();
    assertThatThrownBy(() -> group.counts(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("question 'Q49' is not one of those counted");
  }

  @Test
  void samples_ofAResult_haveIdsAndFrequencies() {
    ExtractionResult found = extract(survey(ROWS), Consensus.strict(), 1);
    List<AlignmentSample> samples = found.samples(StructuredCotPrompt.generic());
    assertThat(samples)
        .extracting(AlignmentSample::id)
        .containsExactly("p0-Q49", "p0-Q57", "p1-Q57", "p2-Q49", "p2-Q57", "p3-Q57");
    // in country B, Q57 was answered No by one archetype and Yes by the other
    assertThat(samples)
        .extracting(AlignmentSample::frequency)
        .containsExactly(1.0, 1.0, 1.0, 1.0, 0.5, 0.5);
    assertThat(samples.get(3).prompt().user()).contains("Country: B").contains("How free?");
  }

  @Test
  void builder_badValue_isRefused() {
    assertThatThrownBy(() -> ArchetypeExtractor.builder().minSupport(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("minSupport 0");
    assertThatThrownBy(() -> Consensus.entropyAtMost(-0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-0.1");
    assertThatThrownBy(() -> Consensus.entropyAtMost(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    Question question = MAPPING.schema().questions().get(1);
    assertThatThrownBy(() -> ArchetypeExtractor.builder().questions(List.of(question, question)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("question 'Q57' is repeated");
    Attribute age = Attribute.open("Age");
    assertThatThrownBy(() -> ArchetypeExtractor.builder().attributes(List.of(age, age)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attribute 'Age' is repeated");
    var other = List.of(age);
    var extractor = ArchetypeExtractor.builder().attributes(other).build();
    CsvSurvey survey = survey(ROWS);
    assertThatThrownBy(() -> extractor.extract(survey))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'Age'");
  }
}
