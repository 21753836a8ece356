package io.github.dvmap.core.prompt;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;
import io.github.dvmap.core.survey.AnswerScale;
import java.util.List;
import java.util.Objects;

/** The answer between an opening and a closing tag, as in {@code <answer>Agree</answer>}. */
public final class TagAnswerFormat implements AnswerFormat {
  private static final CharMatcher SPACE = CharMatcher.whitespace();

  private final String open;
  private final String close;
  private final String instruction;

  private TagAnswerFormat(String open, String close, String instruction) {
    this.open = open;
    this.close = close;
    this.instruction = instruction;
  }

  /** {@code <answer>..</answer>}, the paper's format (Algorithm 1). */
  public static TagAnswerFormat answerTags() {
    return of("answer");
  }

  /**
   * The format with another tag name.
   *
   * @throws IllegalArgumentException if the name is not letters, digits and underscores
   */
  public static TagAnswerFormat of(String tag) {
    if (!tag.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new IllegalArgumentException(
          "tag '" + tag + "' must be letters, digits and underscores, starting with no digit");
    }
    String open = "<" + tag + ">";
    String close = "</" + tag + ">";
    return new TagAnswerFormat(
        open,
        close,
        "Only output the final answer inside the `"
            + open
            + close
            + "` tags, without any additional explanation.");
  }

  /**
   * The same tags asked for in other words.
   *
   * @throws IllegalArgumentException if the sentence does not name both tags
   */
  public TagAnswerFormat withInstruction(String sentence) {
    if (!sentence.contains(open) || !sentence.contains(close)) {
      throw new IllegalArgumentException(
          "instruction '" + sentence + "' does not name " + open + " and " + close);
    }
    return new TagAnswerFormat(open, close, sentence);
  }

  @Override
  public String instruction() {
    return instruction;
  }

  @Override
  public String write(String answer) {
    return open + answer + close;
  }

  /**
   * Reads the last block with a text in it. A text that equals a label is exact; one that has a
   * label's words in other case, order or punctuation, or that holds one label only and does not
   * negate it, chooses that option without being exact.
   */
  @Override
  public ParsedAnswer parse(String reply, AnswerScale scale) {
    boolean any = false;
    int last = reply.lastIndexOf(close);
    while (last >= open.length()) {
      int start = reply.lastIndexOf(open, last - open.length());
      if (start < 0) {
        break;
      }
      any = true;
      int end = reply.indexOf(close, start + open.length());
      String text = SPACE.trimFrom(reply.substring(start + open.length(), end));
      if (!text.isEmpty()) {
        return choose(text, scale.options());
      }
      last = start < close.length() ? -1 : reply.lastIndexOf(close, start - close.length());
    }
    return any ? new ParsedAnswer.Unrecognised("") : new ParsedAnswer.Missing();
  }

  private static ParsedAnswer choose(String text, List<String> options) {
    for (int k = 0; k < options.size(); k++) {
      if (SPACE.trimFrom(options.get(k)).equals(text)) {
        return new ParsedAnswer.Chosen(k, true);
      }
    }
    int option = ClosestOption.of(text, options);
    return option < 0
        ? new ParsedAnswer.Unrecognised(text)
        : new ParsedAnswer.Chosen(option, false);
  }

  @Override
  public boolean wellFormed(String reply) {
    int start = reply.indexOf(open);
    int end = reply.indexOf(close);
    return start >= 0
        && end > start
        && start == reply.lastIndexOf(open)
        && end == reply.lastIndexOf(close)
        && !reply.substring(start + open.length(), end).isBlank()
        && reply.substring(end + close.length()).isBlank();
  }

  @Override
  public ImmutableSet<String> stopStrings() {
    return ImmutableSet.of(close);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TagAnswerFormat format
        && open.equals(format.open)
        && close.equals(format.close)
        && instruction.equals(format.instruction);
  }

  @Override
  public int hashCode() {
    return Objects.hash(open, close, instruction);
  }
}
