package io.github.dvmap.rl.checkpoint;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
          "attention_dropout", new JsonPrimitive(0.0),
          "hidden_act", new JsonPrimitive("silu"),
          "partial_rotary_factor", new JsonPrimitive(1.0),
          "use_sliding_window", new JsonPrimitive(false),
          "mlp_bias", new JsonPrimitive(false));

  private static final Map<String, JsonElement> NEUTRAL_ROPE =
      Map.of(
          "rope_type", new JsonPrimitive("default"),
          "partial_rotary_factor", new JsonPrimitive(1.0));

  /** What transformers' Qwen3Config takes where the option is missing. */
  private static final double ROPE_THETA = 10_000;

  private static final int CONTEXT_LENGTH = 32_768;

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
    try (JsonReader reader = new JsonReader(Files.newBufferedReader(file))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement element = JsonParser.parseReader(reader);
      if (!element.isJsonObject()) {
        throw new ModelFormatException(file, "", "is not a JSON object");
      }
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new ModelFormatException(file, "", "goes on after its JSON object");
      }
      return element.getAsJsonObject();
    } catch (JsonParseException | MalformedJsonException | CharacterCodingException e) {
      throw new ModelFormatException(file, "", "is not JSON: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private ModelConfig config() {
    if (!new JsonPrimitive("qwen3").equals(json.get("model_type"))) {
      String type = present("model_type") ? json.get("model_type").toString() : "absent";
      throw fault("model_type", type + " is not supported; supported: qwen3");
    }
    new TreeMap<>(NEUTRAL).forEach(this::requireNeutral);
    if (present("rope_scaling")) {
      throw fault("rope_scaling", json.get("rope_scaling") + " is not supported, only null");
    }
    requireFullAttention();
    try {
      ModelConfig.Builder builder =
          ModelConfig.builder()
              .hiddenSize(integer("hidden_size"))
              .intermediateSize(integer("intermediate_size"))
              .layers(integer("num_hidden_layers"))
              .heads(integer("num_attention_heads"))
              .vocabularySize(integer("vocab_size"))
              .contextLength(integer("max_position_embeddings", CONTEXT_LENGTH))
              .ropeTheta(ropeTheta())
              .tiedEmbeddings(present("tie_word_embeddings") && flag("tie_word_embeddings"))
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
    if (present("rms_norm_eps")) {
      builder.rmsNormEps(number("rms_norm_eps"));
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

  private void requireFullAttention() {
    if (present("layer_types")) {
      for (JsonElement type : array("layer_types")) {
        if (!new JsonPrimitive("full_attention").equals(type)) {
          throw fault("layer_types", type + " is not supported, only full_attention");
        }
      }
    }
  }

  /** transformers 4 writes rope_theta, transformers 5 puts it into rope_parameters. */
  private double ropeTheta() {
    double theta = present("rope_theta") ? number("rope_theta") : ROPE_THETA;
    if (!present("rope_parameters")) {
      return theta;
    }
    if (!json.get("rope_parameters").isJsonObject()) {
      throw fault("rope_parameters", json.get("rope_parameters") + " is not an object");
    }
    for (Map.Entry<String, JsonElement> entry :
        json.getAsJsonObject("rope_parameters").entrySet()) {
      if (entry.getKey().equals("rope_theta")) {
        theta = number("rope_parameters.rope_theta", entry.getValue());
      } else if (!entry.getValue().equals(NEUTRAL_ROPE.get(entry.getKey()))) {
        throw fault("rope_parameters." + entry.getKey(), entry.getValue() + " is not supported");
      }
    }
    return theta;
  }

  private boolean present(String name) {
    return json.has(name) && !json.get(name).isJsonNull();
  }

  private int integer(String name, int missing) {
    return present(name) ? integer(name) : missing;
  }

  private int integer(String name) {
    return integer(name, json.get(name));
  }

  private int integer(String name, JsonElement element) {
    double value = number(name, element);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw fault(name, element + " is not an integer");
    }
    return (int) value;
  }

  private double number(String name) {
    return number(name, json.get(name));
  }

  private double number(String name, JsonElement value) {
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
    if (json.get(name).isJsonArray()) {
      return array(name).asList().stream().map(id -> integer(name, id)).toList();
    }
    return List.of(integer(name));
  }

  private JsonArray array(String name) {
    if (!json.get(name).isJsonArray()) {
      throw fault(name, json.get(name) + " is not an array");
    }
    return json.getAsJsonArray(name);
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
