package io.github.dvmap.core.sample;

import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import java.util.Objects;

/**
 * A (profile, question) pair with the answer its respondents give (paper section 3.2).
 *
 * @param profile the profile
 * @param question the question
 * @param answer the answer's option index, 0..K-1
 * @param support how many respondents of the profile answered the question, &ge; 1
 * @param entropy Shannon entropy of their answers over option labels, in bits, &ge; 0
 */
public record Archetype(
    Profile profile, Question question, int answer, int support, double entropy) {
  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Archetype {
    Objects.requireNonNull(profile, "profile");
    Objects.checkIndex(answer, question.scale().size());
    if (support < 1 || !(entropy >= 0)) {
      throw new IllegalArgumentException(
          "support " + support + " must be >= 1 and entropy " + entropy + " >= 0");
    }
  }
}
