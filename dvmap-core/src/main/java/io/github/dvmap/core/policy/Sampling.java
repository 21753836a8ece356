package io.github.dvmap.core.policy;

import com.google.common.collect.ImmutableSet;
import java.util.Objects;
import java.util.Set;

/**
 * How completions are drawn. Immutable; each {@code with} method returns a copy.
 *
 * <p>The law of a token, with the filters in the order of Hugging Face transformers:
 *
 * <ol>
 *   <li>logits / temperature;
 *   <li>top-k keeps the tokens whose logit is at least the k-th largest;
 *   <li>top-p keeps, of what is left and with the probabilities of what is left, a token if all
 *       tokens of larger logit together have less than p;
 *   <li>min-p keeps a token if its probability is at least min-p times that of the most likely;
 *   <li>the softmax of what is left.
 * </ol>
 *
 * Tokens of equal logit are kept or dropped together, so top-k may keep more than k. The most
 * likely token is never dropped. At temperature 0 the most likely token is taken, of equals that
 * with the lowest id.
 */
public final class Sampling {
  private final double temperature;
  private final int maxTokens;
  private final ImmutableSet<Integer> stopTokens;
  private final long seed;
  private final int topK;
  private final double topP;
  private final double minP;
  private final StopStrings stopStrings;

  /**
   * Draws from the whole softmax; filters and stop strings are added by {@code with} methods.
   *
   * @param temperature divides the logits before the softmax, &gt; 0; 0 picks the most likely token
   * @param maxTokens most tokens of a completion, &ge; 1
   * @param stopTokens ids that end a completion; the ending id is part of it
   * @param seed key of the counter-based uniforms
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Sampling(double temperature, int maxTokens, Set<Integer> stopTokens, long seed) {
    this(temperature, maxTokens, stopTokens, seed, 0, 1, 0, StopStrings.none());
  }

  private Sampling(
      double temperature,
      int maxTokens,
      Set<Integer> stopTokens,
      long seed,
      int topK,
      double topP,
      double minP,
      StopStrings stopStrings) {
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature " + temperature + " is not in [0, inf)");
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens " + maxTokens + " must be >= 1");
    }
    if (topK < 0) {
      throw new IllegalArgumentException("topK " + topK + " must be >= 0, 0 for none");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("topP " + topP + " is not in (0, 1]");
    }
    if (!(minP >= 0 && minP < 1)) {
      throw new IllegalArgumentException("minP " + minP + " is not in [0, 1)");
    }
    this.temperature = temperature;
    this.maxTokens = maxTokens;
    this.stopTokens = ImmutableSet.copyOf(stopTokens);
    this.seed = seed;
    this.topK = topK;
    this.topP = topP;
    this.minP = minP;
    this.stopStrings = Objects.requireNonNull(stopStrings, "stopStrings");
  }

  /**
   * Keeps the k most likely tokens only.
   *
   * @param value k, &ge; 1; 0 keeps all, the default
   * @throws IllegalArgumentException if it is negative
   */
  public Sampling withTopK(int value) {
    return new Sampling(temperature, maxTokens, stopTokens, seed, value, topP, minP, stopStrings);
  }

  /**
   * Keeps the most likely tokens that together have at least this probability.
   *
   * @param value (0, 1]; 1 keeps all, the default
   * @throws IllegalArgumentException if it is out of its range
   */
  public Sampling withTopP(double value) {
    return new Sampling(temperature, maxTokens, stopTokens, seed, topK, value, minP, stopStrings);
  }

  /**
   * Keeps tokens at least this many times as likely as the most likely one.
   *
   * @param value [0, 1); 0 keeps all, the default
   * @throws IllegalArgumentException if it is out of its range
   */
  public Sampling withMinP(double value) {
    return new Sampling(temperature, maxTokens, stopTokens, seed, topK, topP, value, stopStrings);
  }

  /** Ends a completion with the token that completes one of these strings; none by default. */
  public Sampling withStopStrings(StopStrings value) {
    return new Sampling(temperature, maxTokens, stopTokens, seed, topK, topP, minP, value);
  }

  /** Ids that end a completion; the ending id is part of it. */
  public Sampling withStopTokens(Set<Integer> value) {
    return new Sampling(temperature, maxTokens, value, seed, topK, topP, minP, stopStrings);
  }

  /**
   * Divides the logits before the softmax.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Sampling withTemperature(double value) {
    return new Sampling(value, maxTokens, stopTokens, seed, topK, topP, minP, stopStrings);
  }

  /**
   * Most tokens of a completion.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public Sampling withMaxTokens(int value) {
    return new Sampling(temperature, value, stopTokens, seed, topK, topP, minP, stopStrings);
  }

  /** Key of the counter-based uniforms. */
  public Sampling withSeed(long value) {
    return new Sampling(temperature, maxTokens, stopTokens, value, topK, topP, minP, stopStrings);
  }

  /** What divides the logits; 0 picks the most likely token. */
  public double temperature() {
    return temperature;
  }

  /** Most tokens of a completion. */
  public int maxTokens() {
    return maxTokens;
  }

  /** Ids that end a completion. */
  public ImmutableSet<Integer> stopTokens() {
    return stopTokens;
  }

  /** Key of the counter-based uniforms. */
  public long seed() {
    return seed;
  }

  /** How many of the most likely tokens are kept; 0 for all. */
  public int topK() {
    return topK;
  }

  /** The probability that the kept tokens have at least; 1 for all. */
  public double topP() {
    return topP;
  }

  /** The least probability of a kept token, as a share of the largest; 0 for all. */
  public double minP() {
    return minP;
  }

  /** The strings that end a completion. */
  public StopStrings stopStrings() {
    return stopStrings;
  }

  /** What a log-probability of a completion is taken at: the temperature, and 1 where that is 0. */
  public double scoringTemperature() {
    return temperature == 0 ? 1 : temperature;
  }

  @Override
  public String toString() {
    return "Sampling[temperature="
        + temperature
        + ", topK="
        + topK
        + ", topP="
        + topP
        + ", minP="
        + minP
        + ", maxTokens="
        + maxTokens
        + ", stopTokens="
        + stopTokens
        + ", stopStrings="
        + stopStrings.strings()
        + ", seed="
        + seed
        + "]";
  }
}
