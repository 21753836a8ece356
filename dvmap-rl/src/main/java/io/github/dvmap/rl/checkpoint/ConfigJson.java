package io.github.dvmap.rl.checkpoint;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads and writes {@code config.json}. An option that would change the result and is not
 * implemented is refused by name and value, never ignored; so is one that is not known.
 */
final class ConfigJson {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().serializeNulls().create();

  private final JsonOptions json;
  private final Architecture architecture;

  private ConfigJson(JsonOptions json) {
    this.json = json;
    architecture = architecture(json);
  }

  static ModelConfig read(Path file) {
    return new ConfigJson(JsonOptions.of(file)).config();
  }

  private static Architecture architecture(JsonOptions json) {
    for (Architecture one : Architecture.values()) {
      if (new JsonPrimitive(one.modelType()).equals(json.json().get("model_type"))) {
        return one;
      }
    }
    String type =
        json.present("model_type") ? JsonOptions.text(json.json().get("model_type")) : "absent";
    String known =
        String.join(
            ", ", Arrays.stream(Architecture.values()).map(Architecture::modelType).toList());
    throw json.fault("model_type", type + " is not supported; supported: " + known);
  }

  private ModelConfig config() {
    KnownOptions.require(json);
    requireCausal();
    requireFullAttention();
    try {
      ModelConfig.Builder builder =
          ModelConfig.builder()
              .architecture(architecture)
              .hiddenSize(json.integer("hidden_size"))
              .intermediateSize(json.integer("intermediate_size"))
              .layers(json.integer("num_hidden_layers"))
              .heads(json.integer("num_attention_heads"))
              .vocabularySize(json.integer("vocab_size"))
              .contextLength(
                  json.integer("max_position_embeddings", architecture.defaultContextLength()))
              .tiedEmbeddings(json.flag("tie_word_embeddings", false))
              .attentionBias(attentionBias())
              .endTokens(endTokens())
              .beginToken(id("bos_token_id"))
              .padToken(id("pad_token_id"));
      RopeJson.read(json, builder);
      optional(builder);
      return builder.build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ModelFormatException(json.file(), "", e.getMessage());
    }
  }

  private void optional(ModelConfig.Builder builder) {
    int groups = architecture.defaultKeyValueHeads();
    if (json.present("num_key_value_heads")) {
      builder.keyValueHeads(json.integer("num_key_value_heads"));
    } else if (!json.json().has("num_key_value_heads") && groups > 0) {
      builder.keyValueHeads(groups);
    }
    int width = json.integer("head_dim", architecture.defaultHeadDim());
    if (json.present("head_dim") || width > 0) {
      builder.headDim(width);
    }
    if (json.present("rms_norm_eps")) {
      builder.rmsNormEps(json.number("rms_norm_eps"));
    }
    if (json.present("initializer_range")) {
      builder.initializerRange(json.number("initializer_range"));
    }
  }

  private List<Integer> endTokens() {
    return json.json().has("eos_token_id")
        ? json.ids("eos_token_id")
        : architecture.defaultEndTokens();
  }

  private OptionalInt id(String name) {
    return json.present(name) ? OptionalInt.of(json.integer(name)) : OptionalInt.empty();
  }

  /** Qwen2 always has its biases and Mistral none; the others say. */
  private boolean attentionBias() {
    if (architecture.hasBiasOption()) {
      return json.flag("attention_bias", false);
    }
    json.requireNeutral("attention_bias", new JsonPrimitive(architecture == Architecture.QWEN2));
    return false;
  }

  private void requireCausal() {
    if (json.present("architectures")
        && !json.array("architectures").contains(new JsonPrimitive(architecture.className()))) {
      throw json.fault(
          "architectures",
          JsonOptions.text(json.json().get("architectures"))
              + " is not supported, only "
              + architecture.className());
    }
  }

  private void requireFullAttention() {
    if (architecture == Architecture.MISTRAL && !json.json().has("sliding_window")) {
      throw json.fault(
          "sliding_window", "is absent, which stands for 4096, and is not supported, only null");
    }
    if (json.present("sliding_window") && !architecture.hasWindowSwitch()) {
      throw json.fault(
          "sliding_window",
          JsonOptions.text(json.json().get("sliding_window")) + " is not supported, only null");
    }
    if (json.present("layer_types")) {
      for (JsonElement type : json.array("layer_types")) {
        if (!new JsonPrimitive("full_attention").equals(type)) {
          throw json.fault(
              "layer_types", JsonOptions.text(type) + " is not supported, only full_attention");
        }
      }
    }
  }

  /** The text of a config.json, with the options that transformers writes for the architecture. */
  static String write(ModelConfig config, ElementType type) {
    Architecture architecture = config.architecture();
    var json = new JsonObject();
    var architectures = new JsonArray();
    architectures.add(architecture.className());
    json.add("architectures", architectures);
    json.addProperty("model_type", architecture.modelType());
    json.addProperty("hidden_size", config.hiddenSize());
    json.addProperty("intermediate_size", config.intermediateSize());
    json.addProperty("num_hidden_layers", config.layers());
    json.addProperty("num_attention_heads", config.heads());
    json.addProperty("num_key_value_heads", config.keyValueHeads());
    boolean usual = config.headDim() * config.heads() == config.hiddenSize();
    if (architecture.hasHeadWidth() || !usual) {
      json.addProperty("head_dim", config.headDim());
    }
    json.addProperty("vocab_size", config.vocabularySize());
    json.addProperty("max_position_embeddings", config.contextLength());
    json.addProperty("rms_norm_eps", config.rmsNormEps());
    RopeJson.write(config, json);
    json.addProperty("initializer_range", config.initializerRange());
    json.addProperty("tie_word_embeddings", config.tiedEmbeddings());
    json.addProperty("attention_dropout", 0.0);
    json.addProperty("hidden_act", "silu");
    if (architecture.hasBiasOption()) {
      json.addProperty("attention_bias", config.attentionBias());
    }
    if (architecture.hasWindowSwitch()) {
      json.addProperty("use_sliding_window", false);
    }
    if (architecture.hasWindow()) {
      json.add("sliding_window", JsonNull.INSTANCE);
    }
    json.addProperty("torch_dtype", type == ElementType.BF16 ? "bfloat16" : "float32");
    tokens(config).asMap().forEach(json::add);
    return PRETTY.toJson(json) + "\n";
  }

  /** The text of a generation_config.json as transformers derives it from the configuration. */
  static String writeGeneration(ModelConfig config) {
    var json = new JsonObject();
    json.addProperty("_from_model_config", true);
    tokens(config).asMap().entrySet().stream()
        .filter(token -> !token.getValue().isJsonNull())
        .forEach(token -> json.add(token.getKey(), token.getValue()));
    return PRETTY.toJson(json) + "\n";
  }

  private static JsonObject tokens(ModelConfig config) {
    var json = new JsonObject();
    json.add("bos_token_id", id(config.beginToken()));
    json.add("eos_token_id", ids(config.endTokens()));
    json.add("pad_token_id", id(config.padToken()));
    return json;
  }

  private static JsonElement id(OptionalInt id) {
    return id.isPresent() ? new JsonPrimitive(id.getAsInt()) : JsonNull.INSTANCE;
  }

  private static JsonElement ids(List<Integer> ids) {
    if (ids.size() == 1) {
      return new JsonPrimitive(ids.get(0));
    }
    return ids.isEmpty() ? JsonNull.INSTANCE : PRETTY.toJsonTree(ids);
  }
}
