package io.github.dvmap.examples;

import io.github.dvmap.data.split.ProfileSplit;
import io.github.dvmap.metrics.alignment.AlignmentComparison;
import io.github.dvmap.metrics.report.HtmlReport;
import io.github.dvmap.metrics.report.Texts;
import io.github.dvmap.rl.grpo.Answered;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A model's answers to the held-out part of a corpus. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Score a model on the profiles that train, with the same corpus, --validation and --seed,"
            + " held out.")
final class EvaluateCommand implements Callable<Integer> {
  private static final String MODEL = "model";

  @Mixin private CorpusOptions corpus;
  @Mixin private AnswerOptions answering;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "dvmap-evaluation",
      description = "Where to write (default ${DEFAULT-VALUE}).")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    corpus.check();
    answering.check();
    OutputFolder.require(out);
    corpus.requireKept(out, "report.html", "results.json");
    ProfileSplit split = corpus.split();
    PrintWriter console = spec.commandLine().getOut();
    List<Answered> answers;
    try (var model = answering.open(console, corpus.seed, split.validation())) {
      answers = model.answers("evaluate", split.validation());
    }
    AlignmentComparison comparison =
        Comparisons.of(split.train(), split.validation(), Map.of(MODEL, answers), Optional.empty());
    HtmlReport.builder("Evaluation of " + answering.name())
        .section("Unseen profiles", RunPage.comparison(comparison))
        .section("In detail", Texts.preformatted(comparison.report(MODEL).toText()))
        .build()
        .write(out.resolve("report.html"));
    Comparisons.write(out.resolve("results.json"), comparison);
    console.println(comparison.toText());
    console.println(comparison.report(MODEL).toText());
    console.printf(
        Locale.ROOT, "wrote %s and %s%n", out.resolve("report.html"), out.resolve("results.json"));
    return 0;
  }
}
