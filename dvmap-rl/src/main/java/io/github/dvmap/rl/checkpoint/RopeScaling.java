package io.github.dvmap.rl.checkpoint;

/**
 * How Llama 3.1 stretches rotary positions ({@code rope_type: llama3}): waves longer than the
 * original context over {@code lowFrequencyFactor} are slowed by {@code factor}, those shorter than
 * the original context over {@code highFrequencyFactor} stay, and between the two the factor is
 * blended in.
 *
 * @param factor what slow waves are divided by, &ge; 1
 * @param lowFrequencyFactor &gt; 0
 * @param highFrequencyFactor &gt; lowFrequencyFactor
 * @param originalContextLength tokens of the context before stretching, &ge; 1
 */
public record RopeScaling(
    double factor,
    double lowFrequencyFactor,
    double highFrequencyFactor,
    int originalContextLength) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public RopeScaling {
    if (!(factor >= 1 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("rope factor " + factor + " is not in [1, inf)");
    }
    if (!(lowFrequencyFactor > 0
        && highFrequencyFactor > lowFrequencyFactor
        && highFrequencyFactor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "rope low_freq_factor "
              + lowFrequencyFactor
              + " and high_freq_factor "
              + highFrequencyFactor
              + " must be > 0 and rise");
    }
    if (originalContextLength < 1) {
      throw new IllegalArgumentException(
          "rope original_max_position_embeddings " + originalContextLength + " must be >= 1");
    }
  }

  /** The stretched angular frequency, in radians a token, of an unstretched one; in float32. */
  float scaled(float frequency) {
    float wavelength = (float) (2 * Math.PI) * (1 / frequency);
    if (wavelength > originalContextLength / lowFrequencyFactor) {
      return frequency / (float) factor;
    }
    if (wavelength < originalContextLength / highFrequencyFactor) {
      return frequency;
    }
    float turns = originalContextLength * (1 / wavelength);
    float blend =
        (turns - (float) lowFrequencyFactor) / (float) (highFrequencyFactor - lowFrequencyFactor);
    return (1 - blend) * frequency / (float) factor + blend * frequency;
  }
}
