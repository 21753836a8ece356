package io.github.dvmap.rl.checkpoint;

import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a folder's {@code generation_config.json} recommends for sampling. Rollouts take only the
 * end tokens from it by themselves, since a policy is trained on its own distribution; other
 * options of the file, such as penalties, are not read.
 *
 * @param endTokens ids that end a reply, each &ge; 0; from {@code config.json} where this file
 *     names none
 * @param sampling {@code do_sample}: whether to draw rather than take the most likely token
 * @param temperature divides the logits, &ge; 0
 * @param topK most tokens drawn from, &ge; 0; 0 for no limit
 * @param topP probability mass drawn from, in (0, 1]
 * @param minP least probability drawn, as a share of the largest, in [0, 1]
 */
public record GenerationConfig(
    Set<Integer> endTokens,
    boolean sampling,
    OptionalDouble temperature,
    OptionalInt topK,
    OptionalDouble topP,
    OptionalDouble minP) {
  private static final String FILE = "generation_config.json";

  /** Copies the set. */
  public GenerationConfig {
    endTokens = ImmutableSet.copyOf(endTokens);
  }

  /**
   * Reads a folder's; all is empty where it has neither this file nor {@code config.json}.
   *
   * @throws ModelFormatException naming the option that is out of its range
   */
  public static GenerationConfig read(Path folder) {
    var options =
        Files.exists(folder.resolve(FILE))
            ? JsonOptions.of(folder.resolve(FILE))
            : new JsonOptions(folder.resolve(FILE), "", new JsonObject());
    OptionalInt topK = OptionalInt.empty();
    if (options.present("top_k")) {
      int value = options.integer("top_k");
      if (value < 0) {
        throw options.fault("top_k", value + " must be >= 0");
      }
      topK = OptionalInt.of(value);
    }
    return new GenerationConfig(
        endTokens(folder, options),
        options.flag("do_sample", false),
        number(options, "temperature", Double.MAX_VALUE),
        topK,
        number(options, "top_p", 1),
        number(options, "min_p", 1));
  }

  private static Set<Integer> endTokens(Path folder, JsonOptions options) {
    Path config = folder.resolve("config.json");
    JsonOptions from =
        options.present("eos_token_id") || !Files.exists(config) ? options : JsonOptions.of(config);
    Set<Integer> ids = ImmutableSet.copyOf(from.ids("eos_token_id"));
    for (int id : ids) {
      if (id < 0) {
        throw from.fault("eos_token_id", id + " must be >= 0");
      }
    }
    return ids;
  }

  private static OptionalDouble number(JsonOptions options, String name, double most) {
    if (!options.present(name)) {
      return OptionalDouble.empty();
    }
    double value = options.number(name);
    if (!(value >= 0 && value <= most)) {
      throw options.fault(name, value + " is not in [0, " + most + "]");
    }
    return OptionalDouble.of(value);
  }
}
