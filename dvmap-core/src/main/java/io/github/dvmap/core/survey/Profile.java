package io.github.dvmap.core.survey;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A demographic profile: attribute name to level, in the survey's attribute order. Two profiles are
 * equal when they have the same levels for the same attributes; a profile is the key by which
 * respondents are grouped into archetypes (paper section 3.2). Profiles of one survey share the
 * names.
 */
public final class Profile {
  private final ImmutableList<String> attributes;
  private final String[] levels;
  private final int hash;

  private Profile(ImmutableList<String> attributes, String[] levels) {
    this.attributes = attributes;
    this.levels = levels;
    int sum = 0;
    for (int i = 0; i < levels.length; i++) {
      sum += attributes.get(i).hashCode() ^ levels[i].hashCode();
    }
    hash = sum;
  }

  /**
   * A profile of these levels in iteration order.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Profile of(Map<String, String> levels) {
    return of(ImmutableSet.copyOf(levels.keySet()), ImmutableList.copyOf(levels.values()));
  }

  /**
   * A profile of these levels.
   *
   * @param attributes the names
   * @param levels a level of each, in the same order
   * @throws IllegalArgumentException if there is none, or not as many of both
   */
  public static Profile of(ImmutableSet<String> attributes, List<String> levels) {
    if (attributes.isEmpty()) {
      throw new IllegalArgumentException("a profile needs 1 attribute or more");
    }
    if (attributes.size() != levels.size()) {
      throw new IllegalArgumentException(
          levels.size() + " levels are not one of each of the attributes " + attributes);
    }
    return new Profile(attributes.asList(), levels.toArray(String[]::new));
  }

  /** The attributes' names, in the survey's order. */
  public ImmutableList<String> attributes() {
    return attributes;
  }

  /**
   * The level of an attribute.
   *
   * @throws IllegalArgumentException if the profile has no such attribute
   */
  public String level(String attribute) {
    int index = attributes.indexOf(attribute);
    if (index < 0) {
      throw new IllegalArgumentException(
          "profile has no attribute '" + attribute + "', only " + attributes);
    }
    return levels[index];
  }

  /** Whether the profile has the attribute. */
  public boolean has(String attribute) {
    return attributes.contains(attribute);
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
    String[] copy = levels.clone();
    copy[attributes.indexOf(attribute)] = level;
    return new Profile(attributes, copy);
  }

  /** The levels by attribute name, in attribute order. */
  public ImmutableMap<String, String> levels() {
    var map = ImmutableMap.<String, String>builderWithExpectedSize(levels.length);
    for (int i = 0; i < levels.length; i++) {
      map.put(attributes.get(i), levels[i]);
    }
    return map.buildOrThrow();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Profile that && hash == that.hash && hasLevelsOf(that));
  }

  private boolean hasLevelsOf(Profile that) {
    return attributes.equals(that.attributes)
        ? Arrays.equals(levels, that.levels)
        : levels().equals(that.levels());
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return levels().toString();
  }
}
