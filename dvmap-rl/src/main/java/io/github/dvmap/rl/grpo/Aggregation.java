package io.github.dvmap.rl.grpo;

import io.github.dvmap.core.option.Ranges;

/** How token losses become one number. Sums run over the whole batch, not a micro-batch. */
public sealed interface Aggregation {
  /**
   * The weight of each token of a completion.
   *
   * @param length the completion's tokens, &ge; 1
   * @param whole the size of the whole batch
   */
  double weight(int length, GrpoLoss.WholeBatch whole);

  /** Mean over the tokens of a completion, then over completions (arXiv 2402.03300). */
  static Aggregation grpo() {
    return new SequenceMean();
  }

  /** Mean over all tokens of the batch (TRL {@code bnpo}, verl {@code token-mean}). */
  static Aggregation tokenMean() {
    return new TokenMean();
  }

  /**
   * Sum over all tokens / (completions x maxLength), free of length bias (Dr. GRPO, arXiv
   * 2503.20783).
   *
   * @param maxLength the completion limit, &ge; 1
   * @throws IllegalArgumentException if maxLength &lt; 1
   */
  static Aggregation drGrpo(int maxLength) {
    return new FixedLength(maxLength);
  }

  /** See {@link #grpo()}. */
  record SequenceMean() implements Aggregation {
    @Override
    public double weight(int length, GrpoLoss.WholeBatch whole) {
      return 1.0 / length / whole.sequences();
    }
  }

  /** See {@link #tokenMean()}. */
  record TokenMean() implements Aggregation {
    @Override
    public double weight(int length, GrpoLoss.WholeBatch whole) {
      return 1.0 / whole.tokens();
    }
  }

  /**
   * See {@link #drGrpo}.
   *
   * @param maxLength the completion limit, &ge; 1
   */
  record FixedLength(int maxLength) implements Aggregation {
    /** Checks the range. */
    public FixedLength {
      Ranges.atLeast(1, "maxLength", maxLength);
    }

    @Override
    public double weight(int length, GrpoLoss.WholeBatch whole) {
      return 1.0 / maxLength / whole.sequences();
    }
  }
}
