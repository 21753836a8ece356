package io.github.dvmap.data.extract;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveySchema;
import io.github.dvmap.core.survey.SurveySource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The respondents of a survey grouped by profile, with their answers counted. */
public final class ProfileGroups {
  private final String survey;
  private final ImmutableList<Attribute> attributes;
  private final ImmutableSet<String> names;
  private final ImmutableList<Question> questions;
  private final Map<Profile, Group> groups = new LinkedHashMap<>();
  private long rows;
  private long respondents;
  private ImmutableMap<String, Long> dropped = ImmutableMap.of();

  private ProfileGroups(String survey, List<Attribute> attributes, List<Question> questions) {
    this.survey = survey;
    this.attributes = ImmutableList.copyOf(attributes);
    names = attributes.stream().map(Attribute::name).collect(ImmutableSet.toImmutableSet());
    this.questions = ImmutableList.copyOf(questions);
  }

  /** The respondents of one profile. */
  public static final class Group {
    private final List<Question> asked;
    private final List<Vote> votes = new ArrayList<>(1);

    private Group(List<Question> asked) {
      this.asked = asked;
    }

    /** Sums of weights are rounded, so that their order has to be the same in any file. */
    private void sort() {
      votes.sort(Comparator.comparingDouble(Vote::weight));
    }

    /** How many respondents have the profile, &ge; 1. */
    public int respondents() {
      return votes.size();
    }

    /**
     * Their answers to a question, counted anew by each call; a respondent of weight 0 has no vote.
     *
     * @return empty where none of them answered
     * @throws IllegalArgumentException if the question is not one of those counted
     */
    public Optional<AnswerCounts> counts(Question question) {
      int index = asked.indexOf(question);
      if (index < 0) {
        throw new IllegalArgumentException(
            "question '" + question.id() + "' is not one of those counted");
      }
      return counts(index);
    }

    /** The answers to the question with this index. */
    Optional<AnswerCounts> counts(int index) {
      Question question = asked.get(index);
      var counts = new AnswerCounts(question.scale().size());
      for (Vote vote : votes) {
        if (vote.answers[index] != null && vote.weight > 0) {
          counts.add(vote.answers[index], vote.weight);
        }
      }
      return counts.total() == 0 ? Optional.empty() : Optional.of(counts);
    }
  }

  /**
   * A respondent's answers.
   *
   * @param answers in question order; null where there is none
   */
  private record Vote(Response[] answers, double weight) {
    static Vote of(Respondent respondent, List<CheckedAnswers> asked) {
      var answers = new Response[asked.size()];
      for (int i = 0; i < answers.length; i++) {
        answers[i] = asked.get(i).of(respondent);
      }
      return new Vote(answers, respondent.weight());
    }
  }

  /**
   * Reads a survey once.
   *
   * @param attributes names of the attributes that make a profile; empty for all of the survey's
   * @param questions ids of the questions to count; empty for all of the survey's
   * @throws IllegalArgumentException if the survey lacks an attribute or question asked for, an
   *     answer's option is not on its question's scale, or a code has two options
   * @throws io.github.dvmap.core.survey.SurveyFormatException if the survey cannot be read
   * @throws java.util.concurrent.CancellationException if the thread is interrupted meanwhile; it
   *     stays interrupted
   */
  static ProfileGroups read(SurveySource survey, List<String> attributes, List<String> questions) {
    SurveySchema schema = survey.schema();
    var groups =
        new ProfileGroups(
            schema.name(), attributesOf(schema, attributes), questionsOf(schema, questions));
    groups.read(survey);
    return groups;
  }

  private void read(SurveySource source) {
    List<CheckedAnswers> asked = questions.stream().map(CheckedAnswers::new).toList();
    try (RespondentStream stream = source.open()) {
      while (stream.hasNext()) {
        Interrupts.check("reading the survey");
        Respondent respondent = stream.next();
        Profile key = project(respondent.profile());
        groups
            .computeIfAbsent(key, p -> new Group(questions))
            .votes
            .add(Vote.of(respondent, asked));
        respondents++;
      }
      rows = stream.rowsRead();
      dropped = stream.dropped();
    }
    groups.values().forEach(Group::sort);
  }

  private static List<Attribute> attributesOf(SurveySchema schema, List<String> wanted) {
    Map<String, Attribute> known =
        Maps.uniqueIndex(schema.attributes(), attribute -> attribute.name());
    for (String name : wanted) {
      if (!known.containsKey(name)) {
        throw new IllegalArgumentException(
            "survey '"
                + schema.name()
                + "' has no attribute '"
                + name
                + "', only "
                + known.keySet());
      }
    }
    return wanted.isEmpty() ? schema.attributes() : wanted.stream().map(known::get).toList();
  }

  private static List<Question> questionsOf(SurveySchema schema, List<String> wanted) {
    return wanted.isEmpty() ? schema.questions() : wanted.stream().map(schema::question).toList();
  }

  private Profile project(Profile profile) {
    if (profile.attributes().equals(names.asList())) {
      return profile;
    }
    return Profile.of(names, names.stream().map(profile::level).toList());
  }

  /** The survey's name. */
  public String survey() {
    return survey;
  }

  /** The attributes that make a profile, in order. */
  public List<Attribute> attributes() {
    return attributes;
  }

  /** The questions counted, in order. */
  public List<Question> questions() {
    return questions;
  }

  /** Rows read. */
  public long rows() {
    return rows;
  }

  /** Rows without a respondent, by reason. */
  public Map<String, Long> dropped() {
    return dropped;
  }

  /** Respondents grouped. */
  public long respondents() {
    return respondents;
  }

  /** The groups by profile, in order of first appearance; a view that cannot be changed. */
  public Map<Profile, Group> groups() {
    return Collections.unmodifiableMap(groups);
  }
}
