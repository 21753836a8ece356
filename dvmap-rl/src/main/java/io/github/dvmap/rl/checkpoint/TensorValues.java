package io.github.dvmap.rl.checkpoint;

import java.nio.FloatBuffer;
import java.util.function.Function;

/** Where tensors' values come from, in pieces, so that no tensor need be in memory as a whole. */
@FunctionalInterface
public interface TensorValues {
  /** Values of a piece at most, where the pieces are this library's. */
  int PIECE = 1 << 20;

  /** Takes a tensor's values piece by piece. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes the next values in row-major order.
     *
     * @param piece from its position to its limit; the caller's again afterwards
     */
    void accept(FloatBuffer piece);
  }

  /** Hands over a tensor's values. */
  void read(TensorSpec tensor, Sink sink);

  /** Values that are in memory, by the tensor's name. */
  static TensorValues of(Function<String, float[]> whole) {
    return (tensor, sink) -> sink.accept(FloatBuffer.wrap(whole.apply(tensor.name())));
  }
}
