package io.github.dvmap.core.prompt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The option that an answer means which is not a label letter by letter. */
final class ClosestOption {
  private final AnswerWords text;
  private final List<AnswerWords> options;
  private final boolean[] taken;

  private ClosestOption(AnswerWords text, List<AnswerWords> options) {
    this.text = text;
    this.options = options;
    taken = new boolean[text.size()];
  }

  /** The only option with the same words, or else in any order, or else held; -1 if none is. */
  static int of(String text, List<String> options) {
    AnswerWords words = AnswerWords.of(text);
    if (words.size() == 0) {
      return -1;
    }
    var closest = new ClosestOption(words, options.stream().map(AnswerWords::of).toList());
    int same = closest.only(words::equals);
    if (same < 0) {
      same = closest.only(words::reorders);
    }
    return same < 0 ? closest.held() : same;
  }

  private int only(Predicate<AnswerWords> fits) {
    int[] found =
        IntStream.range(0, options.size()).filter(k -> fits.test(options.get(k))).toArray();
    return found.length == 1 ? found[0] : -1;
  }

  /**
   * The only option whose words stand together in the text, outside every longer option's and not
   * negated; -1 also where all words of a longer option are there, but apart.
   */
  private int held() {
    int[] longestFirst =
        IntStream.range(0, options.size())
            .boxed()
            .sorted(Comparator.comparingInt(k -> -options.get(k).size()))
            .mapToInt(k -> k)
            .toArray();
    List<Integer> found = new ArrayList<>();
    for (int k : longestFirst) {
      AnswerWords option = options.get(k);
      boolean held = take(option);
      if (held ? only(option::equals) < 0 : standsApart(option, found)) {
        return -1;
      }
      if (held) {
        found.add(k);
      }
    }
    return found.size() == 1 ? found.get(0) : -1;
  }

  private boolean take(AnswerWords option) {
    boolean any = false;
    for (int at = place(option, 0); at >= 0; at = place(option, at + 1)) {
      if (!taken[at]) {
        any |= !text.isNegated(at);
        Arrays.fill(taken, at, at + option.size(), true);
      }
    }
    return any;
  }

  private int place(AnswerWords option, int from) {
    return option.size() == 0 ? -1 : text.indexOf(option, from);
  }

  private boolean standsApart(AnswerWords option, List<Integer> found) {
    return option.size() > 1
        && text.hasAllOf(option)
        && found.stream().noneMatch(k -> options.get(k).hasAllOf(option));
  }
}
