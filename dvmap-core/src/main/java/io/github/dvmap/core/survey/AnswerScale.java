package io.github.dvmap.core.survey;

import com.google.common.collect.ImmutableList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The ordered options of a closed question; K = {@link #size()} of them, indexed 0..K-1 in the
 * order of the questionnaire. Options are always a list, never a joined string.
 *
 * @param options the option labels, K &ge; 2, distinct without outer white space, none blank
 */
public record AnswerScale(List<String> options) {
  /**
   * Checks and copies the options.
   *
   * @throws IllegalArgumentException if there are fewer than two, one is blank or repeated, or two
   *     differ only in outer white space
   */
  public AnswerScale {
    options = ImmutableList.copyOf(options);
    if (options.size() < 2) {
      throw new IllegalArgumentException("an answer scale needs 2 options or more, got " + options);
    }
    var seen = new HashMap<String, String>();
    for (String option : options) {
      if (option.isBlank()) {
        throw new IllegalArgumentException("blank option in " + options);
      }
      String same = seen.putIfAbsent(option.strip(), option);
      if (same != null) {
        throw new IllegalArgumentException(
            same.equals(option)
                ? "option '" + option + "' is repeated in " + options
                : "options '" + same + "' and '" + option + "' differ only in outer white space");
      }
    }
  }

  /** A scale of the given labels. */
  public static AnswerScale of(String... options) {
    return new AnswerScale(List.of(options));
  }

  /** K, the number of options. */
  public int size() {
    return options.size();
  }

  /**
   * The label of option {@code index}.
   *
   * @throws IndexOutOfBoundsException if index is not in [0, K)
   */
  public String label(int index) {
    return options.get(Objects.checkIndex(index, options.size()));
  }

  /** The index of the option with exactly this label, or empty. */
  public OptionalInt indexOf(String label) {
    int index = options.indexOf(label);
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }
}
