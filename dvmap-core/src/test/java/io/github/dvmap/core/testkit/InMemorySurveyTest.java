package io.github.dvmap.core.testkit;

import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveySource;
import java.util.List;
import java.util.Map;

class InMemorySurveyTest extends SurveySourceContract {
  @Override
  protected SurveySource source() {
    return new InMemorySurvey(
        Fixtures.SCHEMA,
        List.of(
            new Respondent(
                "1", Fixtures.profile("Chile", "Low"), Map.of("Q57", new Response(1, 0)), 1),
            new Respondent("2", Fixtures.profile("Japan", "High"), Map.of(), 2)));
  }
}
