package io.github.dvmap.core.prompt;

import java.util.Objects;

/**
 * What is put to a model.
 *
 * @param system the system message; empty for none
 * @param user the user message
 */
public record Prompt(String system, String user) {
  /** Checks for null. */
  public Prompt {
    Objects.requireNonNull(system, "system");
    Objects.requireNonNull(user, "user");
  }
}
