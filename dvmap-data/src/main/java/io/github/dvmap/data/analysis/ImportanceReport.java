package io.github.dvmap.data.analysis;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Objects;

/**
 * How much each attribute says about the answers to each question.
 *
 * @param impurity mean decrease in Gini impurity, [attributes x questions], each column with sum 1;
 *     NaN in the column of a question without a forest or whose forest never splits. It is measured
 *     on the training respondents and favours attributes with many levels
 * @param permutation drop in accuracy on held-out respondents when the attribute's levels are
 *     permuted among them, mean over the repeats, [attributes x questions]; about 0, possibly
 *     below, where the attribute says nothing; NaN for a question without a forest
 * @param fits by question id, how well its forest predicts
 * @param respondents respondents used
 */
public record ImportanceReport(
    LabelledMatrix impurity,
    LabelledMatrix permutation,
    Map<String, ForestFit> fits,
    int respondents) {
  /** Copies the map. */
  public ImportanceReport {
    Objects.requireNonNull(impurity, "impurity");
    Objects.requireNonNull(permutation, "permutation");
    fits = ImmutableMap.copyOf(fits);
  }
}
