package io.github.dvmap.rl.sft;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/**
 * What a supervised run did.
 *
 * @param completed false if it was interrupted before its last step
 * @param plannedSteps steps that a completed run takes
 * @param steps one record for each step taken, in order
 * @param seconds wall time
 * @param seed the trainer's seed
 * @param config the options by name
 */
public record SftReport(
    boolean completed,
    long plannedSteps,
    List<Step> steps,
    double seconds,
    long seed,
    Map<String, String> config) {
  /** Copies the collections. */
  public SftReport {
    steps = ImmutableList.copyOf(steps);
    config = ImmutableMap.copyOf(config);
  }

  /**
   * One optimizer step.
   *
   * @param step counted from 0
   * @param loss mean negative log-probability of a reply token, before the update
   * @param gradientNorm global L2 norm before clipping
   * @param learningRate of this step
   * @param tokens reply tokens
   */
  public record Step(
      long step, double loss, double gradientNorm, double learningRate, long tokens) {}
}
