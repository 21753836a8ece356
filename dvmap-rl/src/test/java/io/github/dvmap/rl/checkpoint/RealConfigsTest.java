package io.github.dvmap.rl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options that published models' config.json hold, by model. */
class RealConfigsTest {
  private static final String SIZES =
      "\"hidden_size\":64,\"intermediate_size\":96,\"num_hidden_layers\":2,"
          + "\"num_attention_heads\":4,\"vocab_size\":320,\"initializer_range\":0.02,"
          + "\"attention_dropout\":0.0,\"hidden_act\":\"silu\",\"use_cache\":true,"
          + "\"torch_dtype\":\"bfloat16\",\"transformers_version\":\"4.51.0\",";
  private static final String LLAMA3 =
      "{\"factor\":32.0,\"high_freq_factor\":4.0,\"low_freq_factor\":1.0,"
          + "\"original_max_position_embeddings\":8192,\"%s\":\"llama3\"}";

  @TempDir Path folder;

  private ModelConfig read(String type, String className, String options) {
    String text =
        "{\"model_type\":\"%s\",\"architectures\":[\"%s\"],".formatted(type, className)
            + SIZES
            + options
            + "}";
    return ConfigJson.read(
        RawSafeTensors.write(
            folder.resolve("config.json"), text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void read_qwen25_hasBiasesAndIgnoresTheWindowThatIsOff() {
    ModelConfig config =
        read(
            "qwen2",
            "Qwen2ForCausalLM",
            "\"bos_token_id\":151643,\"eos_token_id\":5,\"max_position_embeddings\":32768,"
                + "\"max_window_layers\":24,\"num_key_value_heads\":2,\"rms_norm_eps\":1e-06,"
                + "\"rope_theta\":1000000.0,\"sliding_window\":32768,\"use_mrope\":false,"
                + "\"tie_word_embeddings\":true,\"use_sliding_window\":false");
    assertThat(config.biasedProjections()).containsExactly("q_proj", "k_proj", "v_proj");
    assertThat(config.queryKeyNorm()).isFalse();
    assertThat(config.headDim()).isEqualTo(16);
    assertThat(config.tiedEmbeddings()).isTrue();
    assertThat(config.beginToken()).hasValue(151643);
    assertThat(config.layout().stream().map(TensorSpec::name))
        .contains("model.layers.1.self_attn.k_proj.bias")
        .doesNotContain("model.layers.1.self_attn.o_proj.bias");
  }

  @ParameterizedTest
  @CsvSource({"rope_scaling,rope_type", "rope_scaling,type", "rope_parameters,rope_type"})
  void read_llama32_stretchesPositions(String option, String type) {
    ModelConfig config =
        read(
            "llama",
            "LlamaForCausalLM",
            "\"attention_bias\":false,\"mlp_bias\":false,\"bos_token_id\":1,"
                + "\"eos_token_id\":[1,8,9],\"head_dim\":8,\"pretraining_tp\":1,"
                + "\"num_key_value_heads\":2,\"max_position_embeddings\":131072,"
                + "\"rope_theta\":500000.0,\""
                + option
                + "\":"
                + LLAMA3.formatted(type));
    assertThat(config.ropeScaling()).contains(new RopeScaling(32, 1, 4, 8192));
    assertThat(config.ropeTheta()).isEqualTo(500_000);
    assertThat(config.endTokens()).containsExactly(1, 8, 9);
    assertThat(config.headDim()).isEqualTo(8);
  }

  // transformers 5.17.0: LlamaRotaryEmbedding(LlamaConfig(hidden_size=8, num_attention_heads=1,
  //     rope_parameters=dict(rope_type="llama3", rope_theta=5e5, factor=32.0, low_freq_factor=1.0,
  //     high_freq_factor=4.0, original_max_position_embeddings=8192))).inv_freq
  // 8192 tokens, waves of 6.28, 167, 4443 and 118139: two stay, one is blended, one slowed
  @Test
  void rotaryFrequencies_llama3_areTransformersToTheLastBit() {
    ModelConfig.Builder eight = rotary(8, 500_000);
    assertThat(eight.build().rotaryFrequencies())
        .containsExactly(1f, 0.03760603f, 0.0014142134f, 5.3182957e-5f);
    assertThat(eight.ropeScaling(new RopeScaling(32, 1, 4, 8192)).build().rotaryFrequencies())
        .containsExactly(1f, 0.03760603f, 4.295567e-4f, 1.6619674e-6f);
  }

  // as above with hidden_size=24, rope_parameters=dict(rope_type="default", rope_theta=1e6); nine
  // of
  // the twelve are another float where only the last step is rounded
  @Test
  void rotaryFrequencies_dimensionThatDividesUnevenly_areTransformersToTheLastBit() {
    assertThat(rotary(24, 1e6).build().rotaryFrequencies())
        .containsExactly(
            1f,
            0.31622776f,
            0.099999994f,
            0.03162278f,
            0.009999999f,
            0.003162278f,
            0.001f,
            3.1622784e-4f,
            9.999997e-5f,
            3.1622774e-5f,
            1.0000003e-5f,
            3.162277e-6f);
  }

  private static ModelConfig.Builder rotary(int dimension, double theta) {
    return ModelConfig.builder()
        .architecture(Architecture.LLAMA)
        .hiddenSize(dimension)
        .intermediateSize(8)
        .layers(1)
        .heads(1)
        .vocabularySize(9)
        .ropeTheta(theta);
  }

  @Test
  void read_smolLm2_takesLlamasDefaults() {
    ModelConfig config =
        read(
            "llama",
            "LlamaForCausalLM",
            "\"is_llama_config\":true,\"rope_interleaved\":false,\"rope_scaling\":null,"
                + "\"rope_theta\":100000,\"pad_token_id\":2,\"rms_norm_eps\":1e-05,"
                + "\"transformers.js_config\":{\"dtype\":\"q4\"},\"tie_word_embeddings\":true");
    assertThat(config.contextLength()).isEqualTo(2048);
    assertThat(config.keyValueHeads()).isEqualTo(4);
    assertThat(config.endTokens()).containsExactly(2);
    assertThat(config.rmsNormEps()).isEqualTo(1e-5);
    assertThat(config.padToken()).hasValue(2);
  }

  @Test
  void read_mistral03_needsAWindowOfNull() {
    ModelConfig config =
        read("mistral", "MistralForCausalLM", "\"sliding_window\":null,\"num_key_value_heads\":2");
    assertThat(config.contextLength()).isEqualTo(131_072);
    assertThat(config.endTokens()).containsExactly(2);
    assertFault("mistral", "MistralForCausalLM", "\"sliding_window\":4096", "sliding_window: 4096");
    assertFault("mistral", "MistralForCausalLM", "\"rope_theta\":1e4", "sliding_window: is absent");
    assertFault(
        "mistral",
        "MistralForCausalLM",
        "\"sliding_window\":null,\"attention_bias\":true",
        "attention_bias: true is not supported, only false");
  }

  @Test
  void read_keyValueHeadsMissing_takesTheTypesOwnNumber() {
    assertFault("qwen2", "Qwen2ForCausalLM", "\"rope_theta\":1e4", "num_key_value_heads 32");
    assertFault(
        "mistral", "MistralForCausalLM", "\"sliding_window\":null", "num_key_value_heads 8");
    assertThat(read("llama", "LlamaForCausalLM", "\"rope_theta\":1e4").keyValueHeads())
        .isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "qwen2 | Qwen2ForCausalLM | \"use_sliding_window\":true | use_sliding_window: true",
        "qwen2 | Qwen2ForCausalLM | \"attention_bias\":false | attention_bias: false",
        "llama | LlamaForCausalLM | \"mlp_bias\":true | mlp_bias: true",
        "llama | LlamaForCausalLM | \"sliding_window\":64 | sliding_window: 64",
        "llama | LlamaForCausalLM | \"rope_scaling\":{\"type\":\"yarn\",\"factor\":4.0} |"
            + " rope_scaling.type: \"yarn\"",
        "llama | LlamaForCausalLM | \"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":4.0} |"
            + " rope_scaling.low_freq_factor: is missing",
        "llama | LlamaForCausalLM | \"rope_scaling\":{},\"rope_parameters\":{} |"
            + " rope_parameters: is there beside rope_scaling",
        "llama | LlamaForCausalLM | \"rope_scaling\":{\"type\":\"a\",\"rope_type\":\"llama3\"} |"
            + " rope_scaling.type: \"a\" is not rope_type",
        "llama | LlamaForSequenceClassification | \"rope_theta\":1e4 | architectures:",
        "llama | LlamaForCausalLM | \"auto_map\":{\"AutoModel\":\"x.Y\"} | auto_map:",
        "qwen3_moe | Qwen3MoeForCausalLM | \"rope_theta\":1e4 | model_type: \"qwen3_moe\""
      })
  void read_optionThatChangesTheResult_isRefusedByName(
      String type, String className, String options, String problem) {
    assertFault(type, className, options, problem);
  }

  private void assertFault(String type, String className, String options, String problem) {
    assertThatThrownBy(() -> read(type, className, options))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(problem);
  }
}
