package io.github.dvmap.rl.checkpoint;

import java.util.Arrays;

/**
 * A tensor's name and shape.
 *
 * @param name the name in the safetensors file
 * @param shape its dimensions, each &ge; 0
 */
public record TensorSpec(String name, long... shape) {
  /** Copies the shape. */
  public TensorSpec {
    shape = shape.clone();
  }

  /**
   * Number of elements.
   *
   * @throws ArithmeticException if it overflows a long
   */
  public long size() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }
}
