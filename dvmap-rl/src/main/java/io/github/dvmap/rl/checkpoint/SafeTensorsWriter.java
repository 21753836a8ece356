package io.github.dvmap.rl.checkpoint;

import com.google.common.primitives.Longs;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes F32 safetensors files, one tensor in memory at a time. */
public final class SafeTensorsWriter {
  /** A tensor's values by name. */
  @FunctionalInterface
  public interface Values {
    /** The values in row-major order. */
    float[] of(String name);
  }

  private SafeTensorsWriter() {}

  /**
   * Writes a file.
   *
   * @throws IllegalArgumentException if a tensor has another size than its shape says, or a value
   *     is not finite
   */
  public static void write(Path file, List<TensorSpec> specs, Values values) throws IOException {
    byte[] header = header(specs);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(Longs.toByteArray(Long.reverseBytes(header.length)));
      out.write(header);
      for (TensorSpec spec : specs) {
        float[] data = values.of(spec.name());
        if (data.length != spec.size()) {
          throw new IllegalArgumentException(spec + " was given " + data.length + " values");
        }
        requireFinite(spec.name(), data);
        byte[] bytes = new byte[Math.multiplyExact(data.length, 4)];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(data);
        out.write(bytes);
      }
    }
  }

  private static void requireFinite(String name, float[] data) {
    for (int i = 0; i < data.length; i++) {
      if (!Float.isFinite(data[i])) {
        throw new IllegalArgumentException(name + ", value " + i + " is " + data[i]);
      }
    }
  }

  /** The header as JSON, padded with spaces to a multiple of 8 bytes. */
  private static byte[] header(List<TensorSpec> specs) {
    var header = new JsonObject();
    var metadata = new JsonObject();
    metadata.addProperty("format", "pt");
    header.add("__metadata__", metadata);
    long at = 0;
    for (TensorSpec spec : specs) {
      var entry = new JsonObject();
      entry.addProperty("dtype", "F32");
      entry.add("shape", array(spec.shape()));
      entry.add("data_offsets", array(at, at + spec.size() * 4));
      header.add(spec.name(), entry);
      at += spec.size() * 4;
    }
    String text = header.toString();
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return (text + " ".repeat((8 - length % 8) % 8)).getBytes(StandardCharsets.UTF_8);
  }

  private static JsonArray array(long... values) {
    var array = new JsonArray();
    for (long value : values) {
      array.add(value);
    }
    return array;
  }
}
