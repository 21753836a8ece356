package io.github.dvmap.rl.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.dvmap.rl.checkpoint.LoraConfig;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.checkpoint.TensorSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** The low-rank adapters of a policy: A and B of each weight, empty where a weight has none. */
final class TorchAdapters {
  /**
   * What adapters a policy has.
   *
   * @param base the folder whose weights stay as they are
   * @param values A and B by PEFT name
   */
  record Source(LoraConfig config, Path base, Function<String, float[]> values) {}

  private final Source source;
  private final Map<String, NDArray> byName = new LinkedHashMap<>();
  private final NDList all = new NDList();

  TorchAdapters(NDManager manager, ModelConfig model, List<TensorSpec> weights, Source source) {
    this.source = source;
    LoraConfig config = source.config();
    List<TensorSpec> targets = config.targets(model);
    for (Function<TensorSpec, TensorSpec> matrix :
        List.<Function<TensorSpec, TensorSpec>>of(config::a, config::b)) {
      for (TensorSpec weight : weights) {
        NDArray array =
            targets.contains(weight)
                ? create(manager, matrix.apply(weight))
                : manager.create(new float[0], new Shape(0));
        array.setName("p[]");
        all.add(array);
      }
    }
  }

  private NDArray create(NDManager manager, TensorSpec spec) {
    NDArray array = manager.create(source.values().apply(spec.name()), new Shape(spec.shape()));
    byName.put(spec.name(), array);
    return array;
  }

  /**
   * A uniform in +-1 / sqrt(in), as PEFT starts it (Kaiming uniform with a = sqrt 5), and B zero,
   * so that the adapters change nothing at first.
   */
  static Function<String, float[]> fresh(LoraConfig config, ModelConfig model, long seed) {
    Map<String, TensorSpec> specs = new LinkedHashMap<>();
    for (TensorSpec target : config.targets(model)) {
      specs.put(config.a(target).name(), config.a(target));
      specs.put(config.b(target).name(), config.b(target));
    }
    List<String> order = List.copyOf(specs.keySet());
    return name -> {
      TensorSpec spec = specs.get(name);
      float[] values = new float[Math.toIntExact(spec.size())];
      if (name.contains("lora_A")) {
        var random = new SplittableRandom(seed * 1_000_003L + order.indexOf(name));
        double bound = 1 / Math.sqrt((double) spec.shape()[1]);
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) random.nextDouble(-bound, bound);
        }
      }
      return values;
    };
  }

  /**
   * That nothing is needed to train them which the decoder does not compute.
   *
   * @throws IllegalStateException if they have dropout
   */
  void requireTrainable() {
    if (config().dropout() > 0) {
      throw new IllegalStateException(
          "adapters with lora_dropout "
              + config().dropout()
              + " cannot be trained: dropout is not computed; with lora_dropout 0.0 in their"
              + " adapter_config.json they are trained on without it");
    }
  }

  LoraConfig config() {
    return source.config();
  }

  Path base() {
    return source.base();
  }

  /** A of every weight, then B of every weight. */
  NDList all() {
    return all;
  }

  /** What is trained: every A and B that is not empty. */
  NDList trained() {
    return new NDList(byName.values().toArray(new NDArray[0]));
  }

  /** The PEFT names of every A and B, in the order of {@link #trained()}. */
  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** Their names and shapes, in that order. */
  List<TensorSpec> specs() {
    return byName.entrySet().stream()
        .map(e -> new TensorSpec(e.getKey(), e.getValue().getShape().getShape()))
        .toList();
  }

  /** The values of an A or B by its PEFT name. */
  float[] values(String name) {
    return byName.get(name).toFloatArray();
  }

  /** Whether a weight has an adapter. */
  boolean adapts(TensorSpec weight) {
    return weight.shape().length == 2 && byName.containsKey(source.config().a(weight).name());
  }

  /** W + alpha / r B A, in place; W itself where it has no adapter. */
  float[] merge(TensorSpec weight, float[] values) {
    LoraConfig config = source.config();
    if (!adapts(weight)) {
      return values;
    }
    float[] a = values(config.a(weight).name());
    float[] b = values(config.b(weight).name());
    int columns = Math.toIntExact(weight.shape()[1]);
    for (int row = 0; row < weight.shape()[0]; row++) {
      for (int r = 0; r < config.rank(); r++) {
        float factor = (float) (config.scale() * b[row * config.rank() + r]);
        for (int column = 0; column < columns; column++) {
          values[row * columns + column] += factor * a[r * columns + column];
        }
      }
    }
    return values;
  }
}
