package io.github.dvmap.rl.checkpoint;

import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which options of {@code config.json} are read, which change nothing, and which must have one
 * value. Any other option is refused unless it is null or empty.
 */
final class KnownOptions {
  private static final JsonElement OFF = new JsonPrimitive(false);

  private static final Set<String> READ =
      ImmutableSet.of(
          "model_type",
          "architectures",
          "hidden_size",
          "intermediate_size",
          "num_hidden_layers",
          "num_attention_heads",
          "num_key_value_heads",
          "head_dim",
          "vocab_size",
          "max_position_embeddings",
          "rms_norm_eps",
          "rope_theta",
          "rope_scaling",
          "rope_parameters",
          "initializer_range",
          "tie_word_embeddings",
          "attention_bias",
          "sliding_window",
          "layer_types",
          "bos_token_id",
          "eos_token_id",
          "pad_token_id");

  /** Labels, formats and speed; and what transformers moved to generation_config.json. */
  private static final Set<String> HARMLESS =
      ImmutableSet.of(
          "_name_or_path",
          "_commit_hash",
          "_attn_implementation",
          "_attn_implementation_autoset",
          "attn_implementation",
          "torch_dtype",
          "dtype",
          "use_bfloat16",
          "transformers_version",
          "transformers.js_config",
          "unsloth_fixed",
          "unsloth_version",
          "model_name",
          "name_or_path",
          "tokenizer_class",
          "use_cache",
          "pretraining_tp",
          "max_window_layers",
          "model_max_length",
          "is_llama_config",
          "return_dict",
          "return_dict_in_generate",
          "output_attentions",
          "output_hidden_states",
          "output_scores",
          "torchscript",
          "tf_legacy_loss",
          "finetuning_task",
          "problem_type",
          "id2label",
          "label2id",
          "num_labels",
          "chunk_size_feed_forward",
          "max_length",
          "min_length",
          "do_sample",
          "early_stopping",
          "num_beams",
          "num_beam_groups",
          "num_return_sequences",
          "diversity_penalty",
          "length_penalty",
          "repetition_penalty",
          "no_repeat_ngram_size",
          "encoder_no_repeat_ngram_size",
          "temperature",
          "top_k",
          "top_p",
          "typical_p",
          "remove_invalid_values",
          "sep_token_id",
          "decoder_start_token_id",
          "ignore_keys_at_rope_validation");

  private static final Map<String, JsonElement> NEUTRAL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("attention_dropout", new JsonPrimitive(0.0)),
              Map.entry("hidden_act", new JsonPrimitive("silu")),
              Map.entry("partial_rotary_factor", new JsonPrimitive(1.0)),
              Map.entry("is_causal", new JsonPrimitive(true)),
              Map.entry("use_sliding_window", OFF),
              Map.entry("mlp_bias", OFF),
              Map.entry("use_mrope", OFF),
              Map.entry("rope_interleaved", OFF),
              Map.entry("is_decoder", OFF),
              Map.entry("is_encoder_decoder", OFF),
              Map.entry("add_cross_attention", OFF),
              Map.entry("tie_encoder_decoder", OFF)));

  private KnownOptions() {}

  /**
   * Refuses what would change the result.
   *
   * @throws ModelFormatException naming the option and its value
   */
  static void require(JsonOptions options) {
    require(options, READ, HARMLESS, NEUTRAL);
  }

  /**
   * Refuses what would change the result.
   *
   * @param read the options that are read
   * @param harmless those that change nothing
   * @param neutral the only supported value of others
   * @throws ModelFormatException naming the option and its value
   */
  static void require(
      JsonOptions options,
      Set<String> read,
      Set<String> harmless,
      Map<String, JsonElement> neutral) {
    neutral.forEach(options::requireNeutral);
    for (Map.Entry<String, JsonElement> option : options.json().entrySet()) {
      String name = option.getKey();
      if (!read.contains(name)
          && !harmless.contains(name)
          && !neutral.containsKey(name)
          && !isEmpty(option.getValue())) {
        throw options.fault(
            name,
            JsonOptions.text(option.getValue())
                + " is not supported: the option is not known, so it may change the result");
      }
    }
  }

  private static boolean isEmpty(JsonElement value) {
    return value.isJsonNull()
        || (value.isJsonArray() && value.getAsJsonArray().isEmpty())
        || (value.isJsonObject() && value.getAsJsonObject().isEmpty())
        || value.equals(new JsonPrimitive(""));
  }
}
