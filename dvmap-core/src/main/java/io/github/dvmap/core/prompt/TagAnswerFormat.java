package io.github.dvmap.core.prompt;

import com.google.common.collect.ImmutableSet;
import io.github.dvmap.core.survey.AnswerScale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The answer between an opening and a closing tag, as in {@code <answer>Agree</answer>}. */
public final class TagAnswerFormat implements AnswerFormat {
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

  @Override
  public ParsedAnswer parse(String reply, AnswerScale scale) {
    int last = reply.lastIndexOf(close);
    int start = last < open.length() ? -1 : reply.lastIndexOf(open, last - open.length());
    if (start < 0) {
      return new ParsedAnswer.Missing();
    }
    int end = reply.indexOf(close, start + open.length());
    return choose(reply.substring(start + open.length(), end).strip(), scale);
  }

  private static ParsedAnswer choose(String text, AnswerScale scale) {
    List<String> options = scale.options().stream().map(String::strip).toList();
    int exact = options.indexOf(text);
    if (exact >= 0) {
      return new ParsedAnswer.Chosen(exact, true);
    }
    List<Integer> contained = contained(text, options);
    return contained.size() == 1
        ? new ParsedAnswer.Chosen(contained.get(0), false)
        : new ParsedAnswer.Unrecognised(text);
  }

  /** Options that occur in the text as whole words and outside every longer option's occurrence. */
  private static List<Integer> contained(String text, List<String> options) {
    boolean[] taken = new boolean[text.length()];
    List<Integer> found = new ArrayList<>();
    options.stream()
        .sorted((a, b) -> Integer.compare(b.length(), a.length()))
        .filter(option -> take(text, option, taken))
        .forEach(option -> found.add(options.indexOf(option)));
    return found;
  }

  private static boolean take(String text, String option, boolean[] taken) {
    boolean any = false;
    for (int at = text.indexOf(option); at >= 0; at = text.indexOf(option, at + 1)) {
      int end = at + option.length();
      if (!taken[at] && wordEdge(text, at) && wordEdge(text, end)) {
        any = true;
        Arrays.fill(taken, at, end, true);
      }
    }
    return any;
  }

  private static boolean wordEdge(String text, int at) {
    return at == 0
        || at == text.length()
        || !inWord(text.codePointBefore(at))
        || !inWord(text.codePointAt(at));
  }

  /** Letters, digits and the marks that some scripts write vowels with. */
  private static boolean inWord(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isLetterOrDigit(codePoint)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
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
