package io.github.dvmap.core.reward;

import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.Objects;

/**
 * What a reward may look at.
 *
 * @param sample the item
 * @param reply the completion's text
 * @param answer the reply as the sample's format parses it
 */
public record RewardContext(AlignmentSample sample, String reply, ParsedAnswer answer) {
  /**
   * Checks for null and that a chosen option is one of the scale's.
   *
   * @throws IndexOutOfBoundsException if it is not
   */
  public RewardContext {
    Objects.requireNonNull(sample, "sample");
    Objects.requireNonNull(reply, "reply");
    Objects.requireNonNull(answer, "answer");
    if (answer instanceof ParsedAnswer.Chosen chosen) {
      Objects.checkIndex(chosen.option(), sample.question().scale().size());
    }
  }

  /** Parses the reply with the sample's own format. */
  public static RewardContext of(AlignmentSample sample, String reply) {
    return new RewardContext(
        sample, reply, sample.format().parse(reply, sample.question().scale()));
  }
}
