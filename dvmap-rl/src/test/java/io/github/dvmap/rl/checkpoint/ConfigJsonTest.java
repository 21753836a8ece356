package io.github.dvmap.rl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigJsonTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/qwen3-tied/config.json");

  @TempDir Path folder;

  @Test
  void read_goldenConfig_hasItsValues() {
    ModelConfig config = ConfigJson.read(GOLDEN);
    assertThat(config.hiddenSize()).isEqualTo(64);
    assertThat(config.intermediateSize()).isEqualTo(128);
    assertThat(config.layers()).isEqualTo(2);
    assertThat(config.heads()).isEqualTo(4);
    assertThat(config.keyValueHeads()).isEqualTo(2);
    assertThat(config.headDim()).isEqualTo(16);
    assertThat(config.vocabularySize()).isEqualTo(320);
    assertThat(config.contextLength()).isEqualTo(40960);
    assertThat(config.rmsNormEps()).isEqualTo(1e-6);
    assertThat(config.ropeTheta()).isEqualTo(1e6);
    assertThat(config.initializerRange()).isEqualTo(0.02);
    assertThat(config.tiedEmbeddings()).isTrue();
    assertThat(config.endTokens()).containsExactly(2);
  }

  @Test
  void writeThenRead_randomConfigs_areEqual() throws IOException {
    var random = new Random(6);
    for (int i = 0; i < 200; i++) {
      int groups = 1 + random.nextInt(4);
      int vocabulary = 1 + random.nextInt(1 << 20);
      Architecture architecture = List.of(Architecture.values()).get(random.nextInt(4));
      ModelConfig.Builder builder =
          ModelConfig.builder()
              .hiddenSize(1 + random.nextInt(9999))
              .intermediateSize(1 + random.nextInt(9999))
              .layers(1 + random.nextInt(99))
              .keyValueHeads(groups)
              .heads(groups * (1 + random.nextInt(8)))
              .headDim(2 + 2 * random.nextInt(128))
              .vocabularySize(vocabulary)
              .contextLength(1 + random.nextInt(Integer.MAX_VALUE - 1))
              .rmsNormEps(1e-12 + random.nextDouble())
              .ropeTheta(1e-3 + 1e7 * random.nextDouble())
              .initializerRange(Double.MIN_VALUE + random.nextDouble())
              .tiedEmbeddings(random.nextBoolean())
              .architecture(architecture)
              .attentionBias(architecture.hasBiasOption() && random.nextBoolean())
              .beginToken(random.nextBoolean() ? OptionalInt.of(7) : OptionalInt.empty())
              .padToken(random.nextBoolean() ? OptionalInt.of(0) : OptionalInt.empty())
              .endTokens(random.ints(random.nextInt(3), 0, vocabulary).boxed().toList());
      if (random.nextBoolean()) {
        builder.ropeScaling(new RopeScaling(1 + random.nextDouble(), 0.3, 4.1, 8192));
      }
      ModelConfig config = builder.build();
      Path file =
          Files.writeString(
              folder.resolve("config.json"), ConfigJson.write(config, ElementType.F32));
      assertThat(ConfigJson.read(file)).usingRecursiveComparison().isEqualTo(config);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hidden_size",
        "intermediate_size",
        "num_hidden_layers",
        "num_attention_heads",
        "vocab_size"
      })
  void read_sizeMissingOrNotANumber_namesFileAndOption(String option) {
    JsonObject json = golden();
    json.remove(option);
    assertFault(json, option, "is missing");
    json.add(option, JsonParser.parseString("\"64\""));
    assertFault(json, option, "\"64\" is not a number");
    json.add(option, JsonParser.parseString("64.5"));
    assertFault(json, option, "64.5 is not an integer");
    json.add(option, JsonParser.parseString("1e12"));
    assertFault(json, option, "1e12 is not an integer");
    json.add(option, JsonParser.parseString("0"));
    assertFault(json, "", option + " 0 must be >= 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model_type | \"gemma\" | \"gemma\" is not supported; supported: qwen3, qwen2, llama,"
            + " mistral",
        "model_type | null | absent is not supported; supported: qwen3, qwen2, llama, mistral",
        "model_type | [\"qwen3\"] | [\"qwen3\"] is not supported; supported: qwen3, qwen2, llama,"
            + " mistral",
        "rope_scaling | 4 | 4 is not an object",
        "architectures | [\"Qwen3Model\"] | [\"Qwen3Model\"] is not supported, only"
            + " Qwen3ForCausalLM",
        "num_experts | 8 | 8 is not supported: the option is not known, so it may change the"
            + " result",
        "attn_logit_softcapping | 50.0 | 50.0 is not supported: the option is not known, so it may"
            + " change the result",
        "quantization_config | {\"bits\":4} | {\"bits\":4} is not supported: the option is not"
            + " known, so it may change the result",
        "hidden_act | \"gelu\" | \"gelu\" is not supported, only \"silu\"",
        "use_sliding_window | true | true is not supported, only false",
        "attention_bias | 1 | 1 is not true or false",
        "is_causal | false | false is not supported, only true",
        "mlp_bias | true | true is not supported, only false",
        "attention_dropout | 0.1 | 0.1 is not supported, only 0.0",
        "partial_rotary_factor | 0.5 | 0.5 is not supported, only 1.0",
        "layer_types | \"full_attention\" | \"full_attention\" is not an array",
        "layer_types | [\"full_attention\",\"sliding_attention\"] | \"sliding_attention\" is not"
            + " supported, only full_attention",
        "rope_parameters | 3 | 3 is not an object",
        "tie_word_embeddings | 1 | 1 is not true or false",
        "num_key_value_heads | [2] | [2] is not a number",
        "head_dim | true | true is not a number",
        "rms_norm_eps | \"1e-6\" | \"1e-6\" is not a number",
        "rope_theta | {} | {} is not a number",
        "initializer_range | \"\" | \"\" is not a number",
        "max_position_embeddings | 0.5 | 0.5 is not an integer",
        "eos_token_id | \"2\" | \"2\" is not a number",
        "eos_token_id | [2,\"3\"] | \"3\" is not a number",
        "eos_token_id | [2.7] | 2.7 is not an integer",
        "eos_token_id | [null] | null is not a number"
      })
  void read_badOption_namesFileOptionAndValue(String option, String value, String problem) {
    JsonObject json = golden();
    json.add(option, JsonParser.parseString(value));
    assertFault(json, option, problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rope_type | \"yarn\" | \"yarn\" is not supported, only \"default\" and \"llama3\"",
        "type | \"linear\" | \"linear\" is not supported, only \"default\" and \"llama3\"",
        "type | [] | [] is not supported, only \"default\" and \"llama3\"",
        "partial_rotary_factor | 0.5 | 0.5 is not supported, only 1.0",
        "factor | 4.0 | 4.0 is not supported with default",
        "rope_theta | \"x\" | \"x\" is not a number"
      })
  void read_badRopeParameter_namesIt(String option, String value, String problem) {
    JsonObject json = golden();
    JsonElement rope = JsonParser.parseString("{\"" + option + "\":" + value + "}");
    json.add("rope_parameters", rope);
    assertFault(json, "rope_parameters." + option, problem);
    json.remove("rope_parameters");
    json.add("rope_scaling", rope);
    assertFault(json, "rope_scaling." + option, problem);
  }

  @Test
  void read_ropeParametersOfTransformers5_givesTheBase() {
    JsonObject json = golden();
    json.remove("rope_theta");
    json.add(
        "rope_parameters",
        JsonParser.parseString("{\"rope_type\":\"default\",\"rope_theta\":5000000}"));
    assertThat(ConfigJson.read(write(json)).ropeTheta()).isEqualTo(5e6);
  }

  @Test
  void read_namesTwice_isRefused() throws IOException {
    String text = Files.readString(GOLDEN).replaceFirst("\\{", "{\"vocab_size\": 5,");
    Path file = Files.writeString(folder.resolve("config.json"), text);
    assertThatThrownBy(() -> ConfigJson.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(file + ", vocab_size: is there twice");
  }

  // transformers, src/transformers/models/qwen3/configuration_qwen3.py: rope_theta 10000.0,
  // max_position_embeddings 32768, rms_norm_eps 1e-6, tie_word_embeddings False.
  @Test
  void read_optionsMissing_takesTransformersDefaults() {
    JsonObject json = golden();
    List.of("rope_theta", "max_position_embeddings", "rms_norm_eps", "tie_word_embeddings")
        .forEach(json::remove);
    json.add("eos_token_id", null);
    json.add("num_key_value_heads", null);
    ModelConfig config = ConfigJson.read(write(json));
    assertThat(config.ropeTheta()).isEqualTo(10_000);
    assertThat(config.contextLength()).isEqualTo(32_768);
    assertThat(config.rmsNormEps()).isEqualTo(1e-6);
    assertThat(config.tiedEmbeddings()).isFalse();
    assertThat(config.endTokens()).isEmpty();
    assertThat(config.keyValueHeads()).isEqualTo(config.heads());
  }

  @Test
  void read_neutralValues_areAccepted() {
    JsonObject json = golden();
    json.addProperty("partial_rotary_factor", 1);
    json.addProperty("attention_dropout", 0);
    json.addProperty("mlp_bias", false);
    json.add("hidden_act", null);
    json.add("layer_types", JsonParser.parseString("[\"full_attention\",\"full_attention\"]"));
    json.add("eos_token_id", JsonParser.parseString("[2,7]"));
    assertThat(ConfigJson.read(write(json)).endTokens()).containsExactly(2, 7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | is not a JSON object",
        "[] | is not a JSON object",
        "{ | is not a JSON object",
        "{'a':1} | is not a JSON object",
        "{a:1} | is not a JSON object",
        "{\"a\":NaN} | is not a JSON object",
        "{} {} | is not a JSON object"
      })
  void read_notJson_namesTheFile(String text, String problem) throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), text);
    assertThatThrownBy(() -> ConfigJson.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file + ": " + problem);
  }

  @Test
  void read_notUtf8_namesTheFile() throws IOException {
    Path file = folder.resolve("config.json");
    Files.write(file, "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ConfigJson.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file + ": is not a JSON object");
  }

  @Test
  void read_mutants_areReadOrRefused() throws IOException {
    byte[] valid = Files.readAllBytes(GOLDEN);
    Path file = folder.resolve("config.json");
    var mutator = new ByteMutator(new Random(12));
    int read = 0;
    for (int i = 0; i < 2000; i++) {
      Files.write(file, mutator.mutate(valid));
      try {
        assertThat(ConfigJson.read(file).layers()).isPositive();
        read++;
      } catch (ModelFormatException e) {
        assertThat(e).hasMessageStartingWith(file.toString());
      }
    }
    assertThat(read).isBetween(50, 1950);
  }

  private void assertFault(JsonObject json, String option, String problem) {
    Path file = write(json);
    assertThatThrownBy(() -> ConfigJson.read(file))
        .isInstanceOfSatisfying(
            ModelFormatException.class, e -> assertThat(e.item()).isEqualTo(option))
        .hasMessage(file + (option.isEmpty() ? ": " : ", " + option + ": ") + problem);
  }

  private Path write(JsonObject json) {
    return RawSafeTensors.write(
        folder.resolve("config.json"),
        new com.google.gson.GsonBuilder()
            .serializeNulls()
            .create()
            .toJson(json)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject golden() {
    return StrictJson.object(GOLDEN);
  }
}
