package io.github.dvmap.rl.checkpoint;

import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.dvmap.core.policy.Sampling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a folder's {@code generation_config.json} says: the ids that end a reply, and how its author
 * recommends to draw one. Rollouts take only the former, since a policy is trained on its own
 * distribution.
 */
public final class GenerationConfig {
  static final String FILE = "generation_config.json";

  private static final Set<String> READ =
      ImmutableSet.of("eos_token_id", "do_sample", "temperature", "top_k", "top_p", "min_p");

  /** Other ids, labels, what comes back and speed; lengths are the caller's; beams must be one. */
  private static final Set<String> HARMLESS =
      ImmutableSet.of(
          "bos_token_id",
          "pad_token_id",
          "decoder_start_token_id",
          "transformers_version",
          "_from_model_config",
          "_commit_hash",
          "use_cache",
          "cache_implementation",
          "max_length",
          "max_new_tokens",
          "num_return_sequences",
          "return_dict_in_generate",
          "output_scores",
          "output_logits",
          "output_attentions",
          "output_hidden_states",
          "early_stopping",
          "length_penalty");

  private static final JsonElement ZERO = new JsonPrimitive(0);
  private static final JsonElement ONE = new JsonPrimitive(1);

  private static final Map<String, JsonElement> NEUTRAL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("repetition_penalty", ONE),
              Map.entry("encoder_repetition_penalty", ONE),
              Map.entry("presence_penalty", ZERO),
              Map.entry("frequency_penalty", ZERO),
              Map.entry("diversity_penalty", ZERO),
              Map.entry("no_repeat_ngram_size", ZERO),
              Map.entry("encoder_no_repeat_ngram_size", ZERO),
              Map.entry("min_length", ZERO),
              Map.entry("typical_p", ONE),
              Map.entry("epsilon_cutoff", ZERO),
              Map.entry("eta_cutoff", ZERO),
              Map.entry("num_beams", ONE),
              Map.entry("num_beam_groups", ONE),
              Map.entry("renormalize_logits", new JsonPrimitive(false)),
              Map.entry("remove_invalid_values", new JsonPrimitive(false))));

  private GenerationConfig() {}

  /**
   * The ids that end a reply, each &ge; 0; from {@code config.json} where this file names none, and
   * none where there is neither file. A file that a folder of adapters lacks is its model's.
   *
   * @throws ModelFormatException if an id is none
   */
  public static Set<Integer> endTokens(Path folder) {
    JsonOptions options = ofFileOrEmpty(folder, FILE);
    JsonOptions from =
        options.present("eos_token_id") ? options : ofFileOrEmpty(folder, "config.json");
    Set<Integer> ids = ImmutableSet.copyOf(from.ids("eos_token_id"));
    for (int id : ids) {
      if (id < 0) {
        throw from.fault("eos_token_id", id + " must be >= 0");
      }
    }
    return ids;
  }

  private static JsonOptions ofFileOrEmpty(Path folder, String name) {
    Path file = PeftFolder.holding(folder, name).resolve(name);
    return Files.exists(file) ? JsonOptions.of(file) : new JsonOptions(file, "", new JsonObject());
  }

  /**
   * How the folder's author recommends to draw: the most likely token each time unless {@code
   * do_sample} is true, as in transformers; else {@code temperature} (1 where missing), {@code
   * top_k}, {@code top_p} and {@code min_p} (no filter where missing, as in vLLM).
   *
   * @param maxTokens most tokens of a reply, &ge; 1
   * @param seed key of the draws
   * @throws ModelFormatException if there is no such file, naming an option that is out of its
   *     range, or one that would change the replies and is not supported, such as {@code
   *     repetition_penalty}
   */
  public static Sampling sampling(Path folder, int maxTokens, long seed) {
    JsonOptions options = JsonOptions.of(PeftFolder.holding(folder, FILE).resolve(FILE));
    KnownOptions.require(options, READ, HARMLESS, NEUTRAL);
    double temperature = number(options, "temperature", 1, Double.MAX_VALUE);
    double topP = number(options, "top_p", 1, 1);
    double minP = number(options, "min_p", 0, Math.nextDown(1.0));
    int topK = options.integer("top_k", 0);
    if (topK < 0) {
      throw options.fault("top_k", topK + " must be >= 0");
    }
    if (topP == 0) {
      throw options.fault("top_p", "0 keeps no token");
    }
    boolean sampled = options.flag("do_sample", false);
    var sampling = new Sampling(sampled ? temperature : 0, maxTokens, endTokens(folder), seed);
    return sampled ? sampling.withTopK(topK).withTopP(topP).withMinP(minP) : sampling;
  }

  private static double number(JsonOptions options, String name, double missing, double most) {
    double value = options.present(name) ? options.number(name) : missing;
    if (!(value >= 0 && value <= most)) {
      throw options.fault(name, value + " is not in [0, " + most + "]");
    }
    return value;
  }
}
