package io.github.dvmap.core.prompt;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What is put to a model: a system and a user message. The user message is kept in pieces and
 * joined when asked for, so that prompts made of the same texts share them. Immutable; equal to
 * another with the same two messages.
 */
public final class Prompt {
  private final String system;
  private final String[] pieces;

  /**
   * A prompt of two texts.
   *
   * @param system the system message; empty for none
   * @param user the user message
   */
  public Prompt(String system, String user) {
    this(system, new String[] {user});
  }

  private Prompt(String system, String[] pieces) {
    this.system = Objects.requireNonNull(system, "system");
    this.pieces = pieces;
    for (String piece : pieces) {
      Objects.requireNonNull(piece, "user");
    }
  }

  /**
   * A prompt whose user message is in pieces.
   *
   * @param system the system message; empty for none
   * @param pieces the texts whose concatenation is the user message
   */
  public static Prompt joined(String system, List<String> pieces) {
    return new Prompt(system, pieces.toArray(String[]::new));
  }

  /** The system message; empty for none. */
  public String system() {
    return system;
  }

  /** The user message. */
  public String user() {
    return pieces.length == 1 ? pieces[0] : String.join("", pieces);
  }

  /** The texts whose concatenation is the user message; prompts of one style share most of them. */
  public List<String> pieces() {
    return Collections.unmodifiableList(Arrays.asList(pieces));
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Prompt that
            && system.equals(that.system)
            && user().equals(that.user()));
  }

  @Override
  public int hashCode() {
    return 31 * system.hashCode() + user().hashCode();
  }

  @Override
  public String toString() {
    return "Prompt[system=" + system + ", user=" + user() + "]";
  }
}
