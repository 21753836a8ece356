package io.github.dvmap.rl.checkpoint;

import com.google.common.primitives.Longs;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes safetensors files, one piece of a tensor in memory at a time. An interrupt of the thread
 * does not end it, as it would close a channel.
 */
public final class SafeTensorsWriter implements AutoCloseable {
  private final OutputStream out;
  private final ElementType type;
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private TensorSpec tensor;
  private long written;

  private SafeTensorsWriter(Path file, ElementType type) throws IOException {
    this.type = type;
    out = new FileOutputStream(file.toFile());
  }

  /**
   * Writes a file.
   *
   * @param type F32, or BF16, to which values are rounded to nearest
   * @throws IllegalArgumentException if a tensor has another size than its shape says, or a value
   *     is not finite
   */
  public static void write(Path file, List<TensorSpec> specs, ElementType type, TensorValues values)
      throws IOException {
    try (var writer = new SafeTensorsWriter(file, type)) {
      byte[] header = header(specs, type);
      writer.flush(ByteBuffer.wrap(Longs.toByteArray(Long.reverseBytes(header.length))));
      writer.flush(ByteBuffer.wrap(header));
      for (TensorSpec spec : specs) {
        writer.tensor = spec;
        writer.written = 0;
        values.read(spec, writer::put);
        writer.requireWhole();
        writer.flush(writer.bytes.flip());
        writer.bytes.clear();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void requireWhole() {
    if (written != tensor.size()) {
      throw new IllegalArgumentException(tensor + " was given " + written + " values");
    }
  }

  private void put(FloatBuffer piece) {
    while (piece.hasRemaining()) {
      float value = piece.get();
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(tensor.name() + ", value " + written + " is " + value);
      }
      type.write(value, bytes);
      written++;
      if (!bytes.hasRemaining()) {
        flush(bytes.flip());
        bytes.clear();
      }
    }
  }

  private void flush(ByteBuffer full) {
    try {
      out.write(full.array(), full.arrayOffset() + full.position(), full.remaining());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** The header as JSON, padded with spaces to a multiple of 8 bytes. */
  private static byte[] header(List<TensorSpec> specs, ElementType type) {
    var header = new JsonObject();
    var metadata = new JsonObject();
    metadata.addProperty("format", "pt");
    header.add("__metadata__", metadata);
    long at = 0;
    for (TensorSpec spec : specs) {
      long end = at + spec.size() * type.bytes();
      var entry = new JsonObject();
      entry.addProperty("dtype", type.name());
      entry.add("shape", array(spec.shape()));
      entry.add("data_offsets", array(at, end));
      header.add(spec.name(), entry);
      at = end;
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
