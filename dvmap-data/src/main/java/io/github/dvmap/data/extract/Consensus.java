package io.github.dvmap.data.extract;

import java.util.OptionalInt;

/** Which (profile, question) pairs are kept, and with which answer. */
@FunctionalInterface
public interface Consensus {
  /**
   * The answer of a pair.
   *
   * @param counts one answer or more
   * @return the option's index, in [0, K), or empty where the pair is dropped; never null
   */
  OptionalInt answer(AnswerCounts counts);

  /** All respondents agree on the option's label: Shannon entropy H = 0 (paper section 3.2). */
  static Consensus strict() {
    return entropyAtMost(0);
  }

  /**
   * The entropy of the option labels is at most a bound; the answer is the most frequent option.
   *
   * @param bits the bound, &ge; 0
   * @throws IllegalArgumentException if the bound is negative or NaN
   */
  static Consensus entropyAtMost(double bits) {
    if (!(bits >= 0)) {
      throw new IllegalArgumentException("entropyAtMost " + bits + " must be >= 0 bits");
    }
    return counts ->
        counts.entropy() <= bits ? OptionalInt.of(counts.modeOfOptions()) : OptionalInt.empty();
  }

  /**
   * The released corpus's rule: the most frequent raw code, put into its bin afterwards; every pair
   * is kept.
   */
  static Consensus majority() {
    return counts -> OptionalInt.of(counts.modeOfCodes());
  }
}
