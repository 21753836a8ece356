package io.github.dvmap.data.corpus;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.List;
import java.util.Map;

/** The dataset card of a Hugging Face folder: README.md with YAML in front. */
final class DatasetCard {
  /** The name of the file. */
  static final String FILE = "README.md";

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private DatasetCard() {}

  /** The card of a corpus whose splits have these columns. */
  static String text(Corpus corpus, List<String> columns, Map<String, Object> manifest) {
    var card = new StringBuilder("---\nconfigs:\n- config_name: default\n  data_files:\n");
    corpus
        .splits()
        .keySet()
        .forEach(
            name ->
                card.append("  - split: ")
                    .append(GSON.toJson(name))
                    .append("\n    path: ")
                    .append(GSON.toJson(CorpusFormat.HF.file(name)))
                    .append('\n'));
    card.append("dataset_info:\n  features:\n");
    for (String column : columns) {
      card.append("  - name: ").append(GSON.toJson(column)).append("\n    ");
      card.append(type(column)).append('\n');
    }
    card.append("  splits:\n");
    corpus
        .splits()
        .forEach(
            (name, samples) ->
                card.append("  - name: ")
                    .append(GSON.toJson(name))
                    .append("\n    num_examples: ")
                    .append(samples.size())
                    .append('\n'));
    return card.append("---\n\n").append(body(corpus, manifest)).toString();
  }

  private static String type(String column) {
    return switch (column) {
      case ReleasedLayout.FREQUENCY -> "dtype: float64";
      case ReleasedLayout.OPTION_LIST -> "sequence: string";
      default -> "dtype: string";
    };
  }

  private static String body(Corpus corpus, Map<String, Object> manifest) {
    var body = new StringBuilder("# Archetypes with role-play prompts\n\n");
    body.append("Made by dvmap ").append(manifest.get("library"));
    if (manifest.containsKey("survey")) {
      body.append(" from ").append(manifest.get("survey"));
    }
    body.append(
        ". Each row is a demographic profile, a value question with its options, the prompt and the"
            + " answer of the profile's respondents; the columns are those of the corpus released"
            + " with DVMap (arXiv 2605.14420), then `id`, `option_list` and `system`."
            + " `frequency` is the answer's share among the rows of the same split, country and"
            + " question; in splits whose name begins with `robustness_` it is that of the sample"
            + " from which the row was made. Sources, options, counts and checksums are in"
            + " `manifest.json`.\n\n"
            + "The terms of the survey apply to what is derived from it; those of the World Values"
            + " Survey forbid passing the data on.\n\n| split | samples |\n|---|---|\n");
    corpus
        .splits()
        .forEach(
            (name, samples) ->
                body.append("| ").append(name).append(" | ").append(samples.size()).append(" |\n"));
    return body.toString();
  }
}
