package io.github.dvmap.rl.grpo;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.option.Ranges;
import java.util.Arrays;
import java.util.Objects;

/**
 * The clipped GRPO loss and its exact gradient with respect to the policy's log-probabilities and
 * entropies, in plain Java and double arithmetic. Immutable.
 *
 * <p>Per token, with ratio rho = exp(logProb - old) and advantage A: {@code -min(rho A, clip(rho, 1
 * - clipLow, 1 + clipHigh) A) + klCoefficient * kl} (arXiv 2402.03300 equation 3) {@code -
 * entropyCoefficient * entropy} (verl's {@code entropy_coeff}). The gradient is {@code -rho A}
 * where the unclipped branch is the minimum, else 0, plus the KL term's. {@link Aggregation} weighs
 * the tokens.
 *
 * <p>Losses and gradients of micro-batches that are evaluated with the same {@link WholeBatch} add
 * up to the whole batch's.
 */
public final class GrpoLoss {
  private final double clipLow;
  private final double clipHigh;
  private final double klCoefficient;
  private final KlEstimator klEstimator;
  private final double entropyCoefficient;
  private final Aggregation aggregation;

  private GrpoLoss(
      double clipLow,
      double clipHigh,
      double klCoefficient,
      KlEstimator kl,
      double entropyCoefficient,
      Aggregation how) {
    this.clipLow = clipLow;
    this.clipHigh = clipHigh;
    this.klCoefficient = klCoefficient;
    this.klEstimator = Objects.requireNonNull(kl, "klEstimator");
    this.entropyCoefficient = entropyCoefficient;
    this.aggregation = Objects.requireNonNull(how, "aggregation");
  }

  /** Clip 0.2 on both sides, no KL term, no entropy term, {@link Aggregation#grpo()}. */
  public static GrpoLoss withDefaults() {
    return new GrpoLoss(0.2, 0.2, 0, KlEstimator.K3, 0, Aggregation.grpo());
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
    Ranges.notNegative("clipHigh", high);
    return new GrpoLoss(low, high, klCoefficient, klEstimator, entropyCoefficient, aggregation);
  }

  /**
   * This loss with another KL term.
   *
   * @param coefficient &ge; 0, finite; 0 for none
   * @throws IllegalArgumentException if the coefficient is out of its range
   */
  public GrpoLoss withKl(double coefficient, KlEstimator estimator) {
    Ranges.notNegative("klCoefficient", coefficient);
    return new GrpoLoss(clipLow, clipHigh, coefficient, estimator, entropyCoefficient, aggregation);
  }

  /**
   * This loss less the mean entropy times a coefficient; the mean is the aggregation's.
   *
   * @param coefficient &ge; 0, finite; 0 for none
   * @throws IllegalArgumentException if the coefficient is out of its range
   */
  public GrpoLoss withEntropy(double coefficient) {
    Ranges.notNegative("entropyCoefficient", coefficient);
    return new GrpoLoss(clipLow, clipHigh, klCoefficient, klEstimator, coefficient, aggregation);
  }

  /** This loss with another weighting of the tokens. */
  public GrpoLoss withAggregation(Aggregation how) {
    return new GrpoLoss(clipLow, clipHigh, klCoefficient, klEstimator, entropyCoefficient, how);
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
   * @param entropyGradient d loss / d entropy, [N][T_n]; empty without entropies
   * @param klSum the KL estimates summed over the tokens; 0 without a reference
   * @param entropySum the entropies summed over the tokens; 0 without entropies
   * @param clippedTokens tokens where the clipped branch is the minimum
   * @param tokens tokens of this part
   */
  public record Result(
      double loss,
      float[][] gradient,
      float[][] entropyGradient,
      double klSum,
      double entropySum,
      long clippedTokens,
      long tokens) {
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
   * {@link #evaluate(float[][], float[][], float[][], float[][], double[], WholeBatch)} of one
   * whole batch, without entropies.
   */
  public Result evaluate(
      float[][] logProbs, float[][] old, float[][] reference, double[] advantages) {
    return evaluate(logProbs, old, reference, null, advantages, WholeBatch.of(logProbs));
  }

  /**
   * The loss and its gradient.
   *
   * @param logProbs the policy's log-probabilities of the sampled tokens, [N][T_n], T_n &ge; 1
   * @param old those of the policy that sampled them, [N][T_n]
   * @param reference those of the reference, [N][T_n]; may be null when the KL coefficient is 0
   * @param entropies those of the distributions that the tokens were drawn from, in nats, [N][T_n];
   *     may be null when the entropy coefficient is 0
   * @param advantages one for each completion, [N]
   * @param whole the size of the batch that this is a part of
   * @throws IllegalArgumentException if shapes differ, or the reference or entropies are missing
   */
  public Result evaluate(
      float[][] logProbs,
      float[][] old,
      float[][] reference,
      float[][] entropies,
      double[] advantages,
      WholeBatch whole) {
    requireSameShape("old", logProbs, old);
    requireFor("klCoefficient", klCoefficient, "reference", logProbs, reference);
    requireFor("entropyCoefficient", entropyCoefficient, "entropies", logProbs, entropies);
    if (advantages.length != logProbs.length) {
      throw new IllegalArgumentException(
          "advantages has " + advantages.length + " entries for " + logProbs.length + " rows");
    }
    var sums = new Sums();
    var gradient = new float[logProbs.length][];
    var entropyGradient = new float[entropies == null ? 0 : logProbs.length][];
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
      if (entropies != null) {
        entropyGradient[n] = sums.addEntropies(entropies[n], weight);
      }
      sums.tokens += gradient[n].length;
    }
    return new Result(
        sums.loss, gradient, entropyGradient, sums.kl, sums.entropy, sums.clipped, sums.tokens);
  }

  private final class Sums {
    private double loss;
    private double kl;
    private double entropy;
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

    /** Takes a completion's entropies off the loss and returns its derivatives. */
    float[] addEntropies(float[] entropies, double weight) {
      for (float value : entropies) {
        entropy += value;
        loss -= weight * entropyCoefficient * value;
      }
      var slopes = new float[entropies.length];
      Arrays.fill(slopes, (float) (-weight * entropyCoefficient));
      return slopes;
    }
  }

  /** Values that a term needs, if its coefficient is not 0; their shape is checked if given. */
  private static void requireFor(
      String option, double coefficient, String name, float[][] logProbs, float[][] values) {
    if (values != null) {
      requireSameShape(name, logProbs, values);
    } else if (coefficient > 0) {
      throw new IllegalArgumentException(option + " " + coefficient + " needs " + name);
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

  double klCoefficient() {
    return klCoefficient;
  }

  KlEstimator klEstimator() {
    return klEstimator;
  }

  double entropyCoefficient() {
    return entropyCoefficient;
  }

  Aggregation aggregation() {
    return aggregation;
  }

  /** Every option by name. */
  ImmutableMap<String, String> toMap() {
    return ImmutableMap.<String, String>builder()
        .put("clipLow", Double.toString(clipLow))
        .put("clipHigh", Double.toString(clipHigh))
        .put("klCoefficient", Double.toString(klCoefficient))
        .put("klEstimator", klEstimator.name())
        .put("entropyCoefficient", Double.toString(entropyCoefficient))
        .put("aggregation", aggregation.toString())
        .buildOrThrow();
  }

  @Override
  public String toString() {
    return "GrpoLoss" + toMap();
  }
}
