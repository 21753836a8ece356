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
    AlignmentMetrics metrics = builder.build();
    Map<String, AlignmentReport> reports = new LinkedHashMap<>();
    baselines(train, place, synthetic)
        .forEach((name, b) -> reports.put(name, metrics.evaluate(b.predictAll(heldOut))));
    models.forEach(
        (name, answers) -> {
          List<Prediction> predictions = answers.stream().map(Answered::toPrediction).toList();
          reports.put(name, metrics.evaluate(predictions));
        });
    return new AlignmentComparison(reports);
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
    var json = new JsonObject();
    comparison
        .reports()
        .forEach(
            (name, report) -> {
              var one = new JsonObject();
              one.addProperty("items", report.overall().items());
              one.addProperty("missing", report.overall().missing());
              one.addProperty("unrecognised", report.overall().unrecognised());
              report
                  .overall()
                  .metrics()
                  .forEach(
                      (metric, value) -> {
                        var numbers = new JsonObject();
                        numbers.addProperty("value", value.value());
                        numbers.addProperty("low", value.low());
                        numbers.addProperty("high", value.high());
                        one.add(metric, numbers);
                      });
              json.add(name, one);
            });
    String text = new GsonBuilder().setPrettyPrinting().create().toJson(json);
    AtomicFiles.write(file, out -> out.write(text + "\n"));
  }
}
