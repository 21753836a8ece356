package io.github.dvmap.examples;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.data.analysis.ConsensusPoint;
import io.github.dvmap.data.analysis.ConsensusReport;
import io.github.dvmap.data.analysis.Coverage;
import io.github.dvmap.data.analysis.ImportanceReport;
import io.github.dvmap.data.analysis.LabelledMatrix;
import io.github.dvmap.data.extract.ExtractionReport;
import java.nio.file.Path;

/** The numbers of the analyses; a value that is not there is null. */
final class AnalysisJson {
  private AnalysisJson() {}

  /** Writes the file; the same analyses give the same bytes. */
  static void write(Path file, ConsensusReport consensus, ImportanceReport importance) {
    var json = new JsonObject();
    json.addProperty("survey", consensus.extraction().survey());
    json.add("counts", counts(consensus.extraction()));
    json.addProperty("attribute", consensus.attribute());
    json.add("entropy_bits", matrix(consensus.entropy()));
    var curve = new JsonArray();
    consensus.curve().forEach(point -> curve.add(json(point)));
    json.add("consensus_curve", curve);
    var coverage = new JsonArray();
    consensus.coverage().forEach(level -> coverage.add(json(level)));
    json.add("coverage", coverage);
    json.addProperty("importance_respondents", importance.respondents());
    json.add("mean_decrease_in_impurity", matrix(importance.impurity()));
    json.add("permutation_importance", matrix(importance.permutation()));
    json.add("forests", forests(importance));
    String text = new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(json);
    AtomicFiles.write(file, out -> out.write(text + "\n"));
  }

  private static JsonObject counts(ExtractionReport report) {
    var json = new JsonObject();
    report.funnel().forEach((label, count) -> json.addProperty(label.strip(), count));
    json.add("share of respondents with a shared profile", number(report.sharedShare()));
    json.add("share of pairs with entropy > 0", number(report.disagreeingShare()));
    return json;
  }

  private static JsonObject matrix(LabelledMatrix matrix) {
    var json = new JsonObject();
    double[][] values = matrix.values();
    for (int i = 0; i < values.length; i++) {
      var row = new JsonObject();
      for (int j = 0; j < values[i].length; j++) {
        row.add(matrix.columns().get(j), number(values[i][j]));
      }
      json.add(matrix.rows().get(i), row);
    }
    return json;
  }

  private static JsonObject json(ConsensusPoint point) {
    var json = new JsonObject();
    json.addProperty("entropy_at_most", point.entropyAtMost());
    json.addProperty("min_support", point.minSupport());
    json.addProperty("archetypes", point.archetypes());
    json.add("kept_share", number(point.keptShare()));
    json.add("label_noise", number(point.labelNoise()));
    return json;
  }

  private static JsonObject json(Coverage level) {
    var json = new JsonObject();
    json.addProperty("level", level.level());
    json.addProperty("respondents", level.respondents());
    json.addProperty("profiles", level.profiles());
    json.addProperty("archetypes", level.archetypes());
    return json;
  }

  private static JsonObject forests(ImportanceReport importance) {
    var json = new JsonObject();
    importance
        .fits()
        .forEach(
            (question, fit) -> {
              var forest = new JsonObject();
              forest.addProperty("trained", fit.trained());
              forest.addProperty("held_out", fit.heldOut());
              forest.add("accuracy", number(fit.accuracy()));
              forest.add("majority_accuracy", number(fit.majorityAccuracy()));
              json.add(question, forest);
            });
    return json;
  }

  private static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }
}
