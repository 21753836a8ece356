package io.github.dvmap.rl.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.dvmap.rl.checkpoint.TensorSpec;
import io.github.dvmap.rl.checkpoint.TensorValues;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A policy's weights and adapters, and once it learns, gradient sums and AdamW state. Where {@link
 * Precision#isHeldByJava} is false the weights live in the module and an array that stands for none
 * is passed in their place.
 */
final class TorchParameters {
  /** Gradient sums, both moments and step counters. */
  private record Training(NDList gradient, NDList first, NDList second, NDList counters) {}

  private final TorchModule module;
  private final NDManager manager;
  private final boolean held;
  private final ByteBuffer staging;
  private final NDList weights;
  private final Optional<TorchAdapters> adapters;
  private Training training;

  TorchParameters(
      TorchModule module,
      NDManager manager,
      Precision precision,
      List<TensorSpec> specs,
      TensorValues values,
      Function<NDManager, Optional<TorchAdapters>> adapters) {
    this.module = module;
    this.manager = manager;
    held = !precision.isHeldByJava();
    staging = TorchWeights.staging(specs);
    weights =
        held ? hold(specs, values) : TorchWeights.upload(module, manager, specs, values, staging);
    this.adapters = adapters.apply(manager);
  }

  /** Moves each weight into the module; returns what is passed in their place. */
  private NDList hold(List<TensorSpec> specs, TensorValues values) {
    for (int i = 0; i < specs.size(); i++) {
      NDArray index = manager.create(i);
      try (NDManager scope = manager.newSubManager()) {
        NDArray shape = scope.create(specs.get(i).shape());
        module.call(scope, "hold", new NDList(shape), List.of());
        TorchWeights.copy(
            scope,
            specs.get(i),
            values,
            staging,
            (inner, piece, at) ->
                module.call(inner, "fill_held", new NDList(piece, at, index), List.of()));
      } finally {
        index.close();
      }
    }
    NDArray none = manager.create(new float[0], new Shape(0));
    none.setName("p[]");
    return new NDList(none);
  }

  /** What the decoder computes with: the weights, then the adapters. */
  List<NDList> lists() {
    if (adapters.isEmpty()) {
      return List.of(weights);
    }
    NDList own = adapters.get().all();
    return held ? List.of(own) : List.of(weights, own);
  }

  /** What a step changes: the adapters where there are some, else the weights. */
  private NDList trained() {
    return adapters.map(TorchAdapters::trained).orElse(weights);
  }

  Optional<TorchAdapters> adapters() {
    return adapters;
  }

  /** What is trained, and where its gradient is added up. */
  List<NDList> gradients() {
    return List.of(trained(), training().gradient());
  }

  /** What is trained, with all that AdamW keeps. */
  List<NDList> optimizer() {
    Training state = training();
    return List.of(trained(), state.gradient(), state.first(), state.second(), state.counters());
  }

  /** Makes ready to learn, once. */
  void learn() {
    training();
  }

  private Training training() {
    if (training == null) {
      adapters.ifPresent(TorchAdapters::requireTrainable);
      NDList trained = trained();
      if (isTrainedInModule()) {
        try (NDManager scope = manager.newSubManager()) {
          module.call(scope, "learn", new NDList(scope.create(0f)), List.of());
        }
      }
      training =
          new Training(
              TorchWeights.zerosLike(manager, trained, "g[]"),
              TorchWeights.zerosLike(manager, trained, "m[]"),
              TorchWeights.zerosLike(manager, trained, "v[]"),
              TorchWeights.counters(manager, trained));
    }
    return training;
  }

  /** Gives up the gradient sums and AdamW's state; learning goes on from nothing. */
  void forget() {
    if (training == null) {
      return;
    }
    if (isTrainedInModule()) {
      try (NDManager scope = manager.newSubManager()) {
        module.call(scope, "forget", new NDList(scope.create(0f)), List.of());
      }
    }
    training.gradient().close();
    training.first().close();
    training.second().close();
    training.counters().close();
    training = null;
  }

  /** A weight's values. */
  float[] weight(int index) {
    return held ? peek("peek", index) : weights.get(index).toFloatArray();
  }

  /** A weight's values in pieces. */
  void weight(int index, TensorSpec spec, TensorValues.Sink sink) {
    int piece = staging.capacity() / 4;
    for (long from = 0; from < spec.size(); from += piece) {
      int length = (int) Math.min(piece, spec.size() - from);
      staging.clear().limit(4 * length);
      try (NDManager scope = manager.newSubManager();
          NDManager host = manager.newSubManager(Device.cpu())) {
        NDArray to = host.create(staging, new Shape(length), DataType.FLOAT32);
        if (held) {
          var range = new NDList(to, scope.create(from), scope.create(index));
          module.call(scope, "part_held", range, List.of());
        } else {
          var range = new NDList(to, scope.create(from));
          module.call(scope, "part", range, List.of(new NDList(weights.get(index))));
        }
      }
      sink.accept(staging.clear().limit(4 * length).order(ByteOrder.nativeOrder()).asFloatBuffer());
    }
  }

  /** The gradient summed up so far for the thing trained at an index. */
  float[] gradient(int index) {
    return isTrainedInModule()
        ? peek("peek_gradient", index)
        : training().gradient().get(index).toFloatArray();
  }

  private float[] peek(String method, int index) {
    try (NDManager scope = manager.newSubManager()) {
      NDList at = new NDList(scope.create(index));
      return module.call(scope, method, at, List.of()).toFloatArray();
    }
  }

  private boolean isTrainedInModule() {
    return held && adapters.isEmpty();
  }

  /** What is trained (kind 0), its first and second moments and its step counter (kind 3). */
  float[] state(int kind, int index) {
    Training state = training();
    if (isTrainedInModule()) {
      try (NDManager scope = manager.newSubManager()) {
        NDList at = new NDList(scope.create(kind), scope.create(index));
        return module.call(scope, "peek_state", at, List.of()).toFloatArray();
      }
    }
    return list(state, kind).get(index).toFloatArray();
  }

  private NDList list(Training state, int kind) {
    return List.of(trained(), state.first(), state.second(), state.counters()).get(kind);
  }

  /** Puts back what {@link #state} gave. */
  void restore(int kind, int index, TensorSpec trained, float[] values) {
    Training state = training();
    Shape shape = kind == 3 ? new Shape() : new Shape(trained.shape());
    try (NDManager scope = manager.newSubManager()) {
      NDArray source = scope.create(values, shape);
      if (isTrainedInModule()) {
        NDList to = new NDList(scope.create(kind), scope.create(index), source);
        module.call(scope, "poke_state", to, List.of());
      } else {
        NDArray target = list(state, kind).get(index);
        module.call(scope, "assign", new NDList(source), List.of(new NDList(target)));
      }
    }
  }
}
