package io.github.dvmap.core.survey;

import java.util.Objects;

/**
 * A closed value question of a survey.
 *
 * @param id the variable's name in the survey, for instance {@code Q46}; not blank
 * @param text the wording put to the model; not blank
 * @param category the questionnaire's section; may be empty
 * @param scale the options in questionnaire order
 */
public record Question(String id, String text, String category, AnswerScale scale) {
  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException if id or text is blank
   */
  public Question {
    Objects.requireNonNull(category, "category");
    Objects.requireNonNull(scale, "scale");
    if (id.isBlank() || text.isBlank()) {
      throw new IllegalArgumentException("question '" + id + "' needs an id and a text");
    }
  }
}
