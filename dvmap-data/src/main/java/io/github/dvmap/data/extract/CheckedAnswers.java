package io.github.dvmap.data.extract;

import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.Response;
import java.util.HashMap;
import java.util.Map;

/**
 * The answers of a survey to one question, checked one after another: consensus goes by codes and
 * by options, so that each code must have one option. Not thread-safe.
 */
final class CheckedAnswers {
  private final Question question;
  private final Map<Integer, Response> byCode = new HashMap<>();

  CheckedAnswers(Question question) {
    this.question = question;
  }

  /**
   * A respondent's answer, or null where there is none.
   *
   * @throws IllegalArgumentException if its option is not on the scale, or its code had another
   *     option in the answer of a respondent before
   */
  Response of(Respondent respondent) {
    Response response = respondent.answer(question).orElse(null);
    if (response != null) {
      Response first = byCode.putIfAbsent(response.code(), response);
      if (first != null && first.option() != response.option()) {
        throw new IllegalArgumentException(
            "respondent "
                + respondent.id()
                + ": code "
                + response.code()
                + " of question '"
                + question.id()
                + "' is option "
                + named(response)
                + ", in an answer before "
                + named(first)
                + "; a survey without codes gives the option as the code");
      }
    }
    return response;
  }

  private String named(Response response) {
    return response.option() + " '" + question.scale().label(response.option()) + "'";
  }
}
