package io.github.dvmap.data.analysis;

/**
 * What a consensus rule keeps: pairs answered by {@code minSupport} respondents or more whose
 * entropy is at most a bound, labelled with the most frequent option.
 *
 * @param entropyAtMost the bound in bits, &ge; 0
 * @param minSupport fewest answers of a kept pair, &ge; 1
 * @param pairs all (profile, question) pairs with 1 answer or more
 * @param archetypes pairs kept
 * @param labelNoise mean over the pairs kept of the share of their respondents who gave another
 *     answer than the label, in [0, 1); NaN where none is kept. A pair with one respondent counts
 *     with 0, for want of a second opinion
 */
public record ConsensusPoint(
    double entropyAtMost, int minSupport, long pairs, long archetypes, double labelNoise) {
  /** The share of pairs kept, in [0, 1]; NaN if there are no pairs. */
  public double keptShare() {
    return archetypes / (double) pairs;
  }
}
