package io.github.dvmap.data.table;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of a binary file in either byte order. */
final class ByteWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteOrder order;

  ByteWriter(ByteOrder order) {
    this.order = order;
  }

  ByteWriter ascii(String text) {
    return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  ByteWriter bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** A field of a fixed width; what does not fit is cut off. */
  ByteWriter field(byte[] text, int width, char filler) {
    byte[] field = Arrays.copyOf(text, width);
    Arrays.fill(field, Math.min(text.length, width), width, (byte) filler);
    return bytes(field);
  }

  ByteWriter u8(int value) {
    out.write(value);
    return this;
  }

  ByteWriter u16(int value) {
    return bytes(ByteBuffer.allocate(2).order(order).putShort((short) value).array());
  }

  ByteWriter i32(int... values) {
    for (int value : values) {
      bytes(ByteBuffer.allocate(4).order(order).putInt(value).array());
    }
    return this;
  }

  ByteWriter i64(long value) {
    return bytes(ByteBuffer.allocate(8).order(order).putLong(value).array());
  }

  ByteWriter f32(float value) {
    return bytes(ByteBuffer.allocate(4).order(order).putFloat(value).array());
  }

  ByteWriter f64(double value) {
    return bytes(ByteBuffer.allocate(8).order(order).putDouble(value).array());
  }

  int size() {
    return out.size();
  }

  byte[] array() {
    return out.toByteArray();
  }
}
