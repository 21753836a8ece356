package io.github.dvmap.rl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** config.json in the spelling of transformers 5; {@code make.py} beside the files wrote them. */
class Transformers5ConfigTest {
  private static final Path FILES =
      Path.of("src/test/resources/io/github/dvmap/rl/checkpoint/transformers-5");

  @TempDir Path folder;

  private static ModelConfig.Builder sizes(Architecture architecture) {
    return ModelConfig.builder()
        .architecture(architecture)
        .vocabularySize(96)
        .hiddenSize(32)
        .intermediateSize(48)
        .layers(2)
        .heads(4)
        .keyValueHeads(2)
        .ropeTheta(1e6);
  }

  private static void assertRead(String name, ModelConfig.Builder expected) {
    assertThat(ConfigJson.read(FILES.resolve(name + ".json")))
        .usingRecursiveComparison()
        .isEqualTo(expected.build());
  }

  @Test
  void read_qwen3_isWhatWasSaved() {
    assertRead(
        "qwen3",
        sizes(Architecture.QWEN3)
            .headDim(16)
            .contextLength(40_960)
            .beginToken(OptionalInt.of(11))
            .endTokens(List.of(12)));
  }

  @Test
  void read_qwen2_isWhatWasSaved() {
    assertRead(
        "qwen2",
        sizes(Architecture.QWEN2)
            .contextLength(32_768)
            .endTokens(List.of(12, 11))
            .padToken(OptionalInt.of(11)));
  }

  @Test
  void read_llama_isWhatWasSaved() {
    assertRead(
        "llama",
        sizes(Architecture.LLAMA)
            .contextLength(131_072)
            .rmsNormEps(1e-5)
            .ropeTheta(500_000)
            .ropeScaling(new RopeScaling(32, 1, 4, 8192))
            .attentionBias(true)
            .tiedEmbeddings(false)
            .beginToken(OptionalInt.of(1))
            .endTokens(List.of(2)));
  }

  @Test
  void read_mistral_isWhatWasSaved() {
    assertRead(
        "mistral",
        sizes(Architecture.MISTRAL)
            .contextLength(131_072)
            .tiedEmbeddings(false)
            .beginToken(OptionalInt.of(1))
            .endTokens(List.of(2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rope_parameters | {\"rope_type\":\"yarn\",\"rope_theta\":1e6,\"factor\":4.0} |"
            + " rope_parameters.rope_type: \"yarn\" is not supported",
        "rope_parameters | {\"rope_type\":\"default\",\"partial_rotary_factor\":0.5} |"
            + " rope_parameters.partial_rotary_factor: 0.5 is not supported",
        "rope_parameters | {\"full_attention\":{\"rope_type\":\"default\",\"rope_theta\":1e4}} |"
            + " rope_parameters.full_attention: {",
        "layer_types | [\"full_attention\",\"sliding_attention\"] |"
            + " layer_types: \"sliding_attention\" is not supported",
        "per_layer_config | {\"0\":{\"num_attention_heads\":2}} | per_layer_config: {",
        "quantization_config | {\"bits\":4} | quantization_config: {",
      })
  void read_optionThatChangesTheResult_isRefusedByName(String option, String value, String problem)
      throws IOException {
    JsonObject json = StrictJson.object(FILES.resolve("qwen3.json"));
    json.add(option, JsonParser.parseString(value));
    Path file = Files.writeString(folder.resolve("config.json"), json.toString());
    assertThatThrownBy(() -> ConfigJson.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file + ", " + problem);
  }
}
