package io.github.dvmap.rl.grpo;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.progress.ProgressListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the step records and totals of a GRPO run and tells the listener. */
final class RunLog {
  static final String STAGE = "grpo";

  private final ProgressListener listener;
  private final long total;
  private final long begin = System.nanoTime();
  private final List<StepRecord> steps = new ArrayList<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private long stepBegin;
  private int takenUp;
  private int saved;

  RunLog(ProgressListener listener, long total) {
    this.listener = listener;
    this.total = total;
    for (String name :
        List.of(
            "prompts",
            "completions",
            "tokens",
            "truncated_completions",
            "unparsed_answers",
            "zero_variance_groups",
            "updates",
            "skipped_updates")) {
      counts.put(name, 0L);
    }
    listener.on(new ProgressEvent.Started(STAGE, total));
  }

  /** Starts from the steps of an earlier run. */
  void takeUp(Checkpoints.Progress progress) {
    steps.addAll(progress.steps());
    counts.putAll(progress.counts());
    takenUp = steps.size();
    saved = steps.size();
  }

  /** Steps taken so far. */
  long taken() {
    return steps.size();
  }

  void save(Checkpoints checkpoints, String run, PolicyModel policy) {
    if (saved < steps.size()) {
      checkpoints.save(run, policy, steps, counts);
      saved = steps.size();
    }
  }

  void beginStep() {
    stepBegin = System.nanoTime();
  }

  void endStep(long step, List<ScoredGroup> groups, PolicyUpdate.Outcome outcome) {
    int n = groups.stream().mapToInt(g -> g.completions().size()).sum();
    long tokens = groups.stream().mapToLong(ScoredGroup::tokenCount).sum();
    long stopped = groups.stream().mapToLong(ScoredGroup::stopped).sum();
    int flat = (int) groups.stream().filter(g -> !g.hasVariance()).count();
    count("prompts", groups.size());
    count("completions", n);
    count("tokens", tokens);
    count("truncated_completions", n - stopped);
    count("unparsed_answers", groups.stream().mapToLong(ScoredGroup::unparsed).sum());
    count("zero_variance_groups", flat);
    count("updates", outcome.updates());
    count("skipped_updates", outcome.skipped());
    var record =
        new StepRecord(
            step,
            groups.stream().flatMapToDouble(g -> Arrays.stream(g.rewards())).sum() / n,
            groups.stream().mapToLong(ScoredGroup::correct).sum() / (double) n,
            groups.stream().mapToLong(ScoredGroup::wellFormed).sum() / (double) n,
            outcome.kl(),
            outcome.entropy(),
            outcome.loss(),
            outcome.gradientNorm(),
            outcome.clipFraction(),
            outcome.learningRate(),
            tokens / (double) n,
            stopped / (double) n,
            flat,
            n,
            tokens,
            secondsSince(stepBegin));
    steps.add(record);
    double left = secondsSince(begin) / (steps.size() - takenUp) * (total - steps.size());
    listener.on(
        new ProgressEvent.Advanced(
            STAGE,
            step + 1,
            total,
            ImmutableMap.<String, Double>builder()
                .putAll(record.values())
                .put("seconds_left", left)
                .buildOrThrow()));
  }

  TrainingReport finish(long seed, Map<String, String> config) {
    listener.on(new ProgressEvent.Finished(STAGE));
    return new TrainingReport(
        steps.size() == total, total, steps, counts, secondsSince(begin), seed, config);
  }

  private void count(String name, long more) {
    counts.merge(name, more, Long::sum);
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
