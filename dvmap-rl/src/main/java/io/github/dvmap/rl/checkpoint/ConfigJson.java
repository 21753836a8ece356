package io.github.dvmap.rl.checkpoint;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes {@code config.json}. An option that would change the result and is not
 * implemented is refused by name and value, never ignored.
 */
final class ConfigJson {
  private static final Gson PRETTY = new GsonBuilder().setPrettyPrinting().create();

  /** Options that must be absent, null or this value. */
  private static final Map<String, JsonElement> NEUTRAL =
      Map.of(
          "attention_bias", new JsonPrimitive(false),
          "hidden_act", new JsonPrimitive("silu"),
          "partial_rotary_factor", new JsonPrimitive(1.0),
          "use_sliding_window", new JsonPrimitive(false),
          "mlp_bias", new JsonPrimitive(false));

  private final Path file;
  private final JsonObject json;

  private ConfigJson(Path file, JsonObject json) {
    this.file = file;
    this.json = json;
  }

  static ModelConfig read(Path file) {
    return new ConfigJson(file, object(file)).config();
  }

  /** The JSON object in a file. */
  static JsonObject object(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(file, "", "there is no such file");
    }
    try (Reader reader = Files.newBufferedReader(file)) {
      JsonElement element = JsonParser.parseReader(reader);
      if (element.isJsonObject()) {
        return element.getAsJsonObject();
      }
      throw new ModelFormatException(file, "", "is not a JSON object");
    } catch (JsonParseException | java.nio.charset.CharacterCodingException e) {
      throw new ModelFormatException(file, "", "is not JSON: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private ModelConfig config() {
    String type = json.has("model_type") ? json.get("model_type").getAsString() : "absent";
    if (!type.equals("qwen3")) {
      throw fault("model_type", type + " is not supported; supported: qwen3");
    }
    NEUTRAL.forEach(this::requireNeutral);
    JsonElement scaling = json.get("rope_scaling");
    if (scaling != null && !scaling.isJsonNull()) {
      throw fault("rope_scaling", scaling + " is not supported, only null");
    }
    try {
      ModelConfig.Builder builder =
          ModelConfig.builder()
              .hiddenSize(integer("hidden_size"))
              .intermediateSize(integer("intermediate_size"))
              .layers(integer("num_hidden_layers"))
              .heads(integer("num_attention_heads"))
              .vocabularySize(integer("vocab_size"))
              .tiedEmbeddings(json.has("tie_word_embeddings") && flag("tie_word_embeddings"))
              .endTokens(ids("eos_token_id"));
      optional(builder);
      return builder.build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ModelFormatException(file, "", e.getMessage());
    }
  }

  private void optional(ModelConfig.Builder builder) {
    if (present("num_key_value_heads")) {
      builder.keyValueHeads(integer("num_key_value_heads"));
    }
    if (present("head_dim")) {
      builder.headDim(integer("head_dim"));
    }
    if (present("max_position_embeddings")) {
      builder.contextLength(integer("max_position_embeddings"));
    }
    if (present("rms_norm_eps")) {
      builder.rmsNormEps(number("rms_norm_eps"));
    }
    if (present("rope_theta")) {
      builder.ropeTheta(number("rope_theta"));
    }
    if (present("initializer_range")) {
      builder.initializerRange(number("initializer_range"));
    }
  }

  private void requireNeutral(String name, JsonElement neutral) {
    if (present(name) && !json.get(name).equals(neutral)) {
      throw fault(name, json.get(name) + " is not supported, only " + neutral);
    }
  }

  private boolean present(String name) {
    return json.has(name) && !json.get(name).isJsonNull();
  }

  private int integer(String name) {
    double value = number(name);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw fault(name, json.get(name) + " is not an integer");
    }
    return (int) value;
  }

  private double number(String name) {
    JsonElement value = json.get(name);
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      throw fault(name, value == null ? "is missing" : value + " is not a number");
    }
    return value.getAsDouble();
  }

  private boolean flag(String name) {
    JsonElement value = json.get(name);
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
      throw fault(name, value + " is not true or false");
    }
    return value.getAsBoolean();
  }

  private List<Integer> ids(String name) {
    if (!present(name)) {
      return List.of();
    }
    JsonElement value = json.get(name);
    if (value.isJsonArray()) {
      return value.getAsJsonArray().asList().stream().map(JsonElement::getAsInt).toList();
    }
    return List.of(integer(name));
  }

  private ModelFormatException fault(String option, String problem) {
    return new ModelFormatException(file, option, problem);
  }

  /** The text of a config.json that transformers loads as Qwen3ForCausalLM. */
  static String write(ModelConfig config) {
    var json = new JsonObject();
    var architectures = new JsonArray();
    architectures.add("Qwen3ForCausalLM");
    json.add("architectures", architectures);
    json.addProperty("model_type", "qwen3");
    json.addProperty("hidden_size", config.hiddenSize());
    json.addProperty("intermediate_size", config.intermediateSize());
    json.addProperty("num_hidden_layers", config.layers());
    json.addProperty("num_attention_heads", config.heads());
    json.addProperty("num_key_value_heads", config.keyValueHeads());
    json.addProperty("head_dim", config.headDim());
    json.addProperty("vocab_size", config.vocabularySize());
    json.addProperty("max_position_embeddings", config.contextLength());
    json.addProperty("rms_norm_eps", config.rmsNormEps());
    json.addProperty("rope_theta", config.ropeTheta());
    json.addProperty("initializer_range", config.initializerRange());
    json.addProperty("tie_word_embeddings", config.tiedEmbeddings());
    json.addProperty("attention_bias", false);
    json.addProperty("attention_dropout", 0.0);
    json.addProperty("hidden_act", "silu");
    json.addProperty("use_sliding_window", false);
    json.addProperty("torch_dtype", "float32");
    json.add("eos_token_id", PRETTY.toJsonTree(config.endTokens()));
    return PRETTY.toJson(json) + "\n";
  }
}
