package io.github.dvmap.rl.torch;

import static java.util.stream.Collectors.toMap;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.checkpoint.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** The decoder's weights as native arrays in the order that its code indexes them. */
final class TorchWeights {
  private static final List<String> LAYER =
      List.of(
          "input_layernorm",
          "self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.o_proj",
          "self_attn.q_norm",
          "self_attn.k_norm",
          "post_attention_layernorm",
          "mlp.gate_proj",
          "mlp.up_proj",
          "mlp.down_proj");

  private TorchWeights() {}

  /** Tensor names in decoder order: embedding, layers, final norm, and the head unless tied. */
  static List<String> names(ModelConfig config) {
    var names = new ArrayList<String>();
    names.add("model.embed_tokens.weight");
    for (int layer = 0; layer < config.layers(); layer++) {
      for (String part : LAYER) {
        names.add("model.layers." + layer + "." + part + ".weight");
      }
    }
    names.add("model.norm.weight");
    if (!config.tiedEmbeddings()) {
      names.add("lm_head.weight");
    }
    return names;
  }

  /** Names and shapes in decoder order. */
  static List<TensorSpec> specs(ModelConfig config) {
    Map<String, TensorSpec> byName =
        config.layout().stream().collect(toMap(TensorSpec::name, spec -> spec));
    return names(config).stream().map(byName::get).toList();
  }

  static int count(ModelConfig config) {
    return 2 + LAYER.size() * config.layers() + (config.tiedEmbeddings() ? 0 : 1);
  }

  /** Uploads weights; all share the name {@code p[]}. */
  static NDList upload(
      NDManager manager, List<TensorSpec> specs, Function<String, float[]> values) {
    var list = new NDList();
    for (TensorSpec spec : specs) {
      list.add(named(manager.create(values.apply(spec.name()), shape(spec)), "p[]"));
    }
    return list;
  }

  /** Zeros of the weights' shapes under another list name. */
  static NDList zerosLike(NDManager manager, NDList weights, String name) {
    var list = new NDList();
    weights.forEach(w -> list.add(named(manager.zeros(w.getShape()), name)));
    return list;
  }

  /** One zero scalar a weight: the optimizer's step counters. */
  static NDList counters(NDManager manager, NDList weights) {
    var list = new NDList();
    weights.forEach(w -> list.add(named(manager.create(0f), "s[]")));
    return list;
  }

  /** Random weights: norms are 1, all else normal with the configuration's initializer range. */
  static Function<String, float[]> random(ModelConfig config, List<TensorSpec> specs, long seed) {
    return name -> {
      int index = indexOf(specs, name);
      float[] values = new float[Math.toIntExact(specs.get(index).size())];
      boolean norm = specs.get(index).shape().length == 1;
      var random = new SplittableRandom(seed * 1_000_003L + index);
      for (int i = 0; i < values.length; i++) {
        values[i] = norm ? 1f : (float) (random.nextGaussian() * config.initializerRange());
      }
      return values;
    };
  }

  private static int indexOf(List<TensorSpec> specs, String name) {
    for (int i = 0; i < specs.size(); i++) {
      if (specs.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no tensor " + name);
  }

  private static Shape shape(TensorSpec spec) {
    return new Shape(spec.shape());
  }

  private static NDArray named(NDArray array, String name) {
    array.setName(name);
    return array;
  }
}
