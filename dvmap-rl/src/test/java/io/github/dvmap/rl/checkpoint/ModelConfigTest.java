package io.github.dvmap.rl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelConfigTest {
  static Stream<Arguments> badOptions() {
    return Stream.of(
        bad(b -> b.hiddenSize(0), "hidden_size 0 must be >= 1"),
        bad(b -> b.intermediateSize(-1), "intermediate_size -1 must be >= 1"),
        bad(b -> b.layers(0), "num_hidden_layers 0 must be >= 1"),
        bad(b -> b.heads(0), "num_attention_heads 0 must be >= 1"),
        bad(b -> b.keyValueHeads(0), "num_key_value_heads 0 must be >= 1"),
        bad(b -> b.headDim(0), "head_dim 0 must be even and >= 2"),
        bad(b -> b.headDim(-2), "head_dim -2 must be even and >= 2"),
        bad(b -> b.headDim(5), "head_dim 5 must be even and >= 2"),
        bad(b -> b.vocabularySize(0), "vocab_size 0 must be >= 1"),
        bad(b -> b.contextLength(0), "max_position_embeddings 0 must be >= 1"),
        bad(b -> b.rmsNormEps(0), "rms_norm_eps 0.0 is not in (0, inf)"),
        bad(b -> b.rmsNormEps(Double.NaN), "rms_norm_eps NaN is not in (0, inf)"),
        bad(b -> b.ropeTheta(-1), "rope_theta -1.0 is not in (0, inf)"),
        bad(b -> b.ropeTheta(1 / 0.0), "rope_theta Infinity is not in (0, inf)"),
        bad(b -> b.initializerRange(0), "initializer_range 0.0 is not in (0, inf)"));
  }

  @ParameterizedTest
  @MethodSource("badOptions")
  void setter_outOfRange_namesOptionValueAndBound(
      UnaryOperator<ModelConfig.Builder> option, String message) {
    assertThatThrownBy(() -> option.apply(small()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  static Stream<Arguments> badCombinations() {
    return Stream.of(
        bad(
            b -> b.keyValueHeads(3),
            "num_attention_heads 4 is not a multiple of num_key_value_heads 3"),
        bad(
            b -> b.keyValueHeads(8),
            "num_attention_heads 4 is not a multiple of num_key_value_heads 8"),
        bad(
            b -> b.hiddenSize(12),
            "hidden_size / num_attention_heads, as head_dim is missing, is 3 and must be even and"
                + " >= 2"),
        bad(
            b -> b.hiddenSize(2),
            "hidden_size / num_attention_heads, as head_dim is missing, is 0 and must be even and"
                + " >= 2"),
        bad(b -> b.endTokens(List.of(0, 32)), "eos_token_id 32 is not in [0, 32)"),
        bad(b -> b.endTokens(List.of(-1)), "eos_token_id -1 is not in [0, 32)"));
  }

  @ParameterizedTest
  @MethodSource("badCombinations")
  void build_optionsThatDoNotFit_namesThem(
      UnaryOperator<ModelConfig.Builder> option, String message) {
    assertThatThrownBy(() -> option.apply(small()).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
  }

  @Test
  void build_sizeMissing_namesTheFirst() {
    ModelConfig.Builder builder = ModelConfig.builder();
    assertMissing(builder, "hidden_size");
    assertMissing(builder.hiddenSize(8), "intermediate_size");
    assertMissing(builder.intermediateSize(8), "num_hidden_layers");
    assertMissing(builder.layers(1), "num_attention_heads");
    assertMissing(builder.heads(2), "vocab_size");
    assertThat(builder.vocabularySize(9).build().vocabularySize()).isEqualTo(9);
  }

  @Test
  void build_twiceWithOtherHeads_derivesHeadSizesAnew() {
    ModelConfig.Builder builder = small();
    ModelConfig first = builder.build();
    ModelConfig second = builder.heads(2).build();
    assertThat(first.keyValueHeads()).isEqualTo(4);
    assertThat(first.headDim()).isEqualTo(4);
    assertThat(second.keyValueHeads()).isEqualTo(2);
    assertThat(second.headDim()).isEqualTo(8);
  }

  // Shapes by hand from Qwen3's definition with H 16, I 24, 4 heads of 6, 2 key heads, V 32.
  @Test
  void layout_oneUntiedLayer_hasQwen3sNamesAndShapes() {
    ModelConfig config =
        small().intermediateSize(24).headDim(6).keyValueHeads(2).tiedEmbeddings(false).build();
    String at = "model.layers.0.";
    assertThat(config.layout().stream().map(TensorSpec::toString))
        .containsExactly(
            "model.embed_tokens.weight[32, 16]",
            at + "input_layernorm.weight[16]",
            at + "self_attn.q_proj.weight[24, 16]",
            at + "self_attn.k_proj.weight[12, 16]",
            at + "self_attn.v_proj.weight[12, 16]",
            at + "self_attn.o_proj.weight[16, 24]",
            at + "self_attn.q_norm.weight[6]",
            at + "self_attn.k_norm.weight[6]",
            at + "post_attention_layernorm.weight[16]",
            at + "mlp.gate_proj.weight[24, 16]",
            at + "mlp.up_proj.weight[24, 16]",
            at + "mlp.down_proj.weight[16, 24]",
            "model.norm.weight[16]",
            "lm_head.weight[32, 16]");
  }

  private static void assertMissing(ModelConfig.Builder builder, String option) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(option + " is missing");
  }

  private static Arguments bad(UnaryOperator<ModelConfig.Builder> option, String message) {
    return arguments(option, message);
  }

  private static ModelConfig.Builder small() {
    return ModelConfig.builder()
        .hiddenSize(16)
        .intermediateSize(8)
        .layers(1)
        .heads(4)
        .vocabularySize(32);
  }
}
