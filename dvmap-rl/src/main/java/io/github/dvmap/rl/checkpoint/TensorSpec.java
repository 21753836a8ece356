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

  @Override
  public long[] shape() {
    return shape.clone();
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
  public boolean equals(Object other) {
    return other instanceof TensorSpec spec
        && name.equals(spec.name)
        && Arrays.equals(shape, spec.shape);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }
}
