package io.github.dvmap.rl.torch;

import static java.util.stream.Collectors.toMap;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.checkpoint.TensorSpec;
import io.github.dvmap.rl.checkpoint.TensorValues;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** The decoder's weights as native arrays in the order that its code indexes them. */
final class TorchWeights {
  private TorchWeights() {}

  /** What a layer has, in decoder order: norms and projections, then biases. */
  static List<String> layer(ModelConfig config) {
    var parts =
        new ArrayList<>(
            List.of(
                "input_layernorm.weight",
                "self_attn.q_proj.weight",
                "self_attn.k_proj.weight",
                "self_attn.v_proj.weight",
                "self_attn.o_proj.weight"));
    if (config.queryKeyNorm()) {
      parts.add("self_attn.q_norm.weight");
      parts.add("self_attn.k_norm.weight");
    }
    parts.add("post_attention_layernorm.weight");
    parts.add("mlp.gate_proj.weight");
    parts.add("mlp.up_proj.weight");
    parts.add("mlp.down_proj.weight");
    config.biasedProjections().forEach(name -> parts.add("self_attn." + name + ".bias"));
    return parts;
  }

  /** Tensor names in decoder order: embedding, layers, final norm, and the head unless tied. */
  static List<String> names(ModelConfig config) {
    var names = new ArrayList<String>();
    names.add("model.embed_tokens.weight");
    for (int layer = 0; layer < config.layers(); layer++) {
      for (String part : layer(config)) {
        names.add("model.layers." + layer + "." + part);
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

  /** Values of all tensors together. */
  static long size(List<TensorSpec> specs) {
    return specs.stream().mapToLong(TensorSpec::size).sum();
  }

  static int count(ModelConfig config) {
    return 2 + layer(config).size() * config.layers() + (config.tiedEmbeddings() ? 0 : 1);
  }

  /** Uploads weights piece by piece; all share the name {@code p[]}. */
  static NDList upload(
      TorchModule module,
      NDManager manager,
      List<TensorSpec> specs,
      TensorValues values,
      ByteBuffer staging) {
    var list = new NDList();
    for (TensorSpec spec : specs) {
      NDArray weight = named(manager.zeros(shape(spec)), "p[]");
      list.add(weight);
      copy(
          manager,
          spec,
          values,
          staging,
          (scope, piece, at) ->
              module.call(scope, "fill", new NDList(piece, at), List.of(new NDList(weight))));
    }
    return list;
  }

  /** Takes a piece of a tensor and the index of its first value. */
  @FunctionalInterface
  interface Copy {
    void piece(NDManager scope, NDArray piece, NDArray at);
  }

  /** A native buffer for a piece of any of these tensors, which libtorch reads and writes. */
  static ByteBuffer staging(List<TensorSpec> specs) {
    long largest = specs.stream().mapToLong(TensorSpec::size).max().orElse(0);
    int size = (int) Math.min(TensorValues.PIECE, largest);
    return ByteBuffer.allocateDirect(4 * size).order(ByteOrder.nativeOrder());
  }

  /** Copies a tensor's values through a native buffer. */
  static void copy(
      NDManager manager, TensorSpec spec, TensorValues values, ByteBuffer staging, Copy target) {
    int size = staging.capacity() / 4;
    long[] done = {0};
    values.read(
        spec,
        piece -> {
          while (piece.hasRemaining()) {
            int length = Math.min(size, piece.remaining());
            staging.clear().limit(4 * length);
            staging.asFloatBuffer().put(piece.slice(piece.position(), length));
            piece.position(piece.position() + length);
            try (NDManager scope = manager.newSubManager()) {
              target.piece(
                  scope,
                  scope.create(staging, new Shape(length), DataType.FLOAT32),
                  scope.create(done[0]));
            }
            done[0] += length;
          }
        });
    if (done[0] != spec.size()) {
      throw new IllegalArgumentException(spec + " was given " + done[0] + " values");
    }
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

  /** Random weights: norms 1, biases 0, all else normal with the configuration's range. */
  static Function<String, float[]> random(ModelConfig config, List<TensorSpec> specs, long seed) {
    return name -> {
      int index = indexOf(specs, name);
      float[] values = new float[Math.toIntExact(specs.get(index).size())];
      boolean norm = specs.get(index).shape().length == 1;
      if (name.endsWith(".bias")) {
        return values;
      }
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
