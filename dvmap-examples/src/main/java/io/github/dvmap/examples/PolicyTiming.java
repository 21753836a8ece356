package io.github.dvmap.examples;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.torch.DeviceLimits;
import io.github.dvmap.rl.torch.PolicySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleSupplier;

/**
 * Rounds in which this library's way, the plain way and the device's limits are measured one after
 * the other, so that a machine whose speed drifts does not favour one of them.
 *
 * @param plain whether the plain way runs, too
 */
record PolicyTiming(PolicySpec spec, ModelConfig config, int bytesPerNumber, boolean plain) {
  /**
   * What is timed.
   *
   * @param ours returns seconds
   * @param plain returns seconds
   */
  record Work(
      String name, List<CompletionGroup> groups, DoubleSupplier ours, DoubleSupplier plain) {
    /** Seconds that the device's limits allow. */
    double least(PolicyCost cost) {
      return switch (name) {
        case "rollout" -> cost.rolloutSeconds(groups);
        case "score" -> cost.forwardSeconds(groups);
        default -> 3 * cost.forwardSeconds(groups);
      };
    }
  }

  /**
   * Medians over the rounds.
   *
   * @param share the limit's seconds over ours, by round
   * @param ratio the plain way's seconds over ours, by round; NaN where it did not run
   */
  record Result(
      double seconds,
      double plainSeconds,
      double ratio,
      double share,
      long peak,
      long plainPeak,
      DeviceLimits limits) {}

  /**
   * Runs a round that is not counted, which tells the memory, then the others.
   *
   * @throws CancellationException if the thread is interrupted, between two rounds
   */
  Result of(Work work, int rounds) {
    List<Double> seconds = new ArrayList<>();
    List<Double> plainSeconds = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    List<Double> flops = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    long peak = PeakMemory.during(spec.device(), () -> seconds.add(work.ours().getAsDouble()));
    long plainPeak = PeakMemory.during(spec.device(), () -> plainSeconds.add(plain(work)));
    seconds.clear();
    plainSeconds.clear();
    for (int round = 0; round < rounds; round++) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException(work.name() + " interrupted after " + round + " rounds");
      }
      DeviceLimits limits = DeviceLimits.measure(spec);
      flops.add(limits.flops());
      bytes.add(limits.bytesPerSecond());
      seconds.add(work.ours().getAsDouble());
      plainSeconds.add(plain(work));
      ratios.add(plainSeconds.get(round) / seconds.get(round));
      shares.add(work.least(new PolicyCost(config, limits, bytesPerNumber)) / seconds.get(round));
    }
    return new Result(
        Medians.of(seconds),
        Medians.of(plainSeconds),
        Medians.of(ratios),
        Medians.of(shares),
        peak,
        plainPeak,
        new DeviceLimits(Medians.of(flops), Medians.of(bytes)));
  }

  private double plain(Work work) {
    return plain ? work.plain().getAsDouble() : Double.NaN;
  }
}
