package io.github.dvmap.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.prompt.StructuredCotPrompt;
import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.CounterfactualPair;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.testkit.Fixtures;
import io.github.dvmap.data.corpus.Corpus;
import io.github.dvmap.data.corpus.CorpusFolder;
import io.github.dvmap.data.corpus.CorpusFormat;
import io.github.dvmap.data.corpus.CorpusManifest;
import io.github.dvmap.data.corpus.SampleFiles;
import io.github.dvmap.data.extract.ArchetypeExtractor;
import io.github.dvmap.data.synthetic.SyntheticSurvey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RobustnessSetTest {
  private static final Attribute INCOME = Fixtures.ATTRIBUTES.get(1);
  private static final StructuredCotPrompt STYLE = StructuredCotPrompt.released();
  private static final StructuredCotPrompt GENERIC = StructuredCotPrompt.generic();

  @TempDir Path folder;

  private List<AlignmentSample> samples() {
    return ArchetypeExtractor.paper()
        .extract(SyntheticSurvey.of(3, 120).write(folder.resolve("s.csv")))
        .samples(STYLE);
  }

  @Test
  void income_ofASurvey_flipsHighAndLowAndCountsTheRest() {
    List<AlignmentSample> samples = samples();
    RobustnessSet set = RobustnessSet.income(samples, STYLE);
    Map<String, Long> levels =
        samples.stream()
            .collect(
                Collectors.groupingBy(
                    s -> s.profile().level("Income Bracket"), TreeMap::new, Collectors.counting()));
    assertThat(set.attribute()).isEqualTo("Income Bracket");
    assertThat(set.directions())
        .containsOnly(
            Map.entry("High income -> Low income", levels.get("High income").intValue()),
            Map.entry("Low income -> High income", levels.get("Low income").intValue()));
    assertThat(set.withoutFlip())
        .containsOnly(Map.entry("Middle income", levels.get("Middle income").intValue()));
    assertThat(set.pairs())
        .extracting(CounterfactualPair::original)
        .hasSizeLessThan(samples.size());
  }

  @Test
  void income_promptsOfAPair_differInTheLevelAlone() {
    for (CounterfactualPair pair : RobustnessSet.income(samples(), STYLE).pairs()) {
      String from = pair.original().profile().level("Income Bracket");
      String to = pair.flipped().profile().level("Income Bracket");
      assertThat(pair.original().prompt().user().replace(from, to))
          .isEqualTo(pair.flipped().prompt().user())
          .isNotEqualTo(pair.original().prompt().user());
      assertThat(pair.flipped().id()).isEqualTo(pair.original().id() + "-flipped");
      assertThat(pair.flipped().answer()).isEqualTo(pair.original().answer());
    }
  }

  @Test
  void of_anyAttribute_followsTheMap() {
    Attribute country = Fixtures.ATTRIBUTES.get(0);
    RobustnessSet set =
        RobustnessSet.of(Fixtures.samples(), country, Map.of("Chile", "Japan"), GENERIC);
    assertThat(set.directions()).containsOnly(Map.entry("Chile -> Japan", 6));
    assertThat(set.withoutFlip()).containsOnly(Map.entry("Japan", 6));
    RobustnessSet open =
        RobustnessSet.of(
            Fixtures.samples(), Attribute.open("Country"), Map.of("Japan", "Atlantis"), GENERIC);
    assertThat(open.directions()).containsOnly(Map.entry("Japan -> Atlantis", 6));
  }

  @Test
  void trainedOn_flippedProfilesAndQuestions_areCounted() {
    Profile high = Fixtures.profile("Chile", "High");
    Profile low = Fixtures.profile("Chile", "Low");
    Profile abroad = Fixtures.profile("Japan", "High");
    List<AlignmentSample> samples =
        List.of(
            Fixtures.sample("a", high, Fixtures.TRUST, 0),
            Fixtures.sample("b", high, Fixtures.FAMILY, 0),
            Fixtures.sample("c", abroad, Fixtures.TRUST, 0));
    RobustnessSet set = RobustnessSet.of(samples, INCOME, Map.of("High", "Low"), GENERIC);
    List<AlignmentSample> training =
        List.of(
            Fixtures.sample("d", low, Fixtures.TRUST, 1),
            Fixtures.sample("e", abroad, Fixtures.TRUST, 1));
    assertThat(set.trainedOn(training))
        .containsExactly(Map.entry("profile", 2), Map.entry("profile_and_question", 1));
    assertThat(set.trainedOn(samples)).containsValues(0, 0);
  }

  private static List<List<Object>> text(RobustnessSet set) {
    return set.pairs().stream()
        .flatMap(pair -> Stream.of(pair.original(), pair.flipped()))
        .map(s -> List.<Object>of(s.id(), s.profile(), s.question(), s.answer(), s.prompt()))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void splits_writtenAndRead_areTheSamePairs(CorpusFormat format) {
    RobustnessSet set = RobustnessSet.income(samples(), STYLE);
    Path corpus = folder.resolve("corpus");
    CorpusFolder.write(
        corpus, new Corpus(set.splits()), format, CorpusManifest.builder().option("a", 1).build());
    Map<String, List<AlignmentSample>> read = new TreeMap<>();
    for (String split : set.splits().keySet()) {
      Path file = corpus.resolve(format.file(split));
      read.put(split, SampleFiles.read(file, TagAnswerFormat.answerTags()));
    }
    RobustnessSet back = RobustnessSet.of(new Corpus(read));
    assertThat(text(back)).isEqualTo(text(set));
    read.put(RobustnessSet.FLIPPED, read.get(RobustnessSet.FLIPPED).subList(1, 3));
    assertThatThrownBy(() -> RobustnessSet.of(new Corpus(read)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("robustness_flipped 2");
  }

  @ParameterizedTest
  @CsvSource({
    "High, Hihg, no level 'Hihg'",
    "Hihg, Low, no level 'Hihg'",
    "High, High, flipped to itself",
    "Not Answered, High, no sample has a level of",
  })
  void of_badMap_isRefused(String from, String to, String told) {
    assertThatThrownBy(
            () -> RobustnessSet.of(Fixtures.samples(), INCOME, Map.of(from, to), GENERIC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  @Test
  void of_profilesWithoutTheAttribute_areRefused() {
    AlignmentSample sample =
        Fixtures.sample("a", Profile.of(Map.of("Age", "1")), Fixtures.TRUST, 0);
    assertThatThrownBy(() -> RobustnessSet.income(List.of(sample), STYLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no attribute 'Income Bracket'");
  }

  @Test
  void construct_pairsOfSeveralAttributes_areRefused() {
    RobustnessSet income =
        RobustnessSet.of(Fixtures.samples(), INCOME, Map.of("High", "Low"), GENERIC);
    RobustnessSet country =
        RobustnessSet.of(
            Fixtures.samples(), Fixtures.ATTRIBUTES.get(0), Map.of("Chile", "Japan"), GENERIC);
    assertThatThrownBy(
            () ->
                new RobustnessSet(List.of(income.pairs().get(0), country.pairs().get(0)), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[Income Bracket, Country]");
    assertThatThrownBy(() -> new RobustnessSet(List.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
