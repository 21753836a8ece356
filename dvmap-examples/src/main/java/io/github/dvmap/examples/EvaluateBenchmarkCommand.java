package io.github.dvmap.examples;

import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.CounterfactualPair;
import io.github.dvmap.data.corpus.Corpus;
import io.github.dvmap.data.corpus.CorpusFolder;
import io.github.dvmap.data.split.GeneralizationSplit;
import io.github.dvmap.data.split.RobustnessSet;
import io.github.dvmap.metrics.alignment.AlignmentComparison;
import io.github.dvmap.metrics.alignment.AlignmentReport;
import io.github.dvmap.metrics.report.HtmlReport;
import io.github.dvmap.metrics.report.Texts;
import io.github.dvmap.metrics.robustness.RobustnessMetrics;
import io.github.dvmap.rl.grpo.Answered;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A model's answers to every test set of a benchmark. */
@Command(
    name = "evaluate-benchmark",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Score a model on each test set that benchmark wrote, and count how often its answer"
            + " changes with one attribute.")
final class EvaluateBenchmarkCommand implements Callable<Integer> {
  private static final String MODEL = "model";

  @Option(
      names = "--benchmark",
      required = true,
      paramLabel = "DIR",
      description = "Folder that benchmark wrote.")
  private Path benchmark;

  @Mixin private AnswerOptions answering;

  @Option(
      names = "--held-out",
      paramLabel = "N",
      defaultValue = "3000",
      description = "Samples of each test set to answer, at most (default ${DEFAULT-VALUE}).")
  private int heldOut;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Decides which samples are answered, and every draw (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "dvmap-benchmark-evaluation",
      description = "Where to write (default ${DEFAULT-VALUE}).")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Given.folder("--benchmark", benchmark);
    answering.check();
    HeldOut.check(heldOut);
    OutputFolder.require(out);
    Corpus corpus = CorpusFolder.read(benchmark, TagAnswerFormat.answerTags());
    GeneralizationSplit split = GeneralizationSplit.of(corpus);
    List<CounterfactualPair> pairs = pairs(RobustnessSet.of(corpus));
    Map<String, List<AlignmentSample>> tests = new LinkedHashMap<>();
    tests.put("unseen profiles", HeldOut.some(split.crossDemographic(), heldOut, seed));
    tests.put("unseen countries", HeldOut.some(split.crossCountry(), heldOut, seed));
    tests.put("unseen questions", HeldOut.some(split.crossValue(), heldOut, seed));
    Map<String, AlignmentComparison> found = new LinkedHashMap<>();
    AlignmentReport robustness;
    List<AlignmentSample> all = new ArrayList<>(samples(pairs));
    tests.values().forEach(all::addAll);
    try (var model = answering.open(spec.commandLine().getOut(), seed, all)) {
      tests.forEach(
          (name, samples) -> {
            var answers = Map.of(MODEL, model.answers(name, samples));
            found.put(name, Comparisons.of(split.train(), samples, answers, Optional.empty()));
          });
      robustness = robustness(model, pairs);
    }
    report(found, pairs.get(0).attribute(), robustness);
    return 0;
  }

  /** Some of the pairs, by their originals. */
  private List<CounterfactualPair> pairs(RobustnessSet set) {
    List<AlignmentSample> originals =
        set.pairs().stream().map(CounterfactualPair::original).toList();
    Set<String> some = new HashSet<>();
    HeldOut.some(originals, heldOut, seed).forEach(sample -> some.add(sample.id()));
    return set.pairs().stream().filter(pair -> some.contains(pair.original().id())).toList();
  }

  private static List<AlignmentSample> samples(List<CounterfactualPair> pairs) {
    return pairs.stream().flatMap(pair -> Stream.of(pair.original(), pair.flipped())).toList();
  }

  private static AlignmentReport robustness(
      AnswerOptions.Answering model, List<CounterfactualPair> pairs) {
    return RobustnessMetrics.builder()
        .groupBy(pairs.get(0).attribute())
        .groupBy("Country")
        .build()
        .evaluate(pairs, predictions(model::answers, pairs));
  }

  /**
   * Both of a pair have the same place in a list, and thereby the same random numbers: chance alone
   * changes no answer.
   */
  static List<Prediction> predictions(
      BiFunction<String, List<AlignmentSample>, List<Answered>> model,
      List<CounterfactualPair> pairs) {
    List<AlignmentSample> originals = pairs.stream().map(CounterfactualPair::original).toList();
    List<AlignmentSample> flipped = pairs.stream().map(CounterfactualPair::flipped).toList();
    return Stream.concat(
            model.apply("robustness, originals", originals).stream(),
            model.apply("robustness, flipped", flipped).stream())
        .map(Answered::toPrediction)
        .toList();
  }

  private void report(
      Map<String, AlignmentComparison> found, String attribute, AlignmentReport robustness) {
    PrintWriter console = spec.commandLine().getOut();
    HtmlReport.Builder page = HtmlReport.builder("Benchmark of " + answering.name());
    found.forEach(
        (name, comparison) -> {
          page.section("Test set: " + name, RunPage.comparison(name, comparison));
          console.println(name);
          console.println(comparison.toText());
        });
    String title = attribute + " flipped: how often the answer stays the same";
    page.section(title, Texts.preformatted(robustness.toText()))
        .build()
        .write(out.resolve("report.html"));
    Comparisons.write(out.resolve("results.json"), found, robustness);
    console.println(title);
    console.println(robustness.toText());
    console.println("wrote " + out.resolve("report.html") + " and " + out.resolve("results.json"));
  }
}
