package io.github.dvmap.examples;

import io.github.dvmap.metrics.alignment.AlignmentComparison;
import io.github.dvmap.metrics.alignment.AlignmentMetrics;
import io.github.dvmap.metrics.alignment.GroupReport;
import io.github.dvmap.metrics.alignment.MetricValue;
import io.github.dvmap.metrics.report.Block;
import io.github.dvmap.metrics.report.Charts;
import io.github.dvmap.metrics.report.HtmlReport;
import io.github.dvmap.metrics.report.Texts;
import io.github.dvmap.rl.grpo.Answered;
import io.github.dvmap.rl.grpo.StepRecord;
import io.github.dvmap.rl.grpo.TrainingReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleFunction;

/** What a run leaves behind: its HTML page, its numbers, and its table on the console. */
final class RunPage {
  static final String BEFORE = "policy before GRPO";
  static final String AFTER = "policy after GRPO";
  private static final String ACCURACY = "accuracy";

  private RunPage() {}

  /** Adds the run to the page, writes {@code report.html} and {@code results.json}, and prints. */
  static void write(
      PrintWriter console,
      Path out,
      HtmlReport.Builder page,
      LearningRun run,
      AlignmentComparison comparison) {
    page.section("Training", training(run.training()))
        .section("Unseen profiles", comparison(comparison))
        .section("By question", questions(comparison))
        .section("Three answers", transcripts(run.before(), run.after()))
        .build()
        .write(out.resolve("report.html"));
    Comparisons.write(out.resolve("results.json"), comparison);
    console.println();
    console.println(comparison.toText());
    console.println(
        "accuracy after less before GRPO: "
            + comparison.difference(ACCURACY, AFTER, BEFORE).toText());
    console.printf(
        Locale.ROOT,
        "warm-up labels: %,d; GRPO: %,.0f s; wrote report.html, results.json and model in %s%n",
        run.labelled(),
        run.training().seconds(),
        out);
  }

  /** The reward and the accuracy of the drawn completions by step. */
  private static List<Block> training(TrainingReport training) {
    Map<String, double[]> curves = new LinkedHashMap<>();
    curves.put("reward", curve(training, StepRecord::reward));
    curves.put(ACCURACY, curve(training, StepRecord::accuracy));
    curves.put("well formed", curve(training, StepRecord::format));
    String told =
        String.format(
            Locale.ROOT,
            "%d steps, %,d completions, %,d tokens, %,d answers not understood, %,d groups without"
                + " variance.",
            training.steps().size(),
            training.counts().get("completions"),
            training.counts().get("tokens"),
            training.counts().get("unparsed_answers"),
            training.counts().get("zero_variance_groups"));
    return List.of(
        Texts.paragraph(told),
        Charts.curves(
            "Mean over the completions of each step; bold: mean of the last 10 steps",
            "GRPO step",
            curves,
            10));
  }

  private static double[] curve(TrainingReport training, ToDoubleFunction<StepRecord> value) {
    return training.steps().stream().mapToDouble(value).toArray();
  }

  /** Every model and baseline with its interval. */
  static List<Block> comparison(AlignmentComparison comparison) {
    return comparison("unseen profiles", comparison);
  }

  /** Every model and baseline with its interval, on a test set of this name. */
  static List<Block> comparison(String testSet, AlignmentComparison comparison) {
    return List.of(
        Charts.intervals(
            "Accuracy on " + testSet + ", 95 % bootstrap intervals over profiles",
            comparison.metric(ACCURACY)),
        Texts.table(comparison.head(), comparison.rows()));
  }

  /** Accuracy by question before and after. */
  private static Block questions(AlignmentComparison comparison) {
    Map<String, GroupReport> before = byQuestion(comparison, BEFORE);
    Map<String, GroupReport> after = byQuestion(comparison, AFTER);
    Map<String, List<MetricValue>> bars = new LinkedHashMap<>();
    before.forEach(
        (id, report) ->
            bars.put(id, List.of(report.metric(ACCURACY), after.get(id).metric(ACCURACY))));
    return Charts.bars("Accuracy by question", List.of("before GRPO", "after GRPO"), bars);
  }

  private static Map<String, GroupReport> byQuestion(AlignmentComparison comparison, String name) {
    return comparison.report(name).groups().get(AlignmentMetrics.QUESTION);
  }

  /** One held-out sample that GRPO put right, one right both times, one wrong after, if any. */
  private static List<Block> transcripts(List<Answered> before, List<Answered> after) {
    List<Block> blocks = new ArrayList<>();
    add(blocks, "Put right by GRPO", before, after, 0, (b, a) -> !right(b) && right(a));
    add(blocks, "Right before and after", before, after, 1, (b, a) -> right(b) && right(a));
    add(blocks, "Wrong after GRPO", before, after, 2, (b, a) -> !right(a));
    return blocks;
  }

  private static boolean right(Answered answered) {
    return answered.toPrediction().correct();
  }

  private static void add(
      List<Block> blocks,
      String title,
      List<Answered> before,
      List<Answered> after,
      int third,
      BiPredicate<Answered, Answered> wanted) {
    for (int k = 0; k < after.size(); k++) {
      int i = (k + third * after.size() / 3) % after.size();
      if (wanted.test(before.get(i), after.get(i))) {
        Answered answer = after.get(i);
        blocks.add(
            Texts.transcript(
                title,
                answer.sample().prompt().user(),
                "before: " + before.get(i).reply() + "\nafter:  " + answer.reply(),
                right(answer),
                "the respondents answered: " + answer.sample().answerLabel()));
        return;
      }
    }
  }
}
