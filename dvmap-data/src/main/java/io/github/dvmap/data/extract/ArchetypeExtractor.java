package io.github.dvmap.data.extract;

import com.google.common.collect.ImmutableList;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveySource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Groups respondents by profile and keeps the (profile, question) pairs on which they agree:
 * archetypes (paper section 3.2). Immutable and thread-safe.
 */
public final class ArchetypeExtractor {
  private final List<String> attributes;
  private final List<String> questions;
  private final Consensus consensus;
  private final int minSupport;

  private ArchetypeExtractor(Builder builder) {
    attributes = builder.attributes;
    questions = builder.questions;
    consensus = builder.consensus;
    minSupport = builder.minSupport;
  }

  /** A builder: every attribute and question of the survey, strict consensus, support 1. */
  public static Builder builder() {
    return new Builder();
  }

  /** The paper's recipe: every respondent of a profile gives the same option (H = 0). */
  public static ArchetypeExtractor paper() {
    return builder().consensus(Consensus.strict()).build();
  }

  /**
   * The released corpus's recipe: the most frequent raw code, put into its bin afterwards; the
   * paper's majority voting.
   */
  public static ArchetypeExtractor released() {
    return builder().consensus(Consensus.majority()).build();
  }

  /**
   * Reads a survey once and extracts its archetypes.
   *
   * @throws IllegalArgumentException if the survey lacks an attribute or question asked for, an
   *     answer's option is not on its question's scale, a code of a question has two options, or
   *     the rule gives null or an option that is not on the scale
   * @throws io.github.dvmap.core.survey.SurveyFormatException if the survey cannot be read
   * @throws java.util.concurrent.CancellationException if the thread is interrupted meanwhile; it
   *     stays interrupted
   */
  public ExtractionResult extract(SurveySource survey) {
    return extract(group(survey));
  }

  /**
   * Reads a survey once and groups its respondents by profile.
   *
   * @throws IllegalArgumentException if the survey lacks an attribute or question asked for, an
   *     answer's option is not on its question's scale, or a code of a question has two options
   * @throws io.github.dvmap.core.survey.SurveyFormatException if the survey cannot be read
   * @throws java.util.concurrent.CancellationException if the thread is interrupted meanwhile; it
   *     stays interrupted
   */
  public ProfileGroups group(SurveySource survey) {
    return ProfileGroups.read(survey, attributes, questions);
  }

  /**
   * Extracts the archetypes of groups, by their attributes and questions.
   *
   * @throws IllegalArgumentException if the rule gives null or an option that is not on the scale
   */
  public ExtractionResult extract(ProfileGroups groups) {
    return new Pass(groups.questions()).result(groups);
  }

  /** Counts what becomes of the pairs of one survey. */
  private final class Pass {
    private final List<Question> asked;
    private final List<Archetype> kept = new ArrayList<>();
    private final long[] pairsOf;
    private final long[] keptOf;
    private long shared;
    private long disagreeing;
    private long lowSupport;
    private long noConsensus;

    Pass(List<Question> asked) {
      this.asked = asked;
      pairsOf = new long[asked.size()];
      keptOf = new long[asked.size()];
    }

    ExtractionResult result(ProfileGroups groups) {
      groups.groups().forEach(this::decide);
      return new ExtractionResult(
          kept,
          new ExtractionReport(
              groups.survey(),
              groups.rows(),
              groups.dropped(),
              groups.respondents(),
              groups.groups().size(),
              shared,
              Arrays.stream(pairsOf).sum(),
              disagreeing,
              lowSupport,
              noConsensus,
              kept.size(),
              byQuestion(pairsOf),
              byQuestion(keptOf)));
    }

    private Map<String, Long> byQuestion(long[] counts) {
      Map<String, Long> byQuestion = new LinkedHashMap<>();
      for (int i = 0; i < counts.length; i++) {
        byQuestion.put(asked.get(i).id(), counts[i]);
      }
      return byQuestion;
    }

    private void decide(Profile profile, ProfileGroups.Group group) {
      shared += group.respondents() > 1 ? group.respondents() : 0;
      for (int i = 0; i < asked.size(); i++) {
        Optional<AnswerCounts> counts = group.counts(i);
        if (counts.isPresent()) {
          decide(profile, i, counts.get());
        }
      }
    }

    private void decide(Profile profile, int question, AnswerCounts counts) {
      pairsOf[question]++;
      double entropy = counts.entropy();
      disagreeing += entropy > 0 ? 1 : 0;
      if (counts.total() < minSupport) {
        lowSupport++;
        return;
      }
      OptionalInt answer = answer(profile, asked.get(question), counts);
      if (answer.isEmpty()) {
        noConsensus++;
        return;
      }
      kept.add(
          new Archetype(profile, asked.get(question), answer.getAsInt(), counts.total(), entropy));
      keptOf[question]++;
    }

    private OptionalInt answer(Profile profile, Question question, AnswerCounts counts) {
      OptionalInt answer = consensus.answer(counts);
      int options = counts.options();
      if (answer == null || answer.orElse(0) < 0 || answer.orElse(0) >= options) {
        throw new IllegalArgumentException(
            "consensus gives "
                + (answer == null ? "null" : "option " + answer.getAsInt())
                + " for question '"
                + question.id()
                + "' and profile "
                + profile
                + ", not empty or an option in [0, "
                + options
                + ")");
      }
      return answer;
    }
  }

  /** Builds an {@link ArchetypeExtractor}. */
  public static final class Builder {
    private List<String> attributes = List.of();
    private List<String> questions = List.of();
    private Consensus consensus = Consensus.strict();
    private int minSupport = 1;

    private Builder() {}

    /**
     * The attributes that make a profile; default all of the survey's.
     *
     * @throws IllegalArgumentException if one is repeated
     */
    public Builder attributes(List<Attribute> value) {
      attributes = distinct("attribute", value.stream().map(Attribute::name));
      return this;
    }

    /**
     * The questions to extract; default all of the survey's.
     *
     * @throws IllegalArgumentException if one is repeated
     */
    public Builder questions(List<Question> value) {
      questions = distinct("question", value.stream().map(Question::id));
      return this;
    }

    private static List<String> distinct(String what, Stream<String> names) {
      List<String> list = names.collect(ImmutableList.toImmutableList());
      Set<String> seen = new HashSet<>();
      for (String name : list) {
        if (!seen.add(name)) {
          throw new IllegalArgumentException(what + " '" + name + "' is repeated");
        }
      }
      return list;
    }

    /** Which pairs are kept; default {@link Consensus#strict()}. */
    public Builder consensus(Consensus value) {
      consensus = Objects.requireNonNull(value, "consensus");
      return this;
    }

    /**
     * Fewest answers of a pair; default 1.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder minSupport(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("minSupport " + value + " must be >= 1");
      }
      minSupport = value;
      return this;
    }

    /** The extractor; the builder can be used again. */
    public ArchetypeExtractor build() {
      return new ArchetypeExtractor(this);
    }
  }
}
