package io.github.dvmap.core.prompt;

import io.github.dvmap.core.option.Ranges;

/** What a reply says. */
public sealed interface ParsedAnswer {
  /**
   * One option was chosen.
   *
   * @param option its index, 0..K-1
   * @param exact whether the answer text equals the label, rather than containing it
   */
  record Chosen(int option, boolean exact) implements ParsedAnswer {
    /**
     * Checks the option.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Chosen {
      Ranges.atLeast(0, "option", option);
    }
  }

  /**
   * There is an answer, but it names no option or several.
   *
   * @param text the answer text
   */
  record Unrecognised(String text) implements ParsedAnswer {}

  /** There is no complete answer block. */
  record Missing() implements ParsedAnswer {}

  /** The chosen option's index, or -1. */
  default int optionOrMinusOne() {
    return this instanceof Chosen chosen ? chosen.option() : -1;
  }
}
