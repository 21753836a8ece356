package io.github.dvmap.core.policy;

/**
 * Uniform numbers from a counter: a pure function of (seed, stream, sample, token), so a resumed
 * run, another batch size or another device draws the same numbers.
 *
 * <p>Each coordinate is absorbed by one round of the SplitMix64 finalizer (Steele, Lea and Flood
 * 2014, doi:10.1145/2660193.2660195).
 */
public final class CounterRandom {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private CounterRandom() {}

  /** A uniform float in [0, 1) with 24 random bits. */
  public static float uniform(long seed, long stream, int sample, int token) {
    long pair = ((long) sample << 32) | (token & 0xFFFFFFFFL);
    return (mix(mix(mix(seed) ^ stream) ^ pair) >>> 40) * 0x1p-24f;
  }

  /** A hash of two longs, for deriving a stream from a step and a sample index. */
  public static long derive(long first, long second) {
    return mix(mix(first) ^ second);
  }

  private static long mix(long value) {
    long z = value + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
