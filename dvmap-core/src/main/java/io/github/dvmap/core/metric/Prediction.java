package io.github.dvmap.core.metric;

import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.Objects;

/**
 * A model's answer to one item.
 *
 * @param sample the item with the right answer
 * @param answer what the model answered
 */
public record Prediction(AlignmentSample sample, ParsedAnswer answer) {
  /** Checks for null and that a chosen option is one of the scale's. */
  public Prediction {
    Objects.requireNonNull(answer, "answer");
    if (answer instanceof ParsedAnswer.Chosen chosen) {
      Objects.checkIndex(chosen.option(), sample.question().scale().size());
    }
  }

  /** Whether the right option was chosen; unparsed is wrong. */
  public boolean correct() {
    return answer.optionOrMinusOne() == sample.answer();
  }
}
