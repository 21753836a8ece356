package io.github.dvmap.core.survey;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * A demographic profile: attribute name to level, in the survey's attribute order. Two profiles are
 * equal when they have the same levels for the same attributes; a profile is the key by which
 * respondents are grouped into archetypes (paper section 3.2).
 */
public final class Profile {
  private final ImmutableMap<String, String> levels;
  private final int hash;

  private Profile(ImmutableMap<String, String> levels) {
    this.levels = levels;
    this.hash = levels.hashCode();
  }

  /**
   * A profile of these levels in iteration order.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Profile of(Map<String, String> levels) {
    if (levels.isEmpty()) {
      throw new IllegalArgumentException("a profile needs 1 attribute or more");
    }
    return new Profile(ImmutableMap.copyOf(levels));
  }

  /**
   * The level of an attribute.
   *
   * @throws IllegalArgumentException if the profile has no such attribute
   */
  public String level(String attribute) {
    String level = levels.get(attribute);
    if (level == null) {
      throw new IllegalArgumentException(
          "profile has no attribute '" + attribute + "', only " + levels.keySet());
    }
    return level;
  }

  /** Whether the profile has the attribute. */
  public boolean has(String attribute) {
    return levels.containsKey(attribute);
  }

  /**
   * This profile with one level replaced; used for counterfactuals.
   *
   * @throws IllegalArgumentException if the profile has no such attribute
   */
  public Profile with(String attribute, String level) {
    if (level(attribute).equals(level)) {
      return this;
    }
    var copy = ImmutableMap.<String, String>builderWithExpectedSize(levels.size());
    levels.forEach((name, old) -> copy.put(name, name.equals(attribute) ? level : old));
    return new Profile(copy.buildOrThrow());
  }

  /** The levels by attribute name, in attribute order. */
  public ImmutableMap<String, String> levels() {
    return levels;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Profile that && hash == that.hash && levels.equals(that.levels));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return levels.toString();
  }
}
