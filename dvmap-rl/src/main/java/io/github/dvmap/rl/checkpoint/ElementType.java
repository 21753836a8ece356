package io.github.dvmap.rl.checkpoint;

import java.nio.ByteBuffer;

/** The element types that are read; all are widened to float exactly. */
enum ElementType {
  F32(4) {
    @Override
    float read(ByteBuffer bytes) {
      return bytes.getFloat();
    }
  },
  BF16(2) {
    @Override
    float read(ByteBuffer bytes) {
      return Float.intBitsToFloat(bytes.getShort() << 16);
    }
  },
  F16(2) {
    @Override
    float read(ByteBuffer bytes) {
      int bits = bytes.getShort() & 0xFFFF;
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
  };

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  /** The next value of a little-endian buffer. */
  abstract float read(ByteBuffer bytes);

  /** The type of this name, or null. */
  static ElementType of(String name) {
    for (ElementType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }
}
