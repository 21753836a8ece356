package io.github.dvmap.rl.checkpoint;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** The tensors of a model under their names in transformers. */
final class ModelLayout {
  private final ModelConfig config;
  private final ImmutableList.Builder<TensorSpec> specs = ImmutableList.builder();

  private ModelLayout(ModelConfig config) {
    this.config = config;
  }

  static List<TensorSpec> of(ModelConfig config) {
    var layout = new ModelLayout(config);
    layout.add("model.embed_tokens.weight", config.vocabularySize(), config.hiddenSize());
    for (int layer = 0; layer < config.layers(); layer++) {
      layout.layer("model.layers." + layer + ".");
    }
    layout.add("model.norm.weight", config.hiddenSize());
    if (!config.tiedEmbeddings()) {
      layout.add("lm_head.weight", config.vocabularySize(), config.hiddenSize());
    }
    return layout.specs.build();
  }

  private void layer(String at) {
    int hidden = config.hiddenSize();
    int inner = config.intermediateSize();
    long queries = (long) config.heads() * config.headDim();
    long keys = (long) config.keyValueHeads() * config.headDim();
    add(at + "input_layernorm.weight", hidden);
    projection(at, "q_proj", queries, hidden);
    projection(at, "k_proj", keys, hidden);
    projection(at, "v_proj", keys, hidden);
    projection(at, "o_proj", hidden, queries);
    if (config.queryKeyNorm()) {
      add(at + "self_attn.q_norm.weight", config.headDim());
      add(at + "self_attn.k_norm.weight", config.headDim());
    }
    add(at + "post_attention_layernorm.weight", hidden);
    add(at + "mlp.gate_proj.weight", inner, hidden);
    add(at + "mlp.up_proj.weight", inner, hidden);
    add(at + "mlp.down_proj.weight", hidden, inner);
  }

  private void projection(String at, String name, long out, long in) {
    add(at + "self_attn." + name + ".weight", out, in);
    if (config.biasedProjections().contains(name)) {
      add(at + "self_attn." + name + ".bias", out);
    }
  }

  private void add(String name, long... shape) {
    specs.add(new TensorSpec(name, shape));
  }
}
