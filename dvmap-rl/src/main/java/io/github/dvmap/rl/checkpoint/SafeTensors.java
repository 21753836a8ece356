package io.github.dvmap.rl.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file opened for reading; F32, F16 and BF16 tensors are read as floats. The header
 * is checked before anything is read: its length, each dtype, shape and byte range, and that the
 * ranges neither overlap nor leave the file.
 */
public final class SafeTensors implements AutoCloseable {
  private static final long MAX_HEADER = 100_000_000;

  private final Path file;
  private final FileChannel channel;
  private final long dataStart;
  private final Map<String, Entry> entries;

  /** Where a tensor lies; offsets count from the end of the header. */
  private record Entry(TensorSpec spec, ElementType type, long from, long to) {}

  private SafeTensors(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    long size = channel.size();
    if (size < 8) {
      throw fault("", "has " + size + " bytes, too few for a safetensors header");
    }
    long length = read(0, 8).getLong();
    if (length < 2 || length > Math.min(MAX_HEADER, size - 8)) {
      throw fault(
          "",
          "header length "
              + Long.toUnsignedString(length)
              + " does not fit the file of "
              + size
              + " bytes");
    }
    dataStart = 8 + length;
    String header = StandardCharsets.UTF_8.decode(read(8, (int) length)).toString();
    entries = Collections.unmodifiableMap(entries(header, size - dataStart));
  }

  /**
   * Opens a file; the caller closes it.
   *
   * @throws ModelFormatException if the header is not valid
   * @throws UncheckedIOException if the file cannot be read
   */
  public static SafeTensors open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file);
      try {
        return new SafeTensors(file, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private Map<String, Entry> entries(String header, long dataSize) throws IOException {
    var found = new LinkedHashMap<String, Entry>();
    for (Map.Entry<String, JsonElement> item : object(header).entrySet()) {
      if (!item.getKey().equals("__metadata__")) {
        found.put(item.getKey(), entry(item.getKey(), item.getValue(), dataSize));
      }
    }
    long end = 0;
    for (Entry entry :
        found.values().stream().sorted(Comparator.comparingLong(Entry::from)).toList()) {
      if (entry.from < end) {
        throw fault(entry.spec.name(), "its bytes overlap those of another tensor");
      }
      end = entry.to;
    }
    return found;
  }

  /** Parses the header by hand at the top level, since a JSON object hides repeated names. */
  private JsonObject object(String header) throws IOException {
    var result = new JsonObject();
    try (var reader = new JsonReader(new StringReader(header))) {
      reader.setStrictness(Strictness.STRICT);
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        if (result.has(name)) {
          throw fault(name, "is named twice in the header");
        }
        result.add(name, JsonParser.parseReader(reader));
      }
      reader.endObject();
      return result;
    } catch (JsonParseException | IllegalStateException | IOException e) {
      throw fault("", "header is not a JSON object: " + e.getMessage());
    }
  }

  private Entry entry(String name, JsonElement json, long dataSize) {
    try {
      JsonObject object = json.getAsJsonObject();
      ElementType type = ElementType.of(object.get("dtype").getAsString());
      if (type == null) {
        throw fault(
            name, "dtype " + object.get("dtype").getAsString() + " is none of F32, F16, BF16");
      }
      long[] shape = longs(object.getAsJsonArray("shape"));
      long[] range = longs(object.getAsJsonArray("data_offsets"));
      for (long dimension : shape) {
        if (dimension < 0) {
          throw fault(name, "shape holds " + dimension);
        }
      }
      var spec = new TensorSpec(name, shape);
      long bytes = Math.multiplyExact(spec.size(), type.bytes());
      if (range.length != 2 || range[0] < 0 || range[1] < range[0] || range[1] > dataSize) {
        throw fault(
            name, "bytes " + object.get("data_offsets") + " are not in the file's " + dataSize);
      }
      if (range[1] - range[0] != bytes) {
        throw fault(name, "has " + (range[1] - range[0]) + " bytes, its shape needs " + bytes);
      }
      return new Entry(spec, type, range[0], range[1]);
    } catch (ArithmeticException e) {
      throw fault(name, "shape overflows: " + json);
    } catch (IllegalStateException
        | NullPointerException
        | NumberFormatException
        | ClassCastException
        | UnsupportedOperationException e) {
      throw fault(name, "header entry is malformed: " + json);
    }
  }

  private static long[] longs(JsonArray array) {
    return array.asList().stream().mapToLong(e -> e.getAsBigDecimal().longValueExact()).toArray();
  }

  /** The tensors' names in file order. */
  public Set<String> names() {
    return entries.keySet();
  }

  /**
   * A tensor's name and shape.
   *
   * @throws ModelFormatException if there is no such tensor
   */
  public TensorSpec spec(String name) {
    return find(name).spec;
  }

  /**
   * A tensor's values in row-major order; F16 and BF16 are widened exactly.
   *
   * @throws ModelFormatException if there is no such tensor, it is too large for an array, or a
   *     value is NaN or infinite
   */
  public float[] floats(String name) {
    Entry entry = find(name);
    long count = entry.spec.size();
    if (count * entry.type.bytes() > Integer.MAX_VALUE - 8L) {
      throw fault(name, "has " + count + " values, too many for one array");
    }
    ByteBuffer bytes;
    try {
      bytes = read(dataStart + entry.from, (int) (entry.to - entry.from));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = entry.type.read(bytes);
      if (!Float.isFinite(values[i])) {
        throw fault(name, "value " + i + " is " + values[i]);
      }
    }
    return values;
  }

  private Entry find(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw fault(name, "there is no such tensor");
    }
    return entry;
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw fault("", "ends at byte " + (position + buffer.position()));
      }
    }
    return buffer.flip();
  }

  private ModelFormatException fault(String tensor, String problem) {
    return new ModelFormatException(file, tensor, problem);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file, e);
    }
  }
}
