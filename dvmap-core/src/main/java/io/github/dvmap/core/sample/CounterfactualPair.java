package io.github.dvmap.core.sample;

import java.util.List;

/**
 * A sample and what becomes of it when one attribute of its profile has another level: the same
 * question, of a respondent who differs in that attribute alone.
 *
 * @param original the sample
 * @param flipped the sample with the other level
 */
public record CounterfactualPair(AlignmentSample original, AlignmentSample flipped) {
  /**
   * Checks that the two differ in exactly one attribute, and in their ids.
   *
   * @throws IllegalArgumentException if they do not, or their questions or attributes differ
   */
  public CounterfactualPair {
    List<String> differing = differing(original, flipped);
    boolean alike =
        original.profile().levels().keySet().equals(flipped.profile().levels().keySet())
            && original.question().equals(flipped.question());
    if (!alike || differing.size() != 1 || original.id().equals(flipped.id())) {
      throw new IllegalArgumentException(
          "samples "
              + original.id()
              + " and "
              + flipped.id()
              + " must differ in 1 attribute, not in "
              + differing
              + ", and have one question");
    }
  }

  private static List<String> differing(AlignmentSample original, AlignmentSample flipped) {
    return original.profile().levels().entrySet().stream()
        .filter(level -> !level.getValue().equals(flipped.profile().levels().get(level.getKey())))
        .map(level -> level.getKey())
        .toList();
  }

  /** The attribute in which the two differ. */
  public String attribute() {
    return differing(original, flipped).get(0);
  }
}
