package io.github.dvmap.rl.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
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
  /** Gradient sums, both moments and step counters, and what owns them. */
  private record Training(
      NDManager owner, NDList gradient, NDList first, NDList second, NDList counters) {}

  private final TorchModule module;
  private final NDManager manager;
  private final boolean held;
  private final long size;
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
    size = TorchWeights.size(specs);
    staging = TorchWeights.staging(specs);
    weights =
        held ? hold(specs, values) : TorchWeights.upload(module, manager, specs, values, staging);
    this.adapters = adapters.apply(manager);
  }

  /** Moves each weight into the module; returns what is passed in their place. */
  private NDList hold(List<TensorSpec> specs, TensorValues values) {
    for (int i = 0; i < specs.size(); i++) {
      try (NDManager scope = manager.newSubManager()) {
        NDArray shape = scope.create(specs.get(i).shape());
        module.call(scope, "hold", new NDList(shape), List.of());
      }
      fill(Optional.empty(), 0, i, specs.get(i), values);
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

  private long trainedSize() {
    return adapters.isEmpty() ? size : trained().stream().mapToLong(NDArray::size).sum();
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
      NDManager owner = manager.newSubManager();
      try {
        training = zeros(owner, trained());
      } catch (EngineException e) {
        owner.close();
        forgetInModule();
        throw DeviceMemoryException.of(
            e,
            "the gradient and AdamW's moments of " + trainedSize() + " weights",
            manager.getDevice(),
            "train LoRA adapters (withLora), or on a GPU in pure-bf16");
      }
    }
    return training;
  }

  private Training zeros(NDManager owner, NDList trained) {
    if (isTrainedInModule()) {
      try (NDManager scope = manager.newSubManager()) {
        module.call(scope, "learn", new NDList(scope.create(0f)), List.of());
      }
    }
    return new Training(
        owner,
        TorchWeights.zerosLike(owner, trained, "g[]"),
        TorchWeights.zerosLike(owner, trained, "m[]"),
        TorchWeights.zerosLike(owner, trained, "v[]"),
        TorchWeights.counters(owner, trained));
  }

  /** Sets the gradient sums to 0. */
  void clearGradient() {
    if (training != null) {
      try (NDManager scope = manager.newSubManager()) {
        NDList none = new NDList(scope.create(0f));
        module.call(scope, "clear_gradient", none, List.of(training.gradient()));
      }
    }
  }

  /** Gives up the gradient sums and AdamW's state; learning goes on from nothing. */
  void forget() {
    if (training != null) {
      forgetInModule();
      training.owner().close();
      training = null;
    }
  }

  private void forgetInModule() {
    if (isTrainedInModule()) {
      try (NDManager scope = manager.newSubManager()) {
        module.call(scope, "forget", new NDList(scope.create(0f)), List.of());
      }
    }
  }

  /** A weight's values. */
  float[] weight(int index) {
    return held ? peek("peek", index) : weights.get(index).toFloatArray();
  }

  /** A weight's values in pieces. */
  void weight(int index, TensorSpec spec, TensorValues.Sink sink) {
    parts(held ? Optional.empty() : Optional.of(weights.get(index)), 0, index, spec, sink);
  }

  /**
   * In pieces: of what is trained its values (kind 0), its first and second moments, or its step
   * counter (kind 3).
   */
  void state(int kind, int index, TensorSpec spec, TensorValues.Sink sink) {
    parts(trainedArray(kind, index), kind, index, spec, sink);
  }

  /** Puts back what {@link #state} gave. */
  void restore(int kind, int index, TensorSpec spec, TensorValues values) {
    fill(trainedArray(kind, index), kind, index, spec, values);
  }

  private Optional<NDArray> trainedArray(int kind, int index) {
    Training state = training();
    return isTrainedInModule()
        ? Optional.empty()
        : Optional.of(
            List.of(trained(), state.first(), state.second(), state.counters())
                .get(kind)
                .get(index));
  }

  /** Reads an array, or what the module holds of a kind at an index. */
  private void parts(
      Optional<NDArray> array, int kind, int index, TensorSpec spec, TensorValues.Sink sink) {
    int piece = staging.capacity() / 4;
    for (long from = 0; from < spec.size(); from += piece) {
      int length = (int) Math.min(piece, spec.size() - from);
      staging.clear().limit(4 * length);
      try (NDManager scope = manager.newSubManager();
          NDManager host = manager.newSubManager(Device.cpu())) {
        NDArray to = host.create(staging, new Shape(length), DataType.FLOAT32);
        copy("part", scope, new NDList(to, scope.create(from)), array, kind, index);
      }
      sink.accept(staging.clear().limit(4 * length).order(ByteOrder.nativeOrder()).asFloatBuffer());
    }
  }

  /** Writes an array, or what the module holds of a kind at an index. */
  private void fill(
      Optional<NDArray> array, int kind, int index, TensorSpec spec, TensorValues values) {
    TorchWeights.copy(
        manager,
        spec,
        values,
        staging,
        (scope, piece, at) -> copy("fill", scope, new NDList(piece, at), array, kind, index));
  }

  private void copy(
      String method, NDManager scope, NDList piece, Optional<NDArray> array, int kind, int index) {
    if (array.isPresent()) {
      module.call(scope, method, piece, List.of(new NDList(array.get())));
    } else {
      piece.addAll(new NDList(scope.create(kind), scope.create(index)));
      module.call(scope, method + "_held", piece, List.of());
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
}
