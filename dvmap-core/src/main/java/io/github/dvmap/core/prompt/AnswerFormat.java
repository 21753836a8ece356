package io.github.dvmap.core.prompt;

import com.google.common.collect.ImmutableSet;
import io.github.dvmap.core.survey.AnswerScale;

/**
 * The output format: writes the instruction that goes into the prompt and parses the reply, so that
 * prompt, reward and evaluation cannot drift apart. Pure and thread-safe.
 */
public interface AnswerFormat {
  /** The sentence of the prompt that asks for this format. */
  String instruction();

  /** The reply that a perfect model would end with for this answer text. */
  String write(String answer);

  /**
   * Reads a reply; never throws on model output.
   *
   * @param reply anything
   * @param scale the options offered
   */
  ParsedAnswer parse(String reply, AnswerScale scale);

  /** Whether the reply has the format's shape, whatever the answer says. */
  boolean wellFormed(String reply);

  /**
   * Strings at which a reply may be cut off, as its answer is complete; what {@link #write} gives
   * ends with one of them. Empty, the default, where only the end of the reply ends the answer.
   */
  default ImmutableSet<String> stopStrings() {
    return ImmutableSet.of();
  }
}
