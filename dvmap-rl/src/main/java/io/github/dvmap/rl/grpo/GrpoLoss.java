package io.github.dvmap.rl.grpo;

import java.util.Objects;

/**
 * The clipped GRPO loss and its exact gradient with respect to the policy's log-probabilities, in
 * plain Java and double arithmetic. Immutable.
 *
 * <p>Per token, with ratio rho = exp(logProb - old) and advantage A: {@code -min(rho A, clip(rho, 1
 * - clipLow, 1 + clipHigh) A) + klCoefficient * kl} (arXiv 2402.03300 equation 3). The gradient is
 * {@code -rho A} where the unclipped branch is the minimum, else 0, plus the KL term's. {@link
 * Aggregation} weighs the tokens.
 *
 * <p>Losses and gradients of micro-batches that are evaluated with the same {@link WholeBatch} add
 * up to the whole batch's.
 */
public final class GrpoLoss {
  private final double clipLow;
  private final double clipHigh;
  private final double klCoefficient;
  private final KlEstimator klEstimator;
  private final Aggregation aggregation;

  private GrpoLoss(
      double clipLow, double clipHigh, double klCoefficient, KlEstimator kl, Aggregation how) {
    this.clipLow = clipLow;
    this.clipHigh = clipHigh;
    this.klCoefficient = klCoefficient;
    this.klEstimator = Objects.requireNonNull(kl, "klEstimator");
    this.aggregation = Objects.requireNonNull(how, "aggregation");
  }

  /** Clip 0.2 on both sides, no KL term, {@link Aggregation#grpo()}. */
  public static GrpoLoss withDefaults() {
    return new GrpoLoss(0.2, 0.2, 0, KlEstimator.K3, Aggregation.grpo());
  }

  /**
   * This loss with the ratio clipped to [1 - low, 1 + high].
   *
   * @param low in [0, 1]
   * @param high &ge; 0, finite
   * @throws IllegalArgumentException if a bound is out of its range
   */
  public GrpoLoss withClip(double low, double high) {
    if (!(low >= 0 && low <= 1)) {
      throw new IllegalArgumentException("clipLow " + low + " is not in [0, 1]");
    }
    if (!(high >= 0 && high < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("clipHigh " + high + " is not in [0, inf)");
    }
    return new GrpoLoss(low, high, klCoefficient, klEstimator, aggregation);
  }

  /**
   * This loss with another KL term.
   *
   * @param coefficient &ge; 0, finite; 0 for none
   * @throws IllegalArgumentException if the coefficient is out of its range
   */
  public GrpoLoss withKl(double coefficient, KlEstimator estimator) {
    if (!(coefficient >= 0 && coefficient < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("klCoefficient " + coefficient + " is not in [0, inf)");
    }
    return new GrpoLoss(clipLow, clipHigh, coefficient, estimator, aggregation);
  }

  /** This loss with another weighting of the tokens. */
  public GrpoLoss withAggregation(Aggregation how) {
    return new GrpoLoss(clipLow, clipHigh, klCoefficient, klEstimator, how);
  }

  /**
   * The size of the batch that one optimizer step is taken on.
   *
   * @param sequences completions, &ge; 1
   * @param tokens their tokens, &ge; sequences
   */
  public record WholeBatch(long sequences, long tokens) {
    /** Checks the ranges. */
    public WholeBatch {
      if (sequences < 1 || tokens < sequences) {
        throw new IllegalArgumentException(
            "sequences " + sequences + " must be >= 1 and tokens " + tokens + " >= sequences");
      }
    }

    /** The size of these log-probabilities [N][T_n], all T_n &ge; 1. */
    public static WholeBatch of(float[][] logProbs) {
      long tokens = 0;
      for (float[] row : logProbs) {
        tokens += row.length;
      }
      return new WholeBatch(logProbs.length, tokens);
    }
  }

  /**
   * What {@link #evaluate} finds; every number is a sum that adds up over micro-batches.
   *
   * @param loss this part's share of the whole batch's loss
   * @param gradient d loss / d logProb, [N][T_n]
   * @param klSum the KL estimates summed over the tokens; 0 without a reference
   * @param clippedTokens tokens where the clipped branch is the minimum
   * @param tokens tokens of this part
   */
  public record Result(
      double loss, float[][] gradient, double klSum, long clippedTokens, long tokens) {
    /** Mean KL estimate per token. */
    public double meanKl() {
      return klSum / tokens;
    }

    /** Share of the tokens that are clipped, in [0, 1]. */
    public double clipFraction() {
      return clippedTokens / (double) tokens;
    }

    /** Whether the loss and every gradient are finite. */
    public boolean isFinite() {
      boolean finite = Double.isFinite(loss);
      for (float[] row : gradient) {
        for (float value : row) {
          finite &= Float.isFinite(value);
        }
      }
      return finite;
    }
  }

  /**
   * {@link #evaluate(float[][], float[][], float[][], double[], WholeBatch)} of one whole batch.
   */
  public Result evaluate(
      float[][] logProbs, float[][] old, float[][] reference, double[] advantages) {
    return evaluate(logProbs, old, reference, advantages, WholeBatch.of(logProbs));
  }

  /**
   * The loss and its gradient.
   *
   * @param logProbs the policy's log-probabilities of the sampled tokens, [N][T_n], T_n &ge; 1
   * @param old those of the policy that sampled them, [N][T_n]
   * @param reference those of the reference, [N][T_n]; may be null when the KL coefficient is 0
   * @param advantages one for each completion, [N]
   * @param whole the size of the batch that this is a part of
   * @throws IllegalArgumentException if shapes differ, or the reference is missing
   */
  public Result evaluate(
      float[][] logProbs,
      float[][] old,
      float[][] reference,
      double[] advantages,
      WholeBatch whole) {
    requireSameShape("old", logProbs, old);
    if (reference != null) {
      requireSameShape("reference", logProbs, reference);
    } else if (klCoefficient > 0) {
      throw new IllegalArgumentException(
          "klCoefficient " + klCoefficient + " needs reference log-probabilities");
    }
    if (advantages.length != logProbs.length) {
      throw new IllegalArgumentException(
          "advantages has " + advantages.length + " entries for " + logProbs.length + " rows");
    }
    var sums = new Sums();
    var gradient = new float[logProbs.length][];
    for (int n = 0; n < logProbs.length; n++) {
      double weight = aggregation.weight(logProbs[n].length, whole);
      gradient[n] = new float[logProbs[n].length];
      for (int t = 0; t < gradient[n].length; t++) {
        double slope = sums.addRatioTerm(logProbs[n][t], old[n][t], advantages[n], weight);
        if (reference != null) {
          slope += sums.addKlTerm((double) reference[n][t] - logProbs[n][t], weight);
        }
        gradient[n][t] = (float) (weight * slope);
      }
      sums.tokens += gradient[n].length;
    }
    return new Result(sums.loss, gradient, sums.kl, sums.clipped, sums.tokens);
  }

  private final class Sums {
    private double loss;
    private double kl;
    private long clipped;
    private long tokens;

    /** Adds a token's ratio term and returns its derivative before weighting. */
    double addRatioTerm(double logProb, double old, double advantage, double weight) {
      double ratio = Math.exp(logProb - old);
      double free = ratio * advantage;
      double bound = Math.min(Math.max(ratio, 1 - clipLow), 1 + clipHigh) * advantage;
      if (bound < free) {
        clipped++;
        loss -= weight * bound;
        return 0;
      }
      loss -= weight * free;
      return -free;
    }

    /** Adds a token's KL term and returns its derivative before weighting. */
    double addKlTerm(double d, double weight) {
      double value = klEstimator.value(d);
      kl += value;
      if (klCoefficient == 0) {
        return 0;
      }
      loss += weight * klCoefficient * value;
      return klCoefficient * klEstimator.slope(d);
    }
  }

  private static void requireSameShape(String name, float[][] logProbs, float[][] other) {
    boolean same = logProbs.length == other.length;
    for (int n = 0; same && n < logProbs.length; n++) {
      same = logProbs[n].length == other[n].length;
    }
    if (!same) {
      throw new IllegalArgumentException(name + " has another shape than logProbs");
    }
  }

  @Override
  public String toString() {
    return "GrpoLoss[clip="
        + clipLow
        + "/"
        + clipHigh
        + ", kl="
        + klCoefficient
        + " "
        + klEstimator
        + ", "
        + aggregation
        + "]";
  }
}
