package io.github.dvmap.metrics;

import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Samples and predictions of few words. */
public final class Items {
  /** As a chosen option: there is no answer block. */
  public static final int MISSING = -1;

  /** As a chosen option: the answer names none. */
  public static final int UNRECOGNISED = -2;

  private Items() {}

  /** A question with K options. */
  public static Question question(String id, int options) {
    return new Question(
        id,
        "About " + id,
        "",
        new AnswerScale(IntStream.range(0, options).mapToObj(k -> "option " + k).toList()));
  }

  /** A person who lives somewhere. */
  public static Profile profile(String country, String person) {
    var levels = new LinkedHashMap<String, String>();
    levels.put("Country", country);
    levels.put("Person", person);
    return Profile.of(levels);
  }

  /** A sample. */
  public static AlignmentSample sample(String id, Profile profile, Question question, int answer) {
    return new AlignmentSample(
        id, profile, question, answer, 1, new Prompt("", id), TagAnswerFormat.answerTags());
  }

  /** A prediction: an option, {@link #MISSING} or {@link #UNRECOGNISED}. */
  public static Prediction predict(AlignmentSample sample, int chosen) {
    return new Prediction(
        sample,
        switch (chosen) {
          case MISSING -> new ParsedAnswer.Missing();
          case UNRECOGNISED -> new ParsedAnswer.Unrecognised("perhaps");
          default -> new ParsedAnswer.Chosen(chosen, true);
        });
  }

  /** One profile's answers to one question of K options, item by item. */
  public static List<Prediction> cell(String country, int options, int[] right, int[] chosen) {
    var predictions = new ArrayList<Prediction>();
    for (int i = 0; i < right.length; i++) {
      var sample =
          sample(
              country + options + "-" + i,
              profile(country, "p" + i),
              question("Q" + options, options),
              right[i]);
      predictions.add(predict(sample, chosen[i]));
    }
    return predictions;
  }

  /**
   * Profiles of three countries with two to five items each, of questions with 2 to 5 options; one
   * in ten predictions is unparsed.
   */
  public static List<Prediction> random(int profiles, long seed) {
    var random = new Random(seed);
    var predictions = new ArrayList<Prediction>();
    for (int p = 0; p < profiles; p++) {
      Profile profile = profile("C" + random.nextInt(3), "p" + p);
      int items = 2 + random.nextInt(4);
      for (int i = 0; i < items; i++) {
        int options = 2 + i % 4;
        var sample =
            sample(
                "s" + predictions.size(),
                profile,
                question("Q" + options, options),
                random.nextInt(options));
        int kind = random.nextInt(20);
        int chosen = kind < 2 ? -1 - kind : random.nextInt(options);
        predictions.add(predict(sample, chosen));
      }
    }
    return predictions;
  }
}
