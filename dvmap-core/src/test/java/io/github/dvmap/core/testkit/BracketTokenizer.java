package io.github.dvmap.core.testkit;

import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.prompt.Prompt;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Writes each id in brackets, so that any vocabulary has a text. */
public final class BracketTokenizer implements TextTokenizer {
  /** The only one. */
  public static final BracketTokenizer INSTANCE = new BracketTokenizer();

  private BracketTokenizer() {}

  /** The tokens at whose end the text first holds one of the strings; -1 if it never does. */
  public static int firstEnd(List<Integer> tokens, Collection<String> strings) {
    for (int end = 1; end <= tokens.size(); end++) {
      String text =
          INSTANCE.decode(tokens.subList(0, end).stream().mapToInt(Integer::intValue).toArray());
      if (strings.stream().anyMatch(text::contains)) {
        return end;
      }
    }
    return -1;
  }

  @Override
  public int[] encode(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    return Arrays.stream(text.substring(1, text.length() - 1).split("\\]\\["))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  @Override
  public String decode(int[] ids) {
    return Arrays.stream(ids).mapToObj(id -> "[" + id + "]").collect(Collectors.joining());
  }

  @Override
  public int[] encodePrompt(Prompt prompt) {
    return encode(prompt.user());
  }

  @Override
  public int endOfText() {
    return 0;
  }
}
