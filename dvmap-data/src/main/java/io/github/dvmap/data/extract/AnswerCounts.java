package io.github.dvmap.data.extract;

import com.google.common.math.DoubleMath;
import io.github.dvmap.core.survey.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often the respondents of one profile gave each answer to one question. Not thread-safe. */
public final class AnswerCounts {
  private final int[] byOption;
  private final TreeMap<Integer, Integer> byCode = new TreeMap<>();
  private final TreeMap<Integer, Integer> optionOfCode = new TreeMap<>();
  private int total;

  /** No answers yet, to a question with K options. */
  AnswerCounts(int options) {
    byOption = new int[options];
  }

  void add(Response response) {
    byOption[response.option()]++;
    byCode.merge(response.code(), 1, Integer::sum);
    optionOfCode.put(response.code(), response.option());
    total++;
  }

  /** Respondents who answered. */
  public int total() {
    return total;
  }

  /** Shannon entropy over option labels, in bits; 0 when all agree. */
  public double entropy() {
    double sum = 0;
    for (int count : byOption) {
      if (count > 0) {
        double p = count / (double) total;
        sum -= p * DoubleMath.log2(p);
      }
    }
    return Math.max(0, sum);
  }

  /**
   * The option of the most frequent raw code; of tied codes in ascending order, the one at index
   * (ties / 2), as the released corpus does.
   */
  public int modeOfCodes() {
    int most = byCode.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    List<Integer> tied = new ArrayList<>();
    for (Map.Entry<Integer, Integer> entry : byCode.entrySet()) {
      if (entry.getValue() == most) {
        tied.add(entry.getKey());
      }
    }
    return optionOfCode.get(tied.get(tied.size() / 2));
  }

  /** The most frequent option; of tied options in ascending order, the one at (ties / 2). */
  public int modeOfOptions() {
    int most = 0;
    for (int count : byOption) {
      most = Math.max(most, count);
    }
    List<Integer> tied = new ArrayList<>();
    for (int option = 0; option < byOption.length; option++) {
      if (byOption[option] == most) {
        tied.add(option);
      }
    }
    return tied.get(tied.size() / 2);
  }
}
