package io.github.dvmap.rl.grpo;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/**
 * What a GRPO run did.
 *
 * @param completed false if it was interrupted before its last step
 * @param plannedSteps steps that a completed run takes
 * @param steps one record for each step taken, in order
 * @param counts totals by name: prompts, completions, tokens, truncated_completions,
 *     unparsed_answers, zero_variance_groups, updates, skipped_updates
 * @param seconds wall time
 * @param seed the trainer's seed
 * @param config the options by name
 */
public record TrainingReport(
    boolean completed,
    long plannedSteps,
    List<StepRecord> steps,
    Map<String, Long> counts,
    double seconds,
    long seed,
    Map<String, String> config) {
  /** Copies the collections. */
  public TrainingReport {
    steps = ImmutableList.copyOf(steps);
    counts = ImmutableMap.copyOf(counts);
    config = ImmutableMap.copyOf(config);
  }
}
