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
  /** Codes from 0 on that are looked up without a hash. */
  private static final int SMALL = 128;

  private final Question question;
  private final Response[] bySmallCode = new Response[SMALL];
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
    Response response = respondent.responses().get(question.id());
    if (response == null || isKnown(response)) {
      return response;
    }
    Response first = first(respondent.answer(question).orElseThrow());
    if (first.option() != response.option()) {
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
    return response;
  }

  private boolean isKnown(Response response) {
    int code = response.code();
    Response first = code >= 0 && code < SMALL ? bySmallCode[code] : null;
    return first != null && first.option() == response.option();
  }

  /** The first answer with the same code. */
  private Response first(Response response) {
    int code = response.code();
    if (code < 0 || code >= SMALL) {
      return byCode.computeIfAbsent(code, c -> response);
    }
    if (bySmallCode[code] == null) {
      bySmallCode[code] = response;
    }
    return bySmallCode[code];
  }

  private String named(Response response) {
    return response.option() + " '" + question.scale().label(response.option()) + "'";
  }
}
