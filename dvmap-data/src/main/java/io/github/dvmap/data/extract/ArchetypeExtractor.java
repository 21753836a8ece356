package io.github.dvmap.data.extract;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveySchema;
import io.github.dvmap.core.survey.SurveySource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

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
   * @throws IllegalArgumentException if the survey lacks an attribute or question asked for
   * @throws io.github.dvmap.core.survey.SurveyFormatException if the survey cannot be read
   */
  public ExtractionResult extract(SurveySource survey) {
    List<String> wanted = attributes(survey.schema());
    List<Question> asked = questions(survey.schema());
    Map<Profile, List<Vote>> groups = new LinkedHashMap<>();
    try (RespondentStream stream = survey.open()) {
      long respondents = 0;
      while (stream.hasNext()) {
        Respondent respondent = stream.next();
        Profile key = project(respondent.profile(), wanted);
        groups.computeIfAbsent(key, p -> new ArrayList<>(1)).add(Vote.of(respondent, asked));
        respondents++;
      }
      return new Pass(asked).result(survey.schema().name(), stream, respondents, groups);
    }
  }

  private List<String> attributes(SurveySchema schema) {
    List<String> known = schema.attributes().stream().map(Attribute::name).toList();
    for (String name : attributes) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "survey '" + schema.name() + "' has no attribute '" + name + "', only " + known);
      }
    }
    return attributes.isEmpty() ? known : attributes;
  }

  private List<Question> questions(SurveySchema schema) {
    return questions.isEmpty()
        ? schema.questions()
        : questions.stream().map(schema::question).toList();
  }

  private static Profile project(Profile profile, List<String> wanted) {
    if (profile.levels().size() == wanted.size()) {
      return profile;
    }
    var levels = ImmutableMap.<String, String>builder();
    wanted.forEach(name -> levels.put(name, profile.level(name)));
    return Profile.of(levels.buildOrThrow());
  }

  /**
   * A respondent's answers.
   *
   * @param answers in question order; null where there is none
   */
  private record Vote(Response[] answers, double weight) {
    static Vote of(Respondent respondent, List<Question> asked) {
      var answers = new Response[asked.size()];
      Arrays.setAll(answers, i -> respondent.responses().get(asked.get(i).id()));
      return new Vote(answers, respondent.weight());
    }
  }

  /** The answers to the question at an index; a respondent of weight 0 has no vote. */
  private static AnswerCounts counts(List<Vote> votes, int index, Question question) {
    var counts = new AnswerCounts(question.scale().size());
    for (Vote vote : votes) {
      if (vote.answers[index] != null && vote.weight > 0) {
        counts.add(vote.answers[index], vote.weight);
      }
    }
    return counts;
  }

  /** Counts what becomes of the pairs of one survey. */
  private final class Pass {
    private final List<Question> asked;
    private final List<Archetype> kept = new ArrayList<>();
    private final Map<String, Long> keptByQuestion = new LinkedHashMap<>();
    private long shared;
    private long pairs;
    private long disagreeing;
    private long lowSupport;
    private long noConsensus;

    Pass(List<Question> asked) {
      this.asked = asked;
      asked.forEach(question -> keptByQuestion.put(question.id(), 0L));
    }

    ExtractionResult result(
        String name, RespondentStream stream, long respondents, Map<Profile, List<Vote>> groups) {
      groups.forEach(this::decide);
      return new ExtractionResult(
          kept,
          new ExtractionReport(
              name,
              stream.rowsRead(),
              stream.dropped(),
              respondents,
              groups.size(),
              shared,
              pairs,
              disagreeing,
              lowSupport,
              noConsensus,
              kept.size(),
              keptByQuestion));
    }

    private void decide(Profile profile, List<Vote> votes) {
      shared += votes.size() > 1 ? votes.size() : 0;
      for (int i = 0; i < asked.size(); i++) {
        AnswerCounts counts = counts(votes, i, asked.get(i));
        if (counts.total() > 0) {
          decide(profile, asked.get(i), counts);
        }
      }
    }

    private void decide(Profile profile, Question question, AnswerCounts counts) {
      pairs++;
      double entropy = counts.entropy();
      disagreeing += entropy > 0 ? 1 : 0;
      if (counts.total() < minSupport) {
        lowSupport++;
        return;
      }
      OptionalInt answer = consensus.answer(counts);
      if (answer.isEmpty()) {
        noConsensus++;
        return;
      }
      kept.add(new Archetype(profile, question, answer.getAsInt(), counts.total(), entropy));
      keptByQuestion.merge(question.id(), 1L, Long::sum);
    }
  }

  /** Builds an {@link ArchetypeExtractor}. */
  public static final class Builder {
    private List<String> attributes = List.of();
    private List<String> questions = List.of();
    private Consensus consensus = Consensus.strict();
    private int minSupport = 1;

    private Builder() {}

    /** The attributes that make a profile; default all of the survey's. */
    public Builder attributes(List<Attribute> value) {
      attributes = value.stream().map(Attribute::name).collect(ImmutableList.toImmutableList());
      return this;
    }

    /** The questions to extract; default all of the survey's. */
    public Builder questions(List<Question> value) {
      questions = value.stream().map(Question::id).collect(ImmutableList.toImmutableList());
      return this;
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
