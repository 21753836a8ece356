package io.github.dvmap.core.survey;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One interviewed person.
 *
 * @param id what the survey calls the interview, or the row number
 * @param profile the demographic profile
 * @param responses the valid answers by question id; a question not answered is absent
 * @param weight the survey weight, finite and &ge; 0; 1 where the survey has none
 */
public record Respondent(
    String id, Profile profile, Map<String, Response> responses, double weight) {
  /**
   * Checks and copies the fields.
   *
   * @throws IllegalArgumentException if the weight is negative or not finite
   */
  public Respondent {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(profile, "profile");
    responses = ImmutableMap.copyOf(responses);
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "respondent " + id + ": weight " + weight + " is not in [0, inf)");
    }
  }

  /**
   * The answer to a question, or empty where there is none.
   *
   * @throws IllegalArgumentException if its option is not in [0, K) of the question's scale
   */
  public Optional<Response> answer(Question question) {
    Response response = responses.get(question.id());
    int options = question.scale().size();
    if (response != null && (response.option() < 0 || response.option() >= options)) {
      throw new IllegalArgumentException(
          "respondent "
              + id
              + ": option "
              + response.option()
              + " of question '"
              + question.id()
              + "' is not in [0, "
              + options
              + ")");
    }
    return Optional.ofNullable(response);
  }
}
