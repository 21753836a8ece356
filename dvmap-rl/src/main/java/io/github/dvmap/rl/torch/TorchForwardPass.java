package io.github.dvmap.rl.torch;

import ai.djl.ndarray.NDManager;
import io.github.dvmap.core.policy.ForwardPass;

/** Log-probabilities, with what their backward pass needs still held by libtorch. */
final class TorchForwardPass implements ForwardPass {
  private final NDManager scope;
  private final PackedBatch batch;
  private final TorchPass pass;
  private final float[][] logProbs;
  private boolean spent;

  /** Runs the pass; {@code scope} is closed with this object. */
  TorchForwardPass(NDManager scope, PackedBatch batch, TorchPass pass) {
    this.scope = scope;
    this.batch = batch;
    this.pass = pass;
    this.logProbs = batch.unpack(pass.forward().toFloatArray());
  }

  @Override
  public float[][] logProbs() {
    return logProbs;
  }

  @Override
  public float[][] entropies() {
    requireOpen();
    return batch.unpack(pass.entropies().toFloatArray());
  }

  @Override
  public void backward(float[][] gradient) {
    requireOpen();
    spend(batch.pack(gradient), new float[0]);
  }

  @Override
  public void backward(float[][] gradient, float[][] entropyGradient) {
    requireOpen();
    spend(batch.pack(gradient), batch.pack(entropyGradient));
  }

  private void spend(float[] gradient, float[] entropyGradient) {
    spent = true;
    pass.backward(gradient, entropyGradient);
  }

  private void requireOpen() {
    if (spent) {
      throw new IllegalStateException("backward was already called, or the pass is closed");
    }
  }

  @Override
  public void close() {
    spent = true;
    scope.close();
  }
}
