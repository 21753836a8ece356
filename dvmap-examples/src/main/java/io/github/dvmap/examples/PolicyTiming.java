package io.github.dvmap.examples;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.torch.DeviceLimits;
import io.github.dvmap.rl.torch.PolicySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Rounds in which this library's way, the plain way and the device's limits are measured one after
 * the other, so that a machine whose speed drifts does not favour one of them. Each way runs twice
 * and the second time counts, as in a training run, where nothing else comes between.
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
   * @param matmulShare the same with the rate of libtorch's matmul
   * @param ratio the plain way's seconds over ours, by round; NaN where it did not run
   */
  record Result(
      double seconds,
      double plainSeconds,
      double ratio,
      double share,
      double matmulShare,
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
    List<Double> matmulShares = new ArrayList<>();
    List<DeviceLimits> limits = new ArrayList<>();
    long peak = PeakMemory.during(spec.device(), () -> seconds.add(work.ours().getAsDouble()));
    long plainPeak =
        PeakMemory.during(
            spec.device(), () -> plainSeconds.add(plain ? work.plain().getAsDouble() : Double.NaN));
    seconds.clear();
    plainSeconds.clear();
    for (int round = 0; round < rounds; round++) {
      Interrupts.check(work.name() + ", after " + round + " rounds,");
      DeviceLimits now = DeviceLimits.measure(spec);
      var matmul = new DeviceLimits(now.matmulFlops(), now.matmulFlops(), now.bytesPerSecond());
      limits.add(now);
      seconds.add(second(work.ours()));
      plainSeconds.add(plain ? second(work.plain()) : Double.NaN);
      ratios.add(plainSeconds.get(round) / seconds.get(round));
      shares.add(share(work, now, seconds.get(round)));
      matmulShares.add(share(work, matmul, seconds.get(round)));
    }
    return new Result(
        Medians.of(seconds),
        Medians.of(plainSeconds),
        Medians.of(ratios),
        Medians.of(shares),
        Medians.of(matmulShares),
        peak,
        plainPeak,
        new DeviceLimits(
            median(limits, DeviceLimits::matmulFlops),
            median(limits, DeviceLimits::linearFlops),
            median(limits, DeviceLimits::bytesPerSecond)));
  }

  private double share(Work work, DeviceLimits limits, double seconds) {
    return work.least(new PolicyCost(config, limits, bytesPerNumber)) / seconds;
  }

  private static double median(List<DeviceLimits> limits, ToDoubleFunction<DeviceLimits> value) {
    return Medians.of(limits.stream().mapToDouble(value).boxed().toList());
  }

  private static double second(DoubleSupplier way) {
    double seconds = 0;
    for (int run = 0; run < 2; run++) {
      seconds = way.getAsDouble();
    }
    return seconds;
  }
}
