package io.github.dvmap.examples;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.torch.DeviceLimits;
import io.github.dvmap.rl.torch.Policies;
import io.github.dvmap.rl.torch.PolicySpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times rollout, scoring and update of a policy of random weights. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Time rollout, scoring and update of a policy with random weights, beside the plain way (a"
            + " copy of the prompt for each sample, the head over every position) and beside what"
            + " the device's matrix and memory rates, measured in the same run, allow.")
final class BenchPolicyCommand implements Callable<Integer> {
  @Mixin private PolicyOptions device;
  @Mixin private ShapeOptions shape;

  @Option(
      names = "--prompts",
      defaultValue = "4",
      description = "Prompts (default ${DEFAULT-VALUE}).")
  private int prompts;

  @Option(
      names = "--prompt-tokens",
      defaultValue = "256",
      description = "Tokens of the longest prompt (default ${DEFAULT-VALUE}).")
  private int promptTokens;

  @Option(
      names = "--samples",
      paramLabel = "G",
      defaultValue = "8",
      description = "Samples of a prompt (default ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--new-tokens",
      defaultValue = "128",
      description = "Tokens of the longest completion (default ${DEFAULT-VALUE}).")
  private int newTokens;

  @Option(
      names = "--spread",
      defaultValue = "0",
      description =
          "Lengths of prompts and completions are uniform from (1 - spread) x the longest to the"
              + " longest; 0 to 1 (default ${DEFAULT-VALUE}).")
  private double spread;

  @Option(
      names = "--repeats",
      defaultValue = "5",
      description = "Rounds after one that is not counted (default ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(names = "--skip-plain", description = "Leave the plain way out.")
  private boolean skipPlain;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the numbers as JSON, too.")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (prompts < 1 || promptTokens < 2 || samples < 1 || newTokens < 2 || repeats < 1) {
      throw new IllegalArgumentException(
          "--prompts, --samples and --repeats must be >= 1, --prompt-tokens and --new-tokens >= 2");
    }
    if (!(spread >= 0 && spread <= 1)) {
      throw new IllegalArgumentException("--spread " + spread + " is not in [0, 1]");
    }
    device.apply();
    ModelConfig config = shape.config(promptTokens + newTokens);
    PolicySpec policySpec = device.over(PolicySpec.random(config, 1, Path.of("")));
    DeviceLimits limits = DeviceLimits.measure(policySpec);
    var json = new JsonObject();
    json.addProperty("matrix_flops", limits.flops());
    json.addProperty("copy_bytes_per_second", limits.bytesPerSecond());
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        Locale.ROOT,
        "measured: matrices %.1f GFLOP/s, memory %.1f GB/s%n",
        limits.flops() / 1e9,
        limits.bytesPerSecond() / 1e9);
    try (PolicyModel policy = Policies.open(policySpec)) {
      time(policy, new PolicyCost(config, limits, device.bytesPerNumber()), json);
    }
    if (out != null) {
      AtomicFiles.write(
          out, w -> w.write(new GsonBuilder().setPrettyPrinting().create().toJson(json)));
    }
    return 0;
  }

  private void time(PolicyModel policy, PolicyCost cost, JsonObject json) {
    var ours = PolicyBench.random(policy, prompts, promptTokens, samples, newTokens, spread);
    PolicyBench plain = ours.plain();
    long given = PolicyBench.tokens(ours.groups());
    long drawn = PolicyBench.tokens(ours.drawn());
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        Locale.ROOT,
        "%.1f million weights, %d prompts x %d samples, %d completion tokens, %d to draw%n",
        policy.parameterCount() / 1e6,
        prompts,
        samples,
        given,
        drawn);
    console.printf(
        "%-8s %10s %9s %9s %10s %7s %9s %9s%n",
        "", "tokens/s", "seconds", "of limit", "plain t/s", "ratio", "peak MiB", "plain MiB");
    double forward = cost.forwardSeconds(ours.groups());
    double limit = cost.rolloutSeconds(ours.drawn());
    row("rollout", drawn, limit, ours::rollout, ours::rolloutApart, json);
    row("score", given, forward, ours::score, plain::score, json);
    row("update", given, 3 * forward, ours::update, plain::update, json);
  }

  private void row(
      String name,
      long tokens,
      double limit,
      DoubleSupplier ours,
      DoubleSupplier plain,
      JsonObject json) {
    List<Double> seconds = new ArrayList<>();
    List<Double> plainSeconds = new ArrayList<>();
    long peak = PeakMemory.during(() -> seconds.add(ours.getAsDouble()));
    long plainPeak =
        PeakMemory.during(() -> plainSeconds.add(skipPlain ? Double.NaN : plain.getAsDouble()));
    for (int round = 0; round < repeats; round++) {
      seconds.add(ours.getAsDouble());
      plainSeconds.add(skipPlain ? Double.NaN : plain.getAsDouble());
    }
    double median = Medians.of(seconds.subList(1, seconds.size()));
    double plainMedian = Medians.of(plainSeconds.subList(1, plainSeconds.size()));
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%-8s %10.0f %9.3f %8.0f%% %10.0f %6.2fx %9d %9d%n",
            name,
            tokens / median,
            median,
            100 * limit / median,
            tokens / plainMedian,
            plainMedian / median,
            peak >> 20,
            plainPeak >> 20);
    var entry = new JsonObject();
    entry.addProperty("tokens", tokens);
    entry.addProperty("seconds", median);
    entry.addProperty("limit_seconds", limit);
    entry.addProperty("peak_bytes", peak);
    if (!skipPlain) {
      entry.addProperty("plain_seconds", plainMedian);
      entry.addProperty("plain_peak_bytes", plainPeak);
    }
    json.add(name, entry);
  }
}
