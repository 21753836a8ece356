package io.github.dvmap.rl.torch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dvmap.core.policy.CompletionGroup;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the golden values beside a golden model; made in float64, cross-checked in transformers.
 */
record Golden(Path folder, Path values, JsonObject json) {
  private static final Path ALL = Path.of("src/test/resources/golden");

  /** Qwen3 in F32. */
  static final Path FOLDER = ALL.resolve("qwen3-tied");

  /**
   * A model with the values that belong to it.
   *
   * @param model the model's folder
   * @param values the folder of the values
   */
  static Golden load(String model, String values) {
    try (Reader reader = Files.newBufferedReader(ALL.resolve(values).resolve("golden.json"))) {
      return new Golden(
          ALL.resolve(model),
          ALL.resolve(values),
          JsonParser.parseReader(reader).getAsJsonObject());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonObject section(String name) {
    return json.getAsJsonObject(name);
  }

  /** The two groups of four of {@code grpo_case}, padding removed. */
  List<CompletionGroup> groups() {
    JsonObject grpo = section("grpo_case");
    int size = grpo.get("group_size").getAsInt();
    List<int[]> prompts = unpadded(grpo, "prompt_ids", "prompt_mask");
    List<int[]> completions = unpadded(grpo, "completion_ids", "completion_mask");
    var groups = new ArrayList<CompletionGroup>();
    for (int i = 0; i < prompts.size(); i += size) {
      groups.add(new CompletionGroup(prompts.get(i), completions.subList(i, i + size)));
    }
    return groups;
  }

  /** Log-probabilities of {@code grpo_case} at the real tokens, [N][T_n]. */
  float[][] logProbs(String name) {
    JsonObject grpo = section("grpo_case");
    JsonArray values = grpo.getAsJsonArray(name);
    JsonArray masks = grpo.getAsJsonArray("completion_mask");
    float[][] result = new float[values.size()][];
    for (int n = 0; n < result.length; n++) {
      int length = sum(masks.get(n).getAsJsonArray());
      result[n] = new float[length];
      for (int t = 0; t < length; t++) {
        result[n][t] = values.get(n).getAsJsonArray().get(t).getAsFloat();
      }
    }
    return result;
  }

  static double[] doubles(JsonElement array) {
    return array.getAsJsonArray().asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }

  static int[] ints(JsonElement array) {
    return array.getAsJsonArray().asList().stream().mapToInt(JsonElement::getAsInt).toArray();
  }

  static List<int[]> unpadded(JsonObject section, String ids, String mask) {
    var rows = new ArrayList<int[]>();
    for (int i = 0; i < section.getAsJsonArray(ids).size(); i++) {
      int[] id = ints(section.getAsJsonArray(ids).get(i));
      int[] keep = ints(section.getAsJsonArray(mask).get(i));
      rows.add(
          java.util.stream.IntStream.range(0, id.length)
              .filter(t -> keep[t] == 1)
              .map(t -> id[t])
              .toArray());
    }
    return rows;
  }

  private static int sum(JsonArray mask) {
    return java.util.Arrays.stream(ints(mask)).sum();
  }
}
