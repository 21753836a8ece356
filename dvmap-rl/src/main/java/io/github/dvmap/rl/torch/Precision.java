package io.github.dvmap.rl.torch;

import java.util.Locale;

/** The number formats that a policy computes with and keeps. */
public enum Precision {
  /** Weights, optimizer state and computation in float32. */
  FP32,

  /**
   * Weights, gradients and optimizer state in float32, computation in bfloat16: 16 bytes a weight
   * while training, and a bfloat16 copy of the weights during a pass.
   */
  BF16,

  /**
   * Everything in bfloat16: 8 bytes a weight while training. A step smaller than 1/256 of a weight
   * is lost to rounding, so small learning rates may change nothing.
   */
  PURE_BF16;

  /** The number by which TorchScript knows the type of the computation. */
  int scalarType() {
    return this == FP32 ? 6 : 15;
  }

  /** Whether DJL holds the weights; it has no arrays of bfloat16. */
  boolean isHeldByJava() {
    return this != PURE_BF16;
  }

  /**
   * The precision of a name such as {@code bf16} or {@code pure-bf16}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Precision of(String name) {
    for (Precision precision : values()) {
      if (precision.toString().equals(name)) {
        return precision;
      }
    }
    throw new IllegalArgumentException("precision '" + name + "' is none of fp32, bf16, pure-bf16");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
