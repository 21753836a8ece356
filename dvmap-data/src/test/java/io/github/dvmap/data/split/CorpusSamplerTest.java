package io.github.dvmap.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.prompt.StructuredCotPrompt;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.testkit.Fixtures;
import io.github.dvmap.data.extract.ExtractionReport;
import io.github.dvmap.data.extract.ExtractionResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusSamplerTest {
  private static final StructuredCotPrompt STYLE = StructuredCotPrompt.generic();

  private static Profile profile(String country, int number) {
    var levels = new LinkedHashMap<String, String>();
    levels.put("Country", country);
    levels.put("Number", Integer.toString(number));
    return Profile.of(levels);
  }

  /** So many profiles of Chile and Japan, two questions each; the second lacks in each third. */
  private static List<Archetype> archetypes(int chile, int japan) {
    List<Archetype> found = new ArrayList<>();
    for (int i = 0; i < Math.max(chile, japan); i++) {
      for (String country : List.of("Japan", "Chile")) {
        if (i < (country.equals("Chile") ? chile : japan)) {
          found.add(new Archetype(profile(country, i), Fixtures.FAMILY, i % 4, 1, 0));
          if (i % 3 != 0) {
            found.add(new Archetype(profile(country, i), Fixtures.TRUST, i % 2, 2, 0));
          }
        }
      }
    }
    return found;
  }

  private static ExtractionResult result(List<Archetype> found) {
    return new ExtractionResult(
        found,
        new ExtractionReport(
            "S", 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, found.size(), Map.of(), Map.of()));
  }

  private static CountrySample sample(List<Archetype> found, int profiles, long seed) {
    return CorpusSampler.builder()
        .profilesPerCountry(profiles)
        .seed(seed)
        .build()
        .sample(result(found), STYLE);
  }

  private static List<Profile> profiles(List<AlignmentSample> samples, String country) {
    return new ArrayList<>(
        samples.stream()
            .map(AlignmentSample::profile)
            .filter(p -> p.level("Country").equals(country))
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  @Test
  void sample_ofTwoCountries_drawsEquallyManyAndSplitsThem() {
    CountrySample drawn = sample(archetypes(300, 120), 100, 7);
    assertThat(drawn.available()).containsExactly(Map.entry("Chile", 300), Map.entry("Japan", 120));
    assertThat(drawn.drawn()).containsExactly(Map.entry("Chile", 100), Map.entry("Japan", 100));
    Map<String, Integer> sizes = Map.of("train", 80, "validation", 10, "test", 10);
    assertThat(drawn.corpus().splits().keySet()).containsExactly("train", "validation", "test");
    Set<Profile> all = new HashSet<>();
    Set<String> ids = new HashSet<>();
    drawn
        .corpus()
        .splits()
        .forEach(
            (name, samples) -> {
              for (String country : List.of("Chile", "Japan")) {
                List<Profile> own = profiles(samples, country);
                assertThat(own).as(name).hasSize(sizes.get(name));
                assertThat(all).doesNotContainAnyElementsOf(own);
                all.addAll(own);
              }
              samples.forEach(s -> assertThat(ids.add(s.id())).as(s.id()).isTrue());
            });
  }

  @Test
  void sample_rows_areConsecutiveByProfileInQuestionOrder() {
    for (List<AlignmentSample> samples :
        sample(archetypes(60, 60), 50, 3).corpus().splits().values()) {
      Set<Profile> seen = new HashSet<>();
      AlignmentSample before = null;
      for (AlignmentSample sample : samples) {
        if (before != null && before.profile().equals(sample.profile())) {
          assertThat(before.question()).isEqualTo(Fixtures.FAMILY);
          assertThat(sample.question()).isEqualTo(Fixtures.TRUST);
        } else {
          assertThat(seen.add(sample.profile())).isTrue();
        }
        assertThat(sample.prompt()).isEqualTo(STYLE.render(sample.profile(), sample.question()));
        before = sample;
      }
    }
  }

  @Test
  void sample_frequencies_areSharesWithinSplitCountryAndQuestion() {
    for (List<AlignmentSample> samples :
        sample(archetypes(90, 90), 80, 3).corpus().splits().values()) {
      for (AlignmentSample sample : samples) {
        List<AlignmentSample> cell =
            samples.stream()
                .filter(s -> s.question().equals(sample.question()))
                .filter(s -> s.profile().level("Country").equals(sample.profile().level("Country")))
                .toList();
        double same = cell.stream().filter(s -> s.answer() == sample.answer()).count();
        assertThat(sample.frequency()).isEqualTo(same / cell.size());
      }
    }
  }

  @Test
  void sample_shuffledArchetypes_areTheSameCorpus()
      throws ExecutionException, InterruptedException {
    CountrySample expected = sample(archetypes(80, 70), 40, 9);
    List<List<Archetype>> byProfile =
        new ArrayList<>(
            archetypes(80, 70).stream()
                .collect(Collectors.groupingBy(Archetype::profile))
                .values());
    for (int threads : List.of(1, 3)) {
      Collections.shuffle(byProfile, new Random(threads));
      List<Archetype> shuffled = byProfile.stream().flatMap(Collection::stream).toList();
      var pool = new ForkJoinPool(threads);
      try {
        assertThat(pool.submit(() -> sample(shuffled, 40, 9)).get()).isEqualTo(expected);
      } finally {
        pool.shutdown();
      }
    }
    assertThat(sample(archetypes(80, 70), 40, 10)).isNotEqualTo(expected);
  }

  @Test
  void sample_archetypesOfAProfileInAnyOrder_areTheSameCorpus() {
    List<Archetype> found = archetypes(80, 70);
    for (List<String> order : List.of(List.of("Q1", "Q57"), List.of("Q57", "Q1"))) {
      Map<String, Long> pairs = new LinkedHashMap<>();
      order.forEach(id -> pairs.put(id, 1L));
      var report = new ExtractionReport("S", 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, 0, pairs, Map.of());
      List<Archetype> shuffled = new ArrayList<>(found);
      CorpusSampler sampler = CorpusSampler.builder().profilesPerCountry(40).build();
      CountrySample expected = sampler.sample(new ExtractionResult(shuffled, report), STYLE);
      List<AlignmentSample> train = expected.corpus().split("train");
      assertThat(train.get(0).profile()).isEqualTo(train.get(1).profile());
      for (int seed = 0; seed < 3; seed++) {
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(sampler.sample(new ExtractionResult(shuffled, report), STYLE))
            .isEqualTo(expected);
      }
      for (int i = 1; i < train.size(); i++) {
        if (train.get(i).profile().equals(train.get(i - 1).profile())) {
          assertThat(train.get(i - 1).question().id()).isEqualTo(order.get(0));
        }
      }
    }
  }

  @Test
  void sample_anotherCountryMore_leavesTheDrawOfTheFirst() {
    CountrySample both = sample(archetypes(80, 70), 40, 9);
    CountrySample alone = sample(archetypes(80, 0), 40, 9);
    for (String split : List.of("train", "validation", "test")) {
      assertThat(profiles(both.corpus().split(split), "Chile"))
          .isEqualTo(profiles(alone.corpus().split(split), "Chile"));
    }
  }

  @Test
  void sample_overSeeds_isUniform() {
    int seeds = 2000;
    int[] tested = new int[20];
    for (int seed = 0; seed < seeds; seed++) {
      for (Profile profile :
          profiles(sample(archetypes(20, 0), 10, seed).corpus().split("test"), "Chile")) {
        tested[Integer.parseInt(profile.level("Number"))]++;
      }
    }
    // each is the one test profile of ten drawn of twenty with p = 1/20: mean 100, sd 9.7
    for (int count : tested) {
      assertThat(count).isCloseTo(100, within(45));
    }
  }

  @Test
  void sample_countryWithFewProfiles_givesAllAndSaysSo() {
    CountrySample drawn = sample(archetypes(80, 30), 50, 9);
    assertThat(drawn.drawn()).containsEntry("Japan", 30).containsEntry("Chile", 50);
    assertThat(drawn.shortfalls(50)).containsExactly(Map.entry("Japan", 30));
  }

  @Test
  void sample_shareOfZero_hasNoSuchSplit() {
    CountrySample drawn =
        CorpusSampler.builder()
            .validation(0)
            .test(0.5)
            .build()
            .sample(result(archetypes(20, 0)), STYLE);
    assertThat(drawn.corpus().splits().keySet()).containsExactly("train", "test");
  }

  @Test
  void sample_tooFewForASplit_isRefused() {
    assertThatThrownBy(() -> sample(archetypes(3, 3), 460, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("split 'validation' has no samples");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.1, 0.1, profilesPerCountry 0",
    "1, -0.1, 0.1, validation -0.1",
    "1, 0.1, NaN, test NaN",
    "1, 0.5, 0.5, less than 1 together",
    "1, 1, 0, validation 1.0"
  })
  void builder_badValue_isRefused(int profiles, double validation, double test, String told) {
    assertThatThrownBy(
            () ->
                CorpusSampler.builder()
                    .profilesPerCountry(profiles)
                    .validation(validation)
                    .test(test)
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }
}
