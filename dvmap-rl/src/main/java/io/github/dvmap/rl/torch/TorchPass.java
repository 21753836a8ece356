package io.github.dvmap.rl.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * One batch's way through the decoder. The backward pass is written out, so that its products are
 * those of the forward pass, a layer can be computed anew instead of kept, and a completion's
 * attention can be two parts that share one normaliser.
 */
final class TorchPass {
  private static final int KEEP_NOTHING = 0;

  /** What each layer starts from, and its attention. */
  private static final int KEEP_INPUTS = 1;

  /** That, and what each layer's products give. */
  private static final int KEEP_LAYERS = 2;

  private static final String ADVICE =
      "lower the tokens of a micro-batch (GrpoConfig microBatchTokens) or the head chunk, or turn on"
          + " checkpointing";

  private final NDManager scope;
  private final String sizes;
  private final TorchModule module;
  private final TorchParameters parameters;
  private final NDList inputs;
  private final NDArray temperature;
  private final NDArray chunk;
  private final boolean checkpointing;
  private NDList saved;

  TorchPass(
      NDManager scope,
      TorchModule module,
      TorchParameters parameters,
      PackedBatch batch,
      MemoryPlan memory,
      double temperature) {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature " + temperature + " is not in (0, inf)");
    }
    this.scope = scope;
    this.sizes = batch.toString();
    this.module = module;
    this.parameters = parameters;
    this.checkpointing = memory.checkpointing();
    this.temperature = scope.create(temperature);
    this.chunk = scope.create(memory.headChunk());
    inputs = rows(scope, batch);
    inputs.add(scope.create(batch.predictors));
    inputs.addAll(new NDList(scope.create(batch.targets), this.temperature, chunk));
  }

  /** Ids and positions [N], row bounds [B, 4], completion slots [C, T] and their rows. */
  static NDList rows(NDManager scope, PackedBatch b) {
    return new NDList(
        scope.create(b.ids),
        scope.create(b.positions),
        scope.create(b.spans, new Shape(b.groups, 4)),
        scope.create(b.completionRows, new Shape(b.lengths.length, b.completionSlots)),
        scope.create(b.taken));
  }

  /** Log-probabilities [M], and nothing is kept. */
  NDArray score() {
    return run(KEEP_NOTHING).get(0);
  }

  /** Log-probabilities [M]; a backward pass may follow. */
  NDArray forward() {
    NDList result = run(checkpointing ? KEEP_INPUTS : KEEP_LAYERS);
    saved = new NDList(result.subList(1, result.size()));
    return result.get(0);
  }

  private NDList run(int keep) {
    var tensors = new NDList(inputs);
    tensors.add(scope.create(keep));
    try {
      return module.callForList(scope, "forwards", tensors, parameters.lists());
    } catch (EngineException e) {
      throw DeviceMemoryException.of(e, "a forward pass over " + sizes, scope.getDevice(), ADVICE);
    }
  }

  /** Entropies [M] in nats, after {@link #forward}. */
  NDArray entropies() {
    var tensors = new NDList(saved.get(0), temperature, chunk);
    try {
      return module.call(scope, "entropies", tensors, parameters.lists());
    } catch (EngineException e) {
      throw DeviceMemoryException.of(e, "entropies of " + sizes, scope.getDevice(), ADVICE);
    }
  }

  /**
   * Adds to the gradient, once after {@link #forward}; what was kept is spent. Where the memory
   * does not suffice, the gradient may hold a part of the sum.
   *
   * @param logProbs d loss / d logProb, [M]
   * @param entropies d loss / d entropy, [M], or empty
   */
  void backward(float[] logProbs, float[] entropies) {
    var tensors = new NDList(inputs);
    tensors.add(scope.create(logProbs));
    tensors.add(scope.create(entropies));
    saved.forEach(array -> array.setName("saved[]"));
    List<NDList> lists = new ArrayList<>();
    lists.add(saved);
    lists.addAll(parameters.lists());
    lists.add(parameters.gradients().get(1));
    try {
      module.call(scope, "backwards", tensors, lists);
    } catch (EngineException e) {
      throw DeviceMemoryException.of(e, "a backward pass over " + sizes, scope.getDevice(), ADVICE);
    } finally {
      saved.close();
    }
  }
}
