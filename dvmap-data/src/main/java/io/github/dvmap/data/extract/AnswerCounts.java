package io.github.dvmap.data.extract;

import com.google.common.math.DoubleMath;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Ints;
import io.github.dvmap.core.survey.Response;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;

/**
 * How often the respondents of one profile gave each answer to one question: the sum of their
 * weights, which are 1 unless the survey is read with weights. Not thread-safe.
 */
public final class AnswerCounts {
  /** Counts that are equal here may change places in a sum. */
  private static final Comparator<AnswerCounts> BY_VOTES =
      Comparator.comparingDouble(AnswerCounts::weight)
          .thenComparing(counts -> counts.byOption, Doubles.lexicographicalComparator())
          .thenComparing(counts -> counts.byCode, Doubles.lexicographicalComparator())
          .thenComparing(counts -> counts.codes, Ints.lexicographicalComparator());

  private final double[] byOption;
  private int[] codes = new int[2];
  private int[] optionOfCode = new int[2];
  private double[] byCode = new double[2];
  private int distinct;
  private int total;
  private double weight;

  /** No answers yet, to a question with K options. */
  AnswerCounts(int options) {
    byOption = new double[options];
  }

  /**
   * So many respondents for each option, of weight 1, for a rule's tests. An option's index is its
   * code.
   *
   * @param respondents by option: K &ge; 2 numbers &ge; 0, not all 0
   * @throws IllegalArgumentException if they are not
   */
  public static AnswerCounts of(int... respondents) {
    return weighted(respondents, Arrays.stream(respondents).asDoubleStream().toArray());
  }

  /**
   * So many respondents for each option and the sum of their weights. An option's index is its
   * code.
   *
   * @param respondents by option: K &ge; 2 numbers &ge; 0, not all 0
   * @param weights by option: finite, 0 where there is no respondent and above 0 elsewhere
   * @throws IllegalArgumentException if they are not
   */
  public static AnswerCounts weighted(int[] respondents, double[] weights) {
    if (respondents.length < 2 || weights.length != respondents.length) {
      throw new IllegalArgumentException(
          "respondents of "
              + respondents.length
              + " options and weights of "
              + weights.length
              + "; both must be of the same 2 or more");
    }
    var counts = new AnswerCounts(respondents.length);
    for (int option = 0; option < respondents.length; option++) {
      counts.add(option, respondents[option], weights[option]);
    }
    if (counts.total == 0) {
      throw new IllegalArgumentException("no respondent for any option");
    }
    return counts;
  }

  private void add(int option, int respondents, double votes) {
    boolean fits = respondents > 0 ? votes > 0 && votes < Double.POSITIVE_INFINITY : votes == 0;
    if (respondents < 0 || !fits) {
      throw new IllegalArgumentException(
          "option " + option + " has " + respondents + " respondents of weight " + votes);
    }
    if (respondents > 0) {
      byOption[option] = votes;
      addCode(option, option, votes);
      weight += votes;
      total = Math.addExact(total, respondents);
    }
  }

  void add(Response response, double respondentWeight) {
    byOption[response.option()] += respondentWeight;
    addCode(response.code(), response.option(), respondentWeight);
    weight += respondentWeight;
    total++;
  }

  private void addCode(int code, int option, double codeWeight) {
    int at = place(code, option); // may replace the array
    byCode[at] += codeWeight;
  }

  /** Where the code is among the codes, which are ascending. */
  private int place(int code, int option) {
    int at = 0;
    while (at < distinct && codes[at] < code) {
      at++;
    }
    if (at < distinct && codes[at] == code) {
      if (optionOfCode[at] != option) {
        throw new IllegalArgumentException(
            "code " + code + " is option " + option + " and option " + optionOfCode[at]);
      }
      return at;
    }
    if (distinct == codes.length) {
      codes = Arrays.copyOf(codes, 2 * distinct);
      optionOfCode = Arrays.copyOf(optionOfCode, 2 * distinct);
      byCode = Arrays.copyOf(byCode, 2 * distinct);
    }
    System.arraycopy(codes, at, codes, at + 1, distinct - at);
    System.arraycopy(optionOfCode, at, optionOfCode, at + 1, distinct - at);
    System.arraycopy(byCode, at, byCode, at + 1, distinct - at);
    codes[at] = code;
    optionOfCode[at] = option;
    byCode[at] = 0;
    distinct++;
    return at;
  }

  /**
   * The answers of several groups to one question together, to the last digit the same in any order
   * of the groups.
   *
   * @throws IllegalArgumentException if there are no groups, or their questions differ in options
   *     or in what a code stands for
   */
  public static AnswerCounts merged(Collection<AnswerCounts> parts) {
    int options =
        parts.stream()
            .mapToInt(part -> part.byOption.length)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no answers to merge"));
    var sum = new AnswerCounts(options);
    parts.stream().sorted(BY_VOTES).forEach(sum::add);
    return sum;
  }

  private void add(AnswerCounts other) {
    if (other.byOption.length != byOption.length) {
      throw new IllegalArgumentException(
          "answers to a question of "
              + other.byOption.length
              + " options cannot be merged with "
              + byOption.length);
    }
    for (int option = 0; option < byOption.length; option++) {
      byOption[option] += other.byOption[option];
    }
    for (int i = 0; i < other.distinct; i++) {
      addCode(other.codes[i], other.optionOfCode[i], other.byCode[i]);
    }
    total += other.total;
    weight += other.weight;
  }

  /** K, the number of the question's options. */
  public int options() {
    return byOption.length;
  }

  /**
   * The votes for an option: the weight of those who gave it, their number where weights are 1.
   *
   * @throws IndexOutOfBoundsException if the option is not in [0, K)
   */
  public double votes(int option) {
    return byOption[Objects.checkIndex(option, byOption.length)];
  }

  /** The share of the votes for the most frequent option, in (0, 1]. */
  public double agreement() {
    return byOption[modeOfOptions()] / weight;
  }

  /** Respondents who answered. */
  public int total() {
    return total;
  }

  /** The weight of the respondents who answered; their number where weights are 1. */
  public double weight() {
    return weight;
  }

  /** Shannon entropy over option labels, in bits; 0 when all agree. */
  public double entropy() {
    double sum = 0;
    int given = 0;
    for (double votes : byOption) {
      double p = votes / weight;
      if (p > 0) {
        given++;
        sum -= p * DoubleMath.log2(p);
      }
    }
    return given == 1 ? 0 : Math.max(0, sum);
  }

  /**
   * The option of the most frequent raw code; of tied codes in ascending order, the one at index
   * (ties / 2), as the released corpus does.
   */
  public int modeOfCodes() {
    return optionOfCode[mode(byCode, distinct)];
  }

  /** The most frequent option; of tied options in ascending order, the one at (ties / 2). */
  public int modeOfOptions() {
    return mode(byOption, byOption.length);
  }

  private static int mode(double[] votes, int length) {
    if (length == 1) {
      return 0;
    }
    double most = 0;
    for (int i = 0; i < length; i++) {
      most = Math.max(most, votes[i]);
    }
    int ties = 0;
    for (int i = 0; i < length; i++) {
      ties += votes[i] == most ? 1 : 0;
    }
    int at = -1;
    for (int left = ties / 2; left >= 0; left--) {
      at++;
      while (votes[at] != most) {
        at++;
      }
    }
    return at;
  }
}
