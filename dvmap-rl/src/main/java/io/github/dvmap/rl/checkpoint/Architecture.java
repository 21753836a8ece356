package io.github.dvmap.rl.checkpoint;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * The decoder architectures that are run, with what transformers takes where {@code config.json}
 * leaves an option out. All are pre-norm decoders with RMSNorm, rotary positions, grouped-query
 * attention and a SiLU-gated MLP.
 */
public enum Architecture {
  /** Qwen3: RMSNorm on each head's query and key. */
  QWEN3("qwen3", "Qwen3ForCausalLM", 32_768, 32, 128, List.of()),

  /** Qwen2 and Qwen2.5: bias on query, key and value. */
  QWEN2("qwen2", "Qwen2ForCausalLM", 32_768, 32, 0, List.of()),

  /** Llama 2 and 3, SmolLM2. */
  LLAMA("llama", "LlamaForCausalLM", 2048, 0, 0, List.of(2)),

  /** Mistral without a sliding window. */
  MISTRAL("mistral", "MistralForCausalLM", 131_072, 8, 0, List.of(2));

  private final String modelType;
  private final String className;
  private final int contextLength;
  private final int keyValueHeads;
  private final int headDim;
  private final ImmutableList<Integer> endTokens;

  Architecture(
      String modelType,
      String className,
      int contextLength,
      int keyValueHeads,
      int headDim,
      List<Integer> endTokens) {
    this.modelType = modelType;
    this.className = className;
    this.contextLength = contextLength;
    this.keyValueHeads = keyValueHeads;
    this.headDim = headDim;
    this.endTokens = ImmutableList.copyOf(endTokens);
  }

  /** {@code model_type}. */
  String modelType() {
    return modelType;
  }

  /** The class in transformers, named in {@code architectures}. */
  String className() {
    return className;
  }

  /** {@code max_position_embeddings} where it is missing. */
  int defaultContextLength() {
    return contextLength;
  }

  /** {@code num_key_value_heads} where it is missing; 0 for as many as query heads. */
  int defaultKeyValueHeads() {
    return keyValueHeads;
  }

  /** {@code head_dim} where it is missing; 0 for the hidden size over the heads. */
  int defaultHeadDim() {
    return headDim;
  }

  /** {@code eos_token_id} where it is missing. */
  List<Integer> defaultEndTokens() {
    return endTokens;
  }

  /** Whether {@code attention_bias} may be true or false. */
  boolean hasBiasOption() {
    return this == QWEN3 || this == LLAMA;
  }

  /** Whether transformers' configuration has a {@code head_dim}. */
  boolean hasHeadWidth() {
    return this != QWEN2;
  }

  /** Whether transformers' configuration has a {@code sliding_window}. */
  boolean hasWindow() {
    return this != LLAMA;
  }

  /** Whether {@code use_sliding_window} says if {@code sliding_window} counts. */
  boolean hasWindowSwitch() {
    return this == QWEN3 || this == QWEN2;
  }
}
