package io.github.dvmap.examples;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.data.synthetic.SyntheticSurvey;
import io.github.dvmap.metrics.alignment.AlignmentComparison;
import io.github.dvmap.metrics.alignment.AlignmentMetrics;
import io.github.dvmap.metrics.alignment.AlignmentReport;
import io.github.dvmap.metrics.alignment.GroupReport;
import io.github.dvmap.metrics.baseline.Baselines;
import io.github.dvmap.rl.grpo.Answered;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A model's answers beside the baselines that a reader needs to judge them. */
final class Comparisons {
  private Comparisons() {}

  /** Compares a run's answers before and after GRPO. */
  static AlignmentComparison of(
      List<AlignmentSample> train,
      List<AlignmentSample> heldOut,
      LearningRun run,
      Optional<SyntheticSurvey> synthetic) {
    Map<String, List<Answered>> models = new LinkedHashMap<>();
    models.put(RunPage.BEFORE, run.before());
    models.put(RunPage.AFTER, run.after());
    return of(train, heldOut, models, synthetic);
  }

  /**
   * Compares answers to the same held-out samples.
   *
   * @param train what the baselines are fitted on
   * @param heldOut the samples answered
   * @param models answers by the model's name
   * @param synthetic the survey's known law, if it has one
   */
  static AlignmentComparison of(
      List<AlignmentSample> train,
      List<AlignmentSample> heldOut,
      Map<String, List<Answered>> models,
      Optional<SyntheticSurvey> synthetic) {
    Optional<String> place = place(heldOut);
    var builder = AlignmentMetrics.builder().groupBy(AlignmentMetrics.QUESTION);
    place.ifPresent(builder::groupBy);
    Map<String, List<Prediction>> predictions = new LinkedHashMap<>();
    baselines(train, place, synthetic)
        .forEach((name, baseline) -> predictions.put(name, baseline.predictAll(heldOut)));
    models.forEach(
        (name, answers) ->
            predictions.put(name, answers.stream().map(Answered::toPrediction).toList()));
    return builder.build().compare(predictions);
  }

  private static Map<String, Baselines.Baseline> baselines(
      List<AlignmentSample> train, Optional<String> place, Optional<SyntheticSurvey> synthetic) {
    Map<String, Baselines.Baseline> baselines = new LinkedHashMap<>();
    baselines.put("uniform chance", Baselines.uniform(0));
    baselines.put("most frequent per question", Baselines.mostFrequentPerQuestion(train));
    place.ifPresent(
        name ->
            baselines.put(
                "most frequent per " + name.toLowerCase(Locale.ROOT) + " and question",
                Baselines.mostFrequentPer(train, name)));
    synthetic.ifPresent(s -> baselines.put("Bayes ceiling", Baselines.bayes(s::truth)));
    return baselines;
  }

  /** The attribute that says where a respondent lives, if there is one. */
  private static Optional<String> place(List<AlignmentSample> samples) {
    return Stream.of("Country", "Region").filter(samples.get(0).profile()::has).findFirst();
  }

  /** Writes every number as JSON; two runs with one seed write the same bytes. */
  static void write(Path file, AlignmentComparison comparison) {
    write(file, json(comparison));
  }

  /** Writes every number of a benchmark: by test set, and under {@code robustness}. */
  static void write(
      Path file, Map<String, AlignmentComparison> testSets, AlignmentReport robustness) {
    var json = new JsonObject();
    testSets.forEach((name, comparison) -> json.add(name, json(comparison)));
    json.add("robustness", json(robustness.overall()));
    write(file, json);
  }

  private static JsonObject json(AlignmentComparison comparison) {
    var json = new JsonObject();
    comparison.reports().forEach((name, report) -> json.add(name, json(report.overall())));
    return json;
  }

  private static void write(Path file, JsonObject json) {
    String text = new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(json);
    AtomicFiles.write(file, out -> out.write(text + "\n"));
  }

  private static JsonObject json(GroupReport report) {
    var json = new JsonObject();
    json.addProperty("items", report.items());
    json.addProperty("missing", report.missing());
    json.addProperty("unrecognised", report.unrecognised());
    report
        .metrics()
        .forEach(
            (metric, value) -> {
              var numbers = new JsonObject();
              numbers.addProperty("value", finite(value.value()));
              numbers.addProperty("low", finite(value.low()));
              numbers.addProperty("high", finite(value.high()));
              json.add(metric, numbers);
            });
    return json;
  }

  /** JSON has no NaN; a number that is not there is null. */
  private static Double finite(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }
}
