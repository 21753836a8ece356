package io.github.dvmap.rl.sft;

import io.github.dvmap.core.prompt.Prompt;
import java.util.Objects;

/**
 * What a policy is to reply.
 *
 * @param prompt the prompt
 * @param reply the reply's text, without the token that ends it
 */
public record SftExample(Prompt prompt, String reply) {
  /** Checks for null. */
  public SftExample {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(reply, "reply");
  }
}
