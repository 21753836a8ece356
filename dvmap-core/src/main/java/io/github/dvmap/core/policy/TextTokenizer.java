package io.github.dvmap.core.policy;

import io.github.dvmap.core.prompt.Prompt;
import java.util.Set;

/** Text to token ids and back; thread-safe. */
public interface TextTokenizer {
  /** The ids of a text, without special tokens added. */
  int[] encode(String text);

  /** The text of ids, special tokens left out. */
  String decode(int[] ids);

  /** The ids of a prompt up to where the model's reply begins. */
  int[] encodePrompt(Prompt prompt);

  /** The id that ends a reply written for the model to learn from. */
  int endOfText();

  /** Every id that ends a reply, {@link #endOfText()} among them. */
  default Set<Integer> endTokens() {
    return Set.of(endOfText());
  }
}
