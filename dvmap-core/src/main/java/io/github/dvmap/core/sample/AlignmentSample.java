package io.github.dvmap.core.sample;

import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import java.util.Objects;

/**
 * A training or test item: a rendered prompt and the answer that its archetype gives.
 *
 * @param id unique within a corpus
 * @param profile the profile
 * @param question the question
 * @param answer the right option's index, 0..K-1
 * @param frequency the answer's share among the samples of the same country and question, in [0, 1]
 * @param prompt the rendered prompt
 * @param format the format that the prompt asks for
 */
public record AlignmentSample(
    String id,
    Profile profile,
    Question question,
    int answer,
    double frequency,
    Prompt prompt,
    AnswerFormat format) {
  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException if the frequency is not in [0, 1]
   */
  public AlignmentSample {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(format, "format");
    Objects.checkIndex(answer, question.scale().size());
    if (!(frequency >= 0 && frequency <= 1)) {
      throw new IllegalArgumentException(
          "sample " + id + ": frequency " + frequency + " is not in [0, 1]");
    }
  }

  /** The right answer's label. */
  public String answerLabel() {
    return question.scale().label(answer);
  }
}
