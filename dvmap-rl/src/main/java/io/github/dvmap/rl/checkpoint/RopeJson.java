package io.github.dvmap.rl.checkpoint;

import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.Set;

/**
 * The rotary options: {@code rope_theta} and {@code rope_scaling} as transformers 4 writes them, or
 * {@code rope_parameters} of transformers 5, which holds both.
 */
final class RopeJson {
  private static final String SCALING = "rope_scaling";
  private static final String PARAMETERS = "rope_parameters";

  /** The base where it is missing, for every architecture. */
  private static final double DEFAULT_THETA = 10_000;

  private static final Set<String> LLAMA3 =
      ImmutableSet.of(
          "factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings");

  private RopeJson() {}

  static void read(JsonOptions options, ModelConfig.Builder builder) {
    double theta = options.present("rope_theta") ? options.number("rope_theta") : DEFAULT_THETA;
    if (options.present(SCALING) && options.present(PARAMETERS)) {
      throw options.fault(PARAMETERS, "is there beside " + SCALING);
    }
    for (String name : new String[] {SCALING, PARAMETERS}) {
      if (options.present(name)) {
        JsonOptions rope = options.object(name);
        String type = type(rope);
        requireKnown(rope, type);
        if (rope.present("rope_theta")) {
          theta = rope.number("rope_theta");
        }
        if (type.equals("llama3")) {
          builder.ropeScaling(llama3(rope));
        }
      }
    }
    builder.ropeTheta(theta);
  }

  /** {@code rope_type}, or its older name {@code type}. */
  private static String type(JsonOptions rope) {
    JsonElement type = new JsonPrimitive("default");
    String from = "rope_type";
    for (String name : new String[] {"type", "rope_type"}) {
      if (rope.present(name)) {
        type = rope.json().get(name);
        from = name;
      }
    }
    if (rope.present("type") && !rope.json().get("type").equals(type)) {
      throw rope.fault("type", JsonOptions.text(rope.json().get("type")) + " is not rope_type");
    }
    if (!type.equals(new JsonPrimitive("default")) && !type.equals(new JsonPrimitive("llama3"))) {
      throw rope.fault(
          from, JsonOptions.text(type) + " is not supported, only \"default\" and \"llama3\"");
    }
    return type.getAsString();
  }

  private static void requireKnown(JsonOptions rope, String type) {
    rope.requireNeutral("partial_rotary_factor", new JsonPrimitive(1.0));
    Set<String> known = ImmutableSet.of("type", "rope_type", "rope_theta", "partial_rotary_factor");
    for (Map.Entry<String, JsonElement> entry : rope.json().entrySet()) {
      boolean used = type.equals("llama3") && LLAMA3.contains(entry.getKey());
      if (!known.contains(entry.getKey()) && !used && !entry.getValue().isJsonNull()) {
        throw rope.fault(
            entry.getKey(), JsonOptions.text(entry.getValue()) + " is not supported with " + type);
      }
    }
  }

  private static RopeScaling llama3(JsonOptions rope) {
    return new RopeScaling(
        rope.number("factor"),
        rope.number("low_freq_factor"),
        rope.number("high_freq_factor"),
        rope.integer("original_max_position_embeddings"));
  }

  /** Writes them as transformers 4 does; transformers 5 and vLLM read that too. */
  static void write(ModelConfig config, JsonObject json) {
    json.addProperty("rope_theta", config.ropeTheta());
    json.add(SCALING, config.ropeScaling().map(RopeJson::scaling).orElse(JsonNull.INSTANCE));
  }

  private static JsonElement scaling(RopeScaling scaling) {
    var json = new JsonObject();
    json.addProperty("rope_type", "llama3");
    json.addProperty("factor", scaling.factor());
    json.addProperty("low_freq_factor", scaling.lowFrequencyFactor());
    json.addProperty("high_freq_factor", scaling.highFrequencyFactor());
    json.addProperty("original_max_position_embeddings", scaling.originalContextLength());
    return json;
  }
}
