package io.github.dvmap.data.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Numbers an attribute's levels for trees that split at thresholds: 1, 2, .. by ascending mean
 * option index of the training respondents. On two options, the best of all 2^(L-1) splits of L
 * levels is then a threshold (Breiman et al. 1984, section 4.2); an arbitrary numbering would hide
 * an attribute of many levels, and a column for each level would spread its importance. The mean is
 * drawn to that of all respondents by {@value #PRIOR} pseudo-respondents, so that levels of one or
 * two respondents, or of none in training, lie in the middle rather than at the ends.
 */
final class LevelOrder {
  private static final int PRIOR = 10;

  private LevelOrder() {}

  /**
   * The number of each level, [levels], a permutation of 1..levels; ties go by level.
   *
   * @param people the training respondents, who all answered
   */
  static double[] of(RespondentTable table, List<int[]> people, int attribute, int question) {
    int levels = table.levels()[attribute];
    double[] sum = new double[levels];
    int[] count = new int[levels];
    double all = 0;
    for (int[] person : people) {
      int option = table.option(person, question);
      sum[person[attribute]] += option;
      count[person[attribute]]++;
      all += option;
    }
    double mean = all / people.size();
    double[] key = new double[levels];
    for (int level = 0; level < levels; level++) {
      key[level] = (sum[level] + PRIOR * mean) / (count[level] + PRIOR);
    }
    double[] numbers = new double[levels];
    int next = 1;
    for (int level :
        IntStream.range(0, levels)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(l -> key[l]).thenComparing(l -> l))
            .toList()) {
      numbers[level] = next++;
    }
    return numbers;
  }
}
