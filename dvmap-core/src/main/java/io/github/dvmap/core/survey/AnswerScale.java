package io.github.dvmap.core.survey;

import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The ordered options of a closed question; K = {@link #size()} of them, indexed 0..K-1 in the
 * order of the questionnaire. Options are always a list, never a joined string.
 *
 * @param options the option labels, K &ge; 2, distinct, none blank
 */
public record AnswerScale(List<String> options) {
  /**
   * Checks and copies the options.
   *
   * @throws IllegalArgumentException if there are fewer than two, or one is blank or repeated
   */
  public AnswerScale {
    options = ImmutableList.copyOf(options);
    if (options.size() < 2) {
      throw new IllegalArgumentException("an answer scale needs 2 options or more, got " + options);
    }
    var seen = new HashSet<String>();
    for (String option : options) {
      if (option.isBlank()) {
        throw new IllegalArgumentException("blank option in " + options);
      }
      if (!seen.add(option)) {
        throw new IllegalArgumentException("option '" + option + "' is repeated in " + options);
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
