package io.github.dvmap.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.dvmap.core.prompt.StructuredCotPrompt;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.testkit.Fixtures;
import io.github.dvmap.data.corpus.Corpus;
import io.github.dvmap.data.extract.ArchetypeExtractor;
import io.github.dvmap.data.extract.Consensus;
import io.github.dvmap.data.extract.ExtractionResult;
import io.github.dvmap.data.synthetic.SyntheticSurvey;
import io.github.dvmap.data.wvs.WvsCountry;
import io.github.dvmap.data.wvs.WvsWave7;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneralizationSplitTest {
  private static final StructuredCotPrompt STYLE = StructuredCotPrompt.compact();
  private static final GeneralizationSampler SAMPLER =
      GeneralizationSampler.builder()
          .profilesPerCountry(50)
          .profilesPerUnseenCountry(6)
          .seed(4)
          .build();

  @TempDir static Path folder;

  private static ExtractionResult found;
  private static GeneralizationSplit split;

  @BeforeAll
  static void draw() {
    found =
        ArchetypeExtractor.released()
            .extract(SyntheticSurvey.benchmark(3, 2000).write(folder.resolve("s.csv")));
    split = GeneralizationSplit.of(SAMPLER.sample(found, STYLE).corpus());
  }

  private static <T> Set<T> all(List<AlignmentSample> samples, Function<AlignmentSample, T> what) {
    return samples.stream().map(what).collect(Collectors.toSet());
  }

  private static Set<Profile> profiles(List<AlignmentSample> samples) {
    return all(samples, AlignmentSample::profile);
  }

  private static Set<String> countries(List<AlignmentSample> samples) {
    return all(samples, s -> s.profile().level("Country"));
  }

  private static Set<String> questions(List<AlignmentSample> samples) {
    return all(samples, s -> s.question().id());
  }

  private static Set<String> names(Collection<WvsCountry> countries) {
    return countries.stream().map(WvsCountry::name).collect(Collectors.toSet());
  }

  private static Set<String> ids(Collection<Question> questions) {
    return questions.stream().map(Question::id).collect(Collectors.toSet());
  }

  @Test
  void sample_ofTheBenchmark_differsInOneDirectionEach() {
    Set<String> training = names(WvsWave7.TRAINING_10);
    Set<String> asked = ids(WvsWave7.VALUES_16);
    assertThat(countries(split.train())).isEqualTo(training);
    assertThat(questions(split.train())).isEqualTo(asked);
    assertThat(countries(split.crossDemographic())).isEqualTo(training);
    assertThat(questions(split.crossDemographic())).isEqualTo(asked);
    assertThat(countries(split.crossCountry())).isEqualTo(names(WvsWave7.UNSEEN_8));
    assertThat(questions(split.crossCountry())).isEqualTo(asked);
    assertThat(countries(split.crossValue())).isEqualTo(training);
    assertThat(questions(split.crossValue())).isEqualTo(ids(WvsWave7.VALUES_7));
    assertThat(profiles(split.crossValue())).isEqualTo(profiles(split.crossDemographic()));
  }

  @Test
  void sample_sizes_areAsAskedFor() {
    assertThat(profiles(split.train())).hasSize(10 * 40);
    assertThat(profiles(split.validation())).hasSize(10 * 5);
    assertThat(profiles(split.crossDemographic())).hasSize(10 * 5);
    assertThat(profiles(split.crossCountry())).hasSize(8 * 6);
    List<String> ids = new ArrayList<>();
    split.corpus().splits().values().forEach(s -> s.forEach(sample -> ids.add(sample.id())));
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void sample_trainingProfiles_areThoseOfTheCorpusWithoutTheBenchmark() {
    var sixteen =
        ArchetypeExtractor.builder()
            .questions(WvsWave7.VALUES_16)
            .consensus(Consensus.majority())
            .build()
            .extract(SyntheticSurvey.benchmark(3, 2000).write(folder.resolve("t.csv")));
    Corpus corpus =
        CorpusSampler.builder()
            .profilesPerCountry(50)
            .seed(4)
            .build()
            .sample(sixteen, STYLE)
            .corpus();
    assertThat(profiles(corpus.split("train"))).containsAll(profiles(split.train()));
  }

  @Test
  void proof_ofTheBenchmark_countsEveryClaim() {
    GeneralizationProof proof = split.proof();
    assertThat(proof.claims())
        .extracting(
            GeneralizationProof.Claim::kind,
            GeneralizationProof.Claim::seen,
            GeneralizationProof.Claim::seenCount,
            GeneralizationProof.Claim::unseen,
            GeneralizationProof.Claim::unseenCount)
        .contains(
            tuple(GeneralizationProof.Kind.PROFILE, "train", 400, "validation", 50),
            tuple(GeneralizationProof.Kind.PROFILE, "train", 400, "cross_demographic", 50),
            tuple(GeneralizationProof.Kind.COUNTRY, "train", 10, "cross_country", 8),
            tuple(GeneralizationProof.Kind.QUESTION, "train", 16, "cross_value", 7),
            tuple(GeneralizationProof.Kind.PROFILE, "train", 400, "cross_value", 50),
            tuple(GeneralizationProof.Kind.COUNTRY, "validation", 10, "cross_country", 8))
        .hasSize(11);
    assertThat(proof.toText())
        .contains(
            "no country shared: train has 10, cross_country has 8, 0 in common",
            "no question shared: train has 16, cross_value has 7, 0 in common");
    assertThat(proof.facts()).hasSize(11).containsKey("train / cross_value / question");
  }

  @Test
  void construct_somethingShared_isRefusedWithANumberAndAnExample() {
    assertShared(
        () ->
            with(
                split.train(),
                split.train().subList(0, 3),
                split.crossCountry(),
                split.crossValue()),
        "train and cross_demographic share 1 of kind profile",
        split.train().get(0).profile().toString());
    AlignmentSample abroad = split.crossCountry().get(0);
    assertShared(
        () ->
            with(
                split.train(),
                split.crossDemographic(),
                split.crossDemographic(),
                split.crossValue()),
        "train and cross_country share 10 of kind country",
        "one is ");
    assertShared(
        () ->
            with(
                split.train(),
                split.crossDemographic(),
                split.crossCountry(),
                split.crossDemographic()),
        "train and cross_value share 16 of kind question",
        "one is Q");
    List<AlignmentSample> leaked = new ArrayList<>(split.train());
    leaked.add(Fixtures.sample("x", abroad.profile(), Fixtures.FAMILY, 0));
    assertShared(
        () -> with(leaked, split.crossDemographic(), split.crossCountry(), split.crossValue()),
        "train and cross_country share 1 of kind country",
        "one is " + abroad.profile().level("Country"));
  }

  private static GeneralizationSplit with(
      List<AlignmentSample> train,
      List<AlignmentSample> demographic,
      List<AlignmentSample> country,
      List<AlignmentSample> value) {
    return new GeneralizationSplit(train, List.of(), demographic, country, value);
  }

  private static void assertShared(ThrowingCallable construct, String... told) {
    assertThatThrownBy(construct)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(told);
  }

  @Test
  void corpus_ofTheSplit_isReadAsTheSplit() {
    assertThat(split.corpus().splits().keySet())
        .containsExactly(
            "train", "validation", "cross_demographic", "cross_country", "cross_value");
    assertThat(GeneralizationSplit.of(split.corpus())).isEqualTo(split);
    assertThatThrownBy(() -> GeneralizationSplit.of(new Corpus(Map.of("train", split.train()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no split 'cross_demographic'");
  }

  @Test
  void sample_countryThatTheSurveyLacks_isCountedAsNone() {
    var sampler =
        GeneralizationSampler.builder()
            .countries(names(WvsWave7.TRAINING_10), Set.of("Mexico", "Atlantis"))
            .profilesPerUnseenCountry(3)
            .build();
    CountrySample drawn = sampler.sample(found, STYLE);
    assertThat(drawn.available()).containsEntry("Atlantis", 0);
    assertThat(drawn.drawn()).containsEntry("Atlantis", 0).containsEntry("Mexico", 3);
    var none =
        GeneralizationSampler.builder()
            .questions(ids(WvsWave7.VALUES_16), new TreeSet<>(Set.of("Q999")))
            .build();
    assertThatThrownBy(() -> none.sample(found, STYLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("split 'cross_value' has no samples");
  }

  @ParameterizedTest
  @CsvSource({"Chile, Chile", "'', Chile", "Chile, ''"})
  void builder_setsThatAreNotApart_areRefused(String training, String unseen) {
    Set<String> a = training.isEmpty() ? Set.of() : Set.of(training);
    Set<String> b = unseen.isEmpty() ? Set.of() : Set.of(unseen);
    assertThatThrownBy(() -> GeneralizationSampler.builder().countries(a, b))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("countries");
    assertThatThrownBy(() -> GeneralizationSampler.builder().questions(a, b))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("questions");
    assertThatThrownBy(() -> GeneralizationSampler.builder().profilesPerUnseenCountry(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("profilesPerUnseenCountry 0");
  }
}
