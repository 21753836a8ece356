package io.github.dvmap.rl.tokenizer;

import java.util.Objects;

/**
 * A turn of a conversation.
 *
 * @param role who speaks, such as {@code system}, {@code user} or {@code assistant}
 * @param content the text
 */
public record ChatMessage(String role, String content) {
  /**
   * Checks the role.
   *
   * @throws IllegalArgumentException if the role is empty
   */
  public ChatMessage {
    Objects.requireNonNull(content, "content");
    if (role.isEmpty()) {
      throw new IllegalArgumentException("role is empty");
    }
  }

  /** What the model is told beforehand. */
  public static ChatMessage system(String content) {
    return new ChatMessage("system", content);
  }

  /** What the model is asked. */
  public static ChatMessage user(String content) {
    return new ChatMessage("user", content);
  }

  /** What the model said. */
  public static ChatMessage assistant(String content) {
    return new ChatMessage("assistant", content);
  }
}
