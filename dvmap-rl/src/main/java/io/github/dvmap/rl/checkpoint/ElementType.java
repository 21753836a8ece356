package io.github.dvmap.rl.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.Locale;

/** The element types of weights in files; all are widened to float exactly. */
public enum ElementType {
  /** 32 bits. */
  F32(4) {
    @Override
    void read(ByteBuffer bytes, float[] values, int count) {
      bytes.asFloatBuffer().get(values, 0, count);
    }

    @Override
    void write(float value, ByteBuffer bytes) {
      bytes.putFloat(value);
    }
  },

  /** The upper 16 bits of 32; what is written is rounded to the nearest, ties to even. */
  BF16(2) {
    @Override
    void read(ByteBuffer bytes, float[] values, int count) {
      ShortBuffer halves = bytes.asShortBuffer();
      for (int i = 0; i < count; i++) {
        values[i] = Float.intBitsToFloat(halves.get(i) << 16);
      }
    }

    @Override
    void write(float value, ByteBuffer bytes) {
      int bits = Float.floatToRawIntBits(value);
      int rounded = bits + 0x7FFF + ((bits >>> 16) & 1);
      // the largest floats would round to infinity
      boolean over = (rounded & 0x7F800000) == 0x7F800000;
      bytes.putShort((short) ((over ? bits : rounded) >>> 16));
    }
  },

  /** IEEE half precision; read only. */
  F16(2) {
    @Override
    void read(ByteBuffer bytes, float[] values, int count) {
      ShortBuffer halves = bytes.asShortBuffer();
      for (int i = 0; i < count; i++) {
        values[i] = widened(halves.get(i) & 0xFFFF);
      }
    }

    private static float widened(int bits) {
      float sign = (bits & 0x8000) == 0 ? 1f : -1f;
      int exponent = (bits >> 10) & 0x1F;
      int mantissa = bits & 0x3FF;
      if (exponent == 31) {
        return mantissa == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
      }
      return exponent == 0
          ? sign * mantissa * 0x1p-24f
          : sign * Math.scalb(1f + mantissa * 0x1p-10f, exponent - 15);
    }

    @Override
    void write(float value, ByteBuffer bytes) {
      throw new UnsupportedOperationException("F16 is not written");
    }
  };

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  /** Reads the first values of a little-endian buffer, which stays as it is. */
  abstract void read(ByteBuffer bytes, float[] values, int count);

  /** Puts a value into a little-endian buffer. */
  abstract void write(float value, ByteBuffer bytes);

  /** The type of this name, or null. */
  static ElementType of(String name) {
    for (ElementType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }

  /**
   * The type of a name such as {@code bf16} that weights are written in.
   *
   * @throws IllegalArgumentException if it is neither f32 nor bf16
   */
  public static ElementType written(String name) {
    ElementType type = of(name.toUpperCase(Locale.ROOT));
    if (type == null || type == F16) {
      throw new IllegalArgumentException("element type '" + name + "' is none of f32, bf16");
    }
    return type;
  }
}
