package io.github.dvmap.data.split;

import com.google.common.collect.ImmutableSet;
import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.data.extract.ArchetypeSamples;
import io.github.dvmap.data.extract.ExtractionResult;
import io.github.dvmap.data.wvs.WvsCountry;
import io.github.dvmap.data.wvs.WvsWave7;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Draws a {@link GeneralizationSplit} from archetypes of every country and question: the training
 * countries as {@link CorpusSampler} does, and the first profiles of each unseen one. Immutable and
 * thread-safe.
 */
public final class GeneralizationSampler {
  private final Set<String> trainingCountries;
  private final Set<String> unseenCountries;
  private final Set<String> trainingQuestions;
  private final Set<String> unseenQuestions;
  private final CorpusSampler sampler;
  private final int profilesPerUnseenCountry;
  private final long seed;

  private GeneralizationSampler(Builder builder) {
    trainingCountries = builder.trainingCountries;
    unseenCountries = builder.unseenCountries;
    trainingQuestions = builder.trainingQuestions;
    unseenQuestions = builder.unseenQuestions;
    sampler = builder.sampler.build();
    profilesPerUnseenCountry = builder.profilesPerUnseenCountry;
    seed = builder.seed;
  }

  /** A builder with the paper's countries and questions, 460 profiles a country, 80/10/10. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Draws the benchmark; its splits are those of {@link GeneralizationSplit#corpus()}. A country
   * with fewer profiles than asked for gives all it has, none if the survey lacks it, which the
   * result says.
   *
   * @throws IllegalArgumentException if a split would have no samples
   */
  public CountrySample sample(ExtractionResult found, PromptStyle style) {
    Map<String, Integer> available = new LinkedHashMap<>();
    Map<String, Integer> drawn = new LinkedHashMap<>();
    for (Set<String> names : List.of(trainingCountries, unseenCountries)) {
      names.stream().sorted().forEach(name -> available.put(name, 0));
    }
    available.keySet().forEach(name -> drawn.put(name, 0));
    var training = draw(found, trainingCountries, trainingQuestions);
    Map<String, List<Profile>> parts = sampler.select(training, available, drawn);
    var abroad = draw(found, unseenCountries, trainingQuestions);
    List<Profile> foreign = new ArrayList<>();
    abroad
        .byCountry()
        .forEach(
            (country, profiles) -> {
              int some = Math.min(profilesPerUnseenCountry, profiles.size());
              foreign.addAll(profiles.subList(0, some));
              available.put(country, profiles.size());
              drawn.put(country, some);
            });
    var values = draw(found, trainingCountries, unseenQuestions);
    List<Profile> test = parts.getOrDefault(CorpusSampler.TEST, List.of());
    Map<Profile, String> names = new HashMap<>();
    parts.values().forEach(all -> all.forEach(p -> names.put(p, "p" + (names.size() + 1))));
    foreign.forEach(p -> names.put(p, "p" + (names.size() + 1)));
    var split =
        new GeneralizationSplit(
            render(training, parts.get(CorpusSampler.TRAIN), style, names),
            render(training, parts.getOrDefault(CorpusSampler.VALIDATION, List.of()), style, names),
            render(training, test, style, names),
            render(abroad, foreign, style, names),
            render(values, test, style, names));
    return new CountrySample(split.corpus(), available, drawn);
  }

  private ProfileDraw draw(ExtractionResult found, Set<String> countries, Set<String> questions) {
    List<Archetype> some =
        found.archetypes().stream()
            .filter(a -> countries.contains(ArchetypeSamples.country(a.profile())))
            .filter(a -> questions.contains(a.question().id()))
            .toList();
    return new ProfileDraw(some, found.report().pairsByQuestion().keySet(), seed);
  }

  private static List<AlignmentSample> render(
      ProfileDraw draw, List<Profile> profiles, PromptStyle style, Map<Profile, String> names) {
    return ArchetypeSamples.render(draw.archetypes(profiles), style, names::get);
  }

  /** Builds a {@link GeneralizationSampler}. */
  public static final class Builder {
    private Set<String> trainingCountries = names(WvsWave7.TRAINING_10);
    private Set<String> unseenCountries = names(WvsWave7.UNSEEN_8);
    private Set<String> trainingQuestions = ids(WvsWave7.VALUES_16);
    private Set<String> unseenQuestions = ids(WvsWave7.VALUES_7);
    private final CorpusSampler.Builder sampler = CorpusSampler.builder();
    private int profilesPerUnseenCountry = 46;
    private long seed = 1;

    private Builder() {}

    private static Set<String> names(Collection<WvsCountry> countries) {
      return countries.stream().map(WvsCountry::name).collect(ImmutableSet.toImmutableSet());
    }

    private static Set<String> ids(Collection<Question> questions) {
      return questions.stream().map(Question::id).collect(ImmutableSet.toImmutableSet());
    }

    /**
     * The countries trained on and the unseen ones, as levels of the attribute Country; default the
     * paper's 10 and 8.
     *
     * @throws IllegalArgumentException if one is in both, or a set is empty
     */
    public Builder countries(Set<String> training, Set<String> unseen) {
      requireApart("countries", training, unseen);
      trainingCountries = ImmutableSet.copyOf(training);
      unseenCountries = ImmutableSet.copyOf(unseen);
      return this;
    }

    /**
     * The ids of the questions trained on and of the unseen ones; default the paper's 16 and 7.
     *
     * @throws IllegalArgumentException if one is in both, or a set is empty
     */
    public Builder questions(Set<String> training, Set<String> unseen) {
      requireApart("questions", training, unseen);
      trainingQuestions = ImmutableSet.copyOf(training);
      unseenQuestions = ImmutableSet.copyOf(unseen);
      return this;
    }

    private static void requireApart(String name, Set<String> training, Set<String> unseen) {
      if (training.isEmpty() || unseen.isEmpty() || training.stream().anyMatch(unseen::contains)) {
        throw new IllegalArgumentException(
            name
                + ": training "
                + training
                + " and unseen "
                + unseen
                + " must be apart, not empty");
      }
    }

    /**
     * Profiles of a training country, at most, for training, validation and testing together;
     * default 460.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder profilesPerCountry(int value) {
      sampler.profilesPerCountry(value);
      return this;
    }

    /**
     * Profiles of an unseen country, at most; default 46, as many as of a training country in the
     * other two test sets.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder profilesPerUnseenCountry(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("profilesPerUnseenCountry " + value + " must be >= 1");
      }
      profilesPerUnseenCountry = value;
      return this;
    }

    /**
     * The share of the profiles that is for validation, [0, 1); default 0.1.
     *
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder validation(double value) {
      sampler.validation(value);
      return this;
    }

    /**
     * The share of the profiles that is for testing, [0, 1); default 0.1.
     *
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder test(double value) {
      sampler.test(value);
      return this;
    }

    /** Decides which profiles are drawn; default 1. */
    public Builder seed(long value) {
      sampler.seed(value);
      seed = value;
      return this;
    }

    /**
     * The sampler; the builder can be used again.
     *
     * @throws IllegalArgumentException if validation and test leave nothing for training
     */
    public GeneralizationSampler build() {
      return new GeneralizationSampler(this);
    }
  }
}
