package io.github.dvmap.examples;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.examples.PolicyTiming.Work;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.torch.Policies;
import io.github.dvmap.rl.torch.PolicySpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
            + " prompt of its own for each sample, the logits of every position at once) and beside what"
            + " the device's rates (GFLOP/s of libtorch's matmul and of the product of linear layers,"
            + " GB/s of a copy), measured between the rounds, allow.")
final class BenchPolicyCommand implements Callable<Integer> {
  @Mixin private PolicyOptions device;
  @Mixin private ShapeOptions shape;

  @Option(
      names = "--prompts",
      paramLabel = "N",
      defaultValue = "4",
      description = "Prompts (default ${DEFAULT-VALUE}).")
  private int prompts;

  @Option(
      names = "--prompt-tokens",
      paramLabel = "N",
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
      paramLabel = "N",
      defaultValue = "128",
      description = "Tokens of the longest completion (default ${DEFAULT-VALUE}).")
  private int newTokens;

  @Option(
      names = "--spread",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Lengths of prompts and completions are uniform from (1 - spread) x the longest to the"
              + " longest; 0 to 1 (default ${DEFAULT-VALUE}).")
  private double spread;

  @Option(
      names = "--repeats",
      paramLabel = "N",
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
    var json = new JsonObject();
    try (PolicyModel policy = Policies.open(policySpec);
        PolicyModel full =
            skipPlain ? policy : Policies.open(policySpec.withHeadChunk(Integer.MAX_VALUE))) {
      time(policySpec, config, policy, full, json);
    }
    if (out != null) {
      AtomicFiles.write(
          out, w -> w.write(new GsonBuilder().setPrettyPrinting().create().toJson(json)));
    }
    return 0;
  }

  private void time(
      PolicySpec policySpec,
      ModelConfig config,
      PolicyModel policy,
      PolicyModel full,
      JsonObject json) {
    var ours = PolicyBench.random(policy, prompts, promptTokens, samples, newTokens, spread);
    PolicyBench plain = ours.plain(full);
    List<CompletionGroup> given = ours.groups();
    List<CompletionGroup> drawn = ours.drawn();
    var rollout = new Work("rollout", drawn, ours::rollout, ours::rolloutApart);
    var score = new Work("score", given, ours::score, plain::score);
    var update = new Work("update", given, ours::update, plain::update);
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        Locale.ROOT,
        "%.1f million weights, %d prompts x %d samples, %d completion tokens, %d to draw%n",
        policy.parameterCount() / 1e6,
        prompts,
        samples,
        PolicyBench.tokens(given),
        PolicyBench.tokens(drawn));
    console.printf(
        "%-8s %9s %9s %9s %8s %9s %7s %8s %9s %7s %7s %6s%n",
        "",
        "tokens/s",
        "seconds",
        "of matmul",
        "of limit",
        "plain t/s",
        "ratio",
        "peak MiB",
        "plain MiB",
        "matmul",
        "linear",
        "GB/s");
    for (Work work : List.of(rollout, score, update)) {
      var timing = new PolicyTiming(policySpec, config, device.bytesPerNumber(), !skipPlain);
      row(work, timing.of(work, repeats), json);
    }
  }

  private void row(Work work, PolicyTiming.Result found, JsonObject json) {
    long tokens = PolicyBench.tokens(work.groups());
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%-8s %9.0f %9.3f %8.0f%% %7.0f%% %9s %7s %8d %9s %7.0f %7.0f %6.1f%n",
            work.name(),
            tokens / found.seconds(),
            found.seconds(),
            100 * found.matmulShare(),
            100 * found.share(),
            ofPlain("%.0f", tokens / found.plainSeconds()),
            ofPlain("%.2fx", found.ratio()),
            found.peak() >> 20,
            ofPlain("%.0f", found.plainPeak() / (double) (1 << 20)),
            found.limits().matmulFlops() / 1e9,
            found.limits().linearFlops() / 1e9,
            found.limits().bytesPerSecond() / 1e9);
    spec.commandLine().getOut().flush();
    var entry = new JsonObject();
    entry.addProperty("tokens", tokens);
    entry.addProperty("seconds", found.seconds());
    entry.addProperty("share_of_matmul", found.matmulShare());
    entry.addProperty("share_of_limit", found.share());
    entry.addProperty("peak_bytes", found.peak());
    entry.addProperty("matmul_flops", found.limits().matmulFlops());
    entry.addProperty("linear_flops", found.limits().linearFlops());
    entry.addProperty("copy_bytes_per_second", found.limits().bytesPerSecond());
    if (!skipPlain) {
      entry.addProperty("plain_seconds", found.plainSeconds());
      entry.addProperty("plain_over_ours", found.ratio());
      entry.addProperty("plain_peak_bytes", found.plainPeak());
    }
    json.add(work.name(), entry);
  }

  private String ofPlain(String format, double value) {
    return skipPlain ? "-" : String.format(Locale.ROOT, format, value);
  }
}
