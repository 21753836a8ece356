package io.github.dvmap.rl.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.dvmap.core.policy.ForwardPass;
import java.util.function.Consumer;

/** Log-probabilities whose graph is still held by libtorch. */
final class TorchForwardPass implements ForwardPass {
  private final NDManager scope;
  private final PackedBatch batch;
  private final float[][] logProbs;
  private final Consumer<float[]> accumulate;
  private boolean spent;

  TorchForwardPass(
      NDManager scope, PackedBatch batch, NDArray logProbs, Consumer<float[]> accumulate) {
    this.scope = scope;
    this.batch = batch;
    this.logProbs = batch.unpack(logProbs.toFloatArray());
    this.accumulate = accumulate;
  }

  @Override
  public float[][] logProbs() {
    return logProbs;
  }

  @Override
  public void backward(float[][] gradient) {
    if (spent) {
      throw new IllegalStateException("backward was already called, or the pass is closed");
    }
    float[] packed = batch.pack(gradient);
    spent = true;
    accumulate.accept(packed);
  }

  @Override
  public void close() {
    spent = true;
    scope.close();
  }
}
