package io.github.dvmap.core.policy;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;

/**
 * Strings that end a completion. A completion ends with the first token after which its decoded
 * text holds one of them: a string may begin and end within tokens, and the ending token stays
 * whole. Immutable; thread-safe if the tokenizer is.
 *
 * <p>An engine knows tokens only; it shows them to one {@link Scanner} for each completion, in
 * pieces of any length.
 */
public final class StopStrings {
  private static final StopStrings NONE = new StopStrings(ImmutableSet.of(), null);
  private static final char REPLACEMENT = '\uFFFD';

  private final ImmutableSet<String> strings;
  private final TextTokenizer tokenizer;
  private final int longest;

  private StopStrings(ImmutableSet<String> strings, TextTokenizer tokenizer) {
    this.strings = strings;
    this.tokenizer = tokenizer;
    this.longest = strings.stream().mapToInt(String::length).max().orElse(0);
  }

  /** No string: nothing ends. */
  public static StopStrings none() {
    return NONE;
  }

  /**
   * Ends at any of the strings.
   *
   * @param strings texts; none of them makes this {@link #none()}
   * @param tokenizer what decodes the completions; special tokens have no text
   * @throws IllegalArgumentException if a string is empty, or holds U+FFFD, which is also what half
   *     a character decodes to
   */
  public static StopStrings of(Set<String> strings, TextTokenizer tokenizer) {
    Objects.requireNonNull(tokenizer, "tokenizer");
    for (String string : strings) {
      if (string.isEmpty() || string.indexOf(REPLACEMENT) >= 0) {
        throw new IllegalArgumentException("stop string '" + string + "' is empty or holds U+FFFD");
      }
    }
    return strings.isEmpty() ? NONE : new StopStrings(ImmutableSet.copyOf(strings), tokenizer);
  }

  /** The strings. */
  public ImmutableSet<String> strings() {
    return strings;
  }

  /** Whether there is no string. */
  public boolean isEmpty() {
    return strings.isEmpty();
  }

  /** Looks at one completion from its beginning. */
  public Scanner scanner() {
    return new Scanner();
  }

  private boolean foundIn(String text) {
    return strings.stream().anyMatch(text::contains);
  }

  /**
   * Reads one completion. It decodes a window that begins where a character does and where no stop
   * string can have begun earlier, so that the work does not grow with the completion. Not
   * thread-safe.
   */
  public final class Scanner {
    /** First token of the window. */
    private int from;

    /** First token of the window after this one, once its text is long enough. */
    private int mark;

    private Scanner() {}

    /**
     * Looks at more of the completion.
     *
     * @param tokens the completion from its first token on; those before {@code seen} as in the
     *     last call
     * @param seen tokens that earlier calls have looked at
     * @param length tokens to look at in all, up to the length of the array
     * @return how many tokens the completion has if it ends within them, else -1
     */
    public int end(int[] tokens, int seen, int length) {
      if (isEmpty()) {
        return -1;
      }
      if (!foundIn(text(tokens, from, length))) {
        move(tokens, length);
        return -1;
      }
      int end = seen + 1;
      while (end < length && !foundIn(text(tokens, from, end))) {
        end++;
      }
      return end;
    }

    /** A string that the next tokens complete begins in the last longest - 1 characters. */
    private void move(int[] tokens, int length) {
      String text = text(tokens, mark, length);
      if (!text.isEmpty() && text.charAt(0) == REPLACEMENT) {
        mark = length;
      } else if (text.length() >= longest) {
        from = mark;
        mark = length;
      }
    }

    private String text(int[] tokens, int begin, int end) {
      return tokenizer.decode(Arrays.copyOfRange(tokens, begin, end));
    }
  }
}
