package io.github.dvmap.rl.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes safetensors files from their parts, valid or not. */
final class RawSafeTensors {
  private RawSafeTensors() {}

  static Path write(Path file, String header, byte[] data) {
    byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
    return write(file, bytes.length, bytes, data);
  }

  static Path write(Path file, long length, byte[] header, byte[] data) {
    ByteBuffer all =
        ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    return write(file, all.putLong(length).put(header).put(data).array());
  }

  static Path write(Path file, byte[] content) {
    try {
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A header of one tensor {@code w}. */
  static String header(String dtype, String shape, String offsets) {
    return "{\"w\":" + entry(dtype, shape, offsets) + "}";
  }

  static String entry(String dtype, String shape, String offsets) {
    return "{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
  }

  /** Little-endian 16-bit values. */
  static byte[] shorts(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return bytes.array();
  }
}
