package io.github.dvmap.core.survey;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A demographic attribute of a profile.
 *
 * @param name the attribute's name, for instance {@code Income Bracket}; not blank
 * @param levels the levels it may take in their natural order; empty where the set is open
 */
public record Attribute(String name, List<String> levels) {
  /** What a respondent who did not answer is given as the level (released corpus). */
  public static final String NOT_ANSWERED = "Not Answered";

  /**
   * Checks and copies the fields.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public Attribute {
    levels = ImmutableList.copyOf(levels);
    if (name.isBlank()) {
      throw new IllegalArgumentException("attribute name is blank");
    }
  }

  /** An attribute whose levels are not listed beforehand. */
  public static Attribute open(String name) {
    return new Attribute(name, List.of());
  }
}
