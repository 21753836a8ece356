package io.github.dvmap.data.analysis;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.data.extract.AnswerCounts;
import io.github.dvmap.data.extract.ArchetypeExtractor;
import io.github.dvmap.data.extract.ExtractionResult;
import io.github.dvmap.data.extract.ProfileGroups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Measures how far respondents agree, by level of an attribute and by profile (paper section 3.1,
 * figure 1a and b), and what each bound on the entropy would keep. The result does not depend on
 * the order of the respondents. Immutable and thread-safe.
 */
public final class ConsensusAnalysis {
  private final String attribute;
  private final ArchetypeExtractor extractor;
  private final ImmutableDoubleArray bounds;
  private final ImmutableIntArray supports;

  private ConsensusAnalysis(Builder builder) {
    attribute = builder.attribute;
    extractor = builder.extractor;
    bounds = builder.bounds;
    supports = builder.supports;
  }

  /** A builder: by Country, strict archetypes, bounds 0 to 2 bits, supports 1, 2, 3 and 5. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads a survey once and analyses it.
   *
   * @throws IllegalArgumentException if profiles lack the attribute, the survey has no respondent,
   *     an answer's option is not on its question's scale, or a code of a question has two options
   * @throws io.github.dvmap.core.survey.SurveyFormatException if the survey cannot be read
   * @throws java.util.concurrent.CancellationException if the thread is interrupted meanwhile; it
   *     stays interrupted
   */
  public ConsensusReport analyse(SurveySource survey) {
    return analyse(extractor.group(survey));
  }

  private ConsensusReport analyse(ProfileGroups groups) {
    Attribute by = attribute(groups);
    if (groups.respondents() == 0) {
      throw new IllegalArgumentException("survey '" + groups.survey() + "' has no respondents");
    }
    ExtractionResult found = extractor.extract(groups);
    Map<String, List<ProfileGroups.Group>> byLevel = new HashMap<>();
    groups
        .groups()
        .forEach(
            (profile, group) ->
                byLevel
                    .computeIfAbsent(profile.level(attribute), level -> new ArrayList<>())
                    .add(group));
    List<String> levels = ordered(by, byLevel.keySet());
    return new ConsensusReport(
        attribute,
        entropy(levels, groups.questions(), byLevel),
        curve(groups),
        coverage(levels, byLevel, found.archetypes()),
        found.report());
  }

  private Attribute attribute(ProfileGroups groups) {
    List<String> known = groups.attributes().stream().map(Attribute::name).toList();
    if (!known.contains(attribute)) {
      throw new IllegalArgumentException(
          "profiles of survey '"
              + groups.survey()
              + "' have no attribute '"
              + attribute
              + "', only "
              + known);
    }
    return groups.attributes().get(known.indexOf(attribute));
  }

  /** The levels that occur: those the attribute lists in its order, then the others by name. */
  private static List<String> ordered(Attribute by, Set<String> seen) {
    Set<String> levels = new LinkedHashSet<>(by.levels());
    levels.retainAll(seen);
    levels.addAll(new TreeSet<>(seen));
    return List.copyOf(levels);
  }

  private static LabelledMatrix entropy(
      List<String> levels,
      List<Question> questions,
      Map<String, List<ProfileGroups.Group>> byLevel) {
    double[][] values = new double[levels.size()][questions.size()];
    for (int i = 0; i < levels.size(); i++) {
      for (int j = 0; j < questions.size(); j++) {
        values[i][j] = entropy(byLevel.get(levels.get(i)), questions.get(j));
      }
    }
    return LabelledMatrix.of(levels, questions.stream().map(Question::id).toList(), values);
  }

  private static double entropy(List<ProfileGroups.Group> groups, Question question) {
    List<AnswerCounts> parts =
        groups.stream().map(group -> group.counts(question)).flatMap(Optional::stream).toList();
    return parts.isEmpty() ? Double.NaN : AnswerCounts.merged(parts).entropy();
  }

  private List<Coverage> coverage(
      List<String> levels,
      Map<String, List<ProfileGroups.Group>> byLevel,
      List<Archetype> archetypes) {
    Map<String, Long> kept = new HashMap<>();
    archetypes.forEach(a -> kept.merge(a.profile().level(attribute), 1L, Long::sum));
    return levels.stream()
        .map(
            level -> {
              List<ProfileGroups.Group> groups = byLevel.get(level);
              long respondents = groups.stream().mapToLong(ProfileGroups.Group::respondents).sum();
              return new Coverage(level, respondents, groups.size(), kept.getOrDefault(level, 0L));
            })
        .toList();
  }

  /** One pair, as far as a consensus rule looks at it. */
  private record Pair(int support, double entropy, double agreement) {}

  private List<ConsensusPoint> curve(ProfileGroups groups) {
    List<Pair> pairs = new ArrayList<>();
    for (ProfileGroups.Group group : groups.groups().values()) {
      for (Question question : groups.questions()) {
        group
            .counts(question)
            .ifPresent(c -> pairs.add(new Pair(c.total(), c.entropy(), c.agreement())));
      }
    }
    List<ConsensusPoint> points = new ArrayList<>();
    for (int support : supports.toArray()) {
      for (double bound : bounds.toArray()) {
        double[] noise =
            pairs.stream()
                .filter(pair -> pair.support() >= support && pair.entropy() <= bound)
                .mapToDouble(pair -> 1 - pair.agreement())
                .sorted() // so that the sum does not depend on the respondents' order
                .toArray();
        double mean = Arrays.stream(noise).average().orElse(Double.NaN);
        points.add(new ConsensusPoint(bound, support, pairs.size(), noise.length, mean));
      }
    }
    return points;
  }

  /** Builds a {@link ConsensusAnalysis}. */
  public static final class Builder {
    private String attribute = "Country";
    private ArchetypeExtractor extractor = ArchetypeExtractor.builder().build();
    private ImmutableDoubleArray bounds =
        ImmutableDoubleArray.of(0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2);
    private ImmutableIntArray supports = ImmutableIntArray.of(1, 2, 3, 5);

    private Builder() {}

    /** The attribute by whose levels entropy and coverage are told; default Country. */
    public Builder attribute(String value) {
      attribute = Objects.requireNonNull(value, "attribute");
      return this;
    }

    /** Which attributes, questions and rule make archetypes; default all and strict. */
    public Builder extractor(ArchetypeExtractor value) {
      extractor = Objects.requireNonNull(value, "extractor");
      return this;
    }

    /**
     * The bounds on the entropy, in bits; repeated ones count once.
     *
     * @throws IllegalArgumentException if there is none, or one is negative or not finite
     */
    public Builder entropyBounds(double... value) {
      if (value.length == 0) {
        throw new IllegalArgumentException("entropyBounds needs 1 bound or more");
      }
      for (double bound : value) {
        if (!(bound >= 0 && bound < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "entropyBounds " + bound + " must be finite and >= 0 bits");
        }
      }
      bounds = ImmutableDoubleArray.copyOf(Arrays.stream(value).sorted().distinct());
      return this;
    }

    /**
     * The fewest answers of a pair; repeated ones count once.
     *
     * @throws IllegalArgumentException if there is none, or one is below 1
     */
    public Builder minSupports(int... value) {
      if (value.length == 0) {
        throw new IllegalArgumentException("minSupports needs 1 number or more");
      }
      for (int support : value) {
        if (support < 1) {
          throw new IllegalArgumentException("minSupports " + support + " must be >= 1");
        }
      }
      supports = ImmutableIntArray.copyOf(Arrays.stream(value).sorted().distinct());
      return this;
    }

    /** The analysis; the builder can be used again. */
    public ConsensusAnalysis build() {
      return new ConsensusAnalysis(this);
    }
  }
}
