package io.github.dvmap.data.split;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.data.corpus.Corpus;
import io.github.dvmap.data.extract.ArchetypeSamples;
import io.github.dvmap.data.extract.ExtractionResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A corpus of equally many profiles of each country, as the released one: profiles drawn uniformly
 * from the distinct profiles that have an archetype, split by profile within the country, the rows
 * of a profile consecutive in question order. Immutable and thread-safe.
 */
public final class CorpusSampler {
  /** The name of the training split. */
  public static final String TRAIN = "train";

  /** The name of the validation split. */
  public static final String VALIDATION = "validation";

  /** The name of the test split. */
  public static final String TEST = "test";

  private final int profilesPerCountry;
  private final double validation;
  private final double test;
  private final long seed;

  private CorpusSampler(Builder builder) {
    profilesPerCountry = builder.profilesPerCountry;
    validation = builder.validation;
    test = builder.test;
    seed = builder.seed;
  }

  /** A builder: 460 profiles a country, 80/10/10, seed 1. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Draws the corpus; the same archetypes in any order give the same one. Question order is that of
   * the report's {@code pairsByQuestion}. A country with fewer profiles than asked for gives all it
   * has, which the result says. A split with share 0 is left out.
   *
   * @throws IllegalArgumentException if a split would have no samples
   */
  public CountrySample sample(ExtractionResult found, PromptStyle style) {
    var draw = new ProfileDraw(found.archetypes(), found.report().pairsByQuestion().keySet(), seed);
    Map<String, Integer> available = new LinkedHashMap<>();
    Map<String, Integer> drawn = new LinkedHashMap<>();
    Map<String, List<Profile>> parts = select(draw, available, drawn);
    return new CountrySample(render(draw, parts, style), available, drawn);
  }

  /** The profiles of each split, and how many there are of each country. */
  Map<String, List<Profile>> select(
      ProfileDraw draw, Map<String, Integer> available, Map<String, Integer> drawn) {
    Map<String, List<Profile>> parts = new LinkedHashMap<>();
    parts.put(TRAIN, new ArrayList<>());
    if (validation > 0) {
      parts.put(VALIDATION, new ArrayList<>());
    }
    if (test > 0) {
      parts.put(TEST, new ArrayList<>());
    }
    draw.byCountry()
        .forEach(
            (country, profiles) -> {
              List<Profile> some =
                  profiles.subList(0, Math.min(profilesPerCountry, profiles.size()));
              available.put(country, profiles.size());
              drawn.put(country, some.size());
              divide(some, parts);
            });
    return parts;
  }

  /** The first of a country are for testing, the next for validation, the rest for training. */
  private void divide(List<Profile> profiles, Map<String, List<Profile>> parts) {
    int tests = Math.toIntExact(Math.round(profiles.size() * test));
    int held = tests + Math.toIntExact(Math.round(profiles.size() * validation));
    parts.getOrDefault(TEST, new ArrayList<>()).addAll(profiles.subList(0, tests));
    parts.getOrDefault(VALIDATION, new ArrayList<>()).addAll(profiles.subList(tests, held));
    parts.get(TRAIN).addAll(profiles.subList(held, profiles.size()));
  }

  private static Corpus render(
      ProfileDraw draw, Map<String, List<Profile>> parts, PromptStyle style) {
    Map<Profile, String> names = new HashMap<>();
    parts
        .values()
        .forEach(profiles -> profiles.forEach(p -> names.put(p, "p" + (names.size() + 1))));
    var splits = ImmutableMap.<String, List<AlignmentSample>>builder();
    parts.forEach(
        (name, profiles) ->
            splits.put(
                name, ArchetypeSamples.render(draw.archetypes(profiles), style, names::get)));
    return new Corpus(splits.buildOrThrow());
  }

  /** Builds a {@link CorpusSampler}. */
  public static final class Builder {
    private int profilesPerCountry = 460;
    private double validation = 0.1;
    private double test = 0.1;
    private long seed = 1;

    private Builder() {}

    /**
     * Profiles a country, at most; default 460, as the released corpus.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder profilesPerCountry(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("profilesPerCountry " + value + " must be >= 1");
      }
      profilesPerCountry = value;
      return this;
    }

    /**
     * The share of a country's profiles that is for validation, [0, 1); default 0.1.
     *
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder validation(double value) {
      validation = share("validation", value);
      return this;
    }

    /**
     * The share of a country's profiles that is for testing, [0, 1); default 0.1.
     *
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder test(double value) {
      test = share("test", value);
      return this;
    }

    private static double share(String name, double value) {
      if (!(value >= 0 && value < 1)) {
        throw new IllegalArgumentException(name + " " + value + " must be in [0, 1)");
      }
      return value;
    }

    /** Decides which profiles are drawn; default 1. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * The sampler; the builder can be used again.
     *
     * @throws IllegalArgumentException if validation and test leave nothing for training
     */
    public CorpusSampler build() {
      if (validation + test >= 1) {
        throw new IllegalArgumentException(
            "validation " + validation + " and test " + test + " must be less than 1 together");
      }
      return new CorpusSampler(this);
    }
  }
}
