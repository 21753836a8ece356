package io.github.dvmap.data.analysis;

import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveySchema;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.core.testkit.InMemorySurvey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** A survey of listed respondents; "a,b|0,-" is a respondent of two levels and one answer. */
record ListedSurvey(SurveySchema schema, List<Respondent> people) implements SurveySource {
  static ListedSurvey of(List<Attribute> attributes, List<String> questions, List<String> rows) {
    List<Question> asked =
        questions.stream()
            .map(id -> new Question(id, id + "?", "", AnswerScale.of("w", "x", "y", "z")))
            .toList();
    List<Respondent> people = new ArrayList<>();
    for (String row : rows) {
      String[] parts = row.split("\\|", -1);
      people.add(person(attributes, asked, parts[0].split(",", -1), parts[1].split(",", -1)));
    }
    return new ListedSurvey(new SurveySchema("listed", attributes, asked), people);
  }

  private static Respondent person(
      List<Attribute> attributes, List<Question> asked, String[] levels, String[] answers) {
    Map<String, String> profile = new LinkedHashMap<>();
    for (int a = 0; a < levels.length; a++) {
      profile.put(attributes.get(a).name(), levels[a]);
    }
    Map<String, Response> responses = new LinkedHashMap<>();
    for (int q = 0; q < answers.length; q++) {
      if (!answers[q].equals("-")) {
        int option = Integer.parseInt(answers[q]);
        responses.put(asked.get(q).id(), new Response(option + 1, option));
      }
    }
    return new Respondent("r", Profile.of(profile), responses, 1);
  }

  /** The survey with a weight for each respondent. */
  ListedSurvey weighted(DoubleSupplier weight) {
    List<Respondent> heavier =
        people.stream()
            .map(p -> new Respondent(p.id(), p.profile(), p.responses(), weight.getAsDouble()))
            .toList();
    return new ListedSurvey(schema, heavier);
  }

  ListedSurvey shuffled(long seed) {
    List<Respondent> copy = new ArrayList<>(people);
    Collections.shuffle(copy, new Random(seed));
    return new ListedSurvey(schema, copy);
  }

  @Override
  public RespondentStream open() {
    return new InMemorySurvey(schema, people).open();
  }
}
