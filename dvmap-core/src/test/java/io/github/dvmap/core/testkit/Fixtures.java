package io.github.dvmap.core.testkit;

import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveySchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small values for tests. */
public final class Fixtures {
  /** Two attributes of two and three levels. */
  public static final List<Attribute> ATTRIBUTES =
      List.of(
          new Attribute("Country", List.of("Chile", "Japan")),
          new Attribute("Income Bracket", List.of("Low", "Medium", "High")));

  /** Four options. */
  public static final Question FAMILY =
      new Question(
          "Q1",
          "How important is family in your life?",
          "Social values",
          AnswerScale.of(
              "Very important", "Rather important", "Not very important", "Not at all important"));

  /** Two options. */
  public static final Question TRUST =
      new Question("Q57", "Can people be trusted?", "", AnswerScale.of("Yes", "No"));

  /** Both attributes and both questions. */
  public static final SurveySchema SCHEMA =
      new SurveySchema("a small survey", ATTRIBUTES, List.of(FAMILY, TRUST));

  private Fixtures() {}

  /** A profile of the two attributes. */
  public static Profile profile(String country, String income) {
    var levels = new LinkedHashMap<String, String>();
    levels.put("Country", country);
    levels.put("Income Bracket", income);
    return Profile.of(levels);
  }

  /** A sample with the answer in tags. */
  public static AlignmentSample sample(String id, Profile profile, Question question, int answer) {
    return new AlignmentSample(
        id,
        profile,
        question,
        answer,
        1,
        new Prompt("", profile + "\n" + question.text()),
        TagAnswerFormat.answerTags());
  }

  /** Samples of every profile and question; sample i is answered by option i mod K. */
  public static List<AlignmentSample> samples() {
    var samples = new ArrayList<AlignmentSample>();
    for (String country : ATTRIBUTES.get(0).levels()) {
      for (String income : ATTRIBUTES.get(1).levels()) {
        for (Question question : SCHEMA.questions()) {
          int i = samples.size();
          samples.add(
              sample("s" + i, profile(country, income), question, i % question.scale().size()));
        }
      }
    }
    return List.copyOf(samples);
  }

  /** So many predictions over {@link #samples}: right, wrong, unrecognised and missing ones. */
  public static List<Prediction> predictions(int count, long seed) {
    List<AlignmentSample> samples = samples();
    var predictions = new ArrayList<Prediction>();
    for (int i = 0; i < count; i++) {
      AlignmentSample sample = samples.get(i % samples.size());
      int kind = (int) (CounterRandom.uniform(seed, i, 0, 0) * 10);
      int option = (int) (CounterRandom.uniform(seed, i, 1, 0) * sample.question().scale().size());
      ParsedAnswer answer =
          switch (kind) {
            case 0 -> new ParsedAnswer.Missing();
            case 1 -> new ParsedAnswer.Unrecognised("perhaps");
            default -> new ParsedAnswer.Chosen(option, true);
          };
      predictions.add(new Prediction(sample, answer));
    }
    return List.copyOf(predictions);
  }

  /** A mutable copy of a map's levels, for profiles with one more or one fewer attribute. */
  public static Map<String, String> levels(Profile profile) {
    return new LinkedHashMap<>(profile.levels());
  }
}
