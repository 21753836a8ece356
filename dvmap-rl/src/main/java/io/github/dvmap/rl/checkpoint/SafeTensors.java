package io.github.dvmap.rl.checkpoint;

import com.google.common.primitives.Longs;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file opened for reading; F32, F16 and BF16 tensors are read as floats. The header
 * is checked before anything is read: its length, each dtype, shape and byte range, and that the
 * ranges cover the file without overlap or hole.
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
              + " is not in [2, "
              + Math.min(MAX_HEADER, size - 8)
              + "], the file has "
              + size
              + " bytes");
    }
    dataStart = 8 + length;
    entries = Collections.unmodifiableMap(entries(text((int) length), size - dataStart));
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

  private String text(int length) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(read(8, length)).toString();
    } catch (CharacterCodingException e) {
      throw fault("", "header is not UTF-8: " + e.getMessage());
    }
  }

  private Map<String, Entry> entries(String header, long dataSize) {
    var found = new LinkedHashMap<String, Entry>();
    for (Map.Entry<String, JsonElement> item : object(header).entrySet()) {
      if (!item.getKey().equals("__metadata__")) {
        found.put(item.getKey(), entry(item.getKey(), item.getValue(), dataSize));
      }
    }
    requireCovered(found.values(), dataSize);
    return found;
  }

  /** The format allows neither overlaps nor holes. */
  private void requireCovered(Collection<Entry> found, long dataSize) {
    long end = 0;
    for (Entry entry :
        found.stream()
            .sorted(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to))
            .toList()) {
      if (entry.from != end) {
        throw fault(
            entry.spec.name(),
            "begins at byte "
                + entry.from
                + (entry.from < end ? ", overlapping" : ", leaving a hole after")
                + " the tensors that end at "
                + end);
      }
      end = entry.to;
    }
    if (end != dataSize) {
      throw fault("", "the tensors end at byte " + end + ", the data at " + dataSize);
    }
  }

  /** Parses the header by hand at the top level, since a JSON object hides repeated names. */
  private JsonObject object(String header) {
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
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw fault("", "header goes on after its JSON object");
      }
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
      long[] shape = longs(name, object, "shape");
      long[] range = longs(name, object, "data_offsets");
      var spec = new TensorSpec(name, shape);
      long bytes = Math.multiplyExact(spec.size(), type.bytes());
      if (range.length != 2 || range[1] < range[0] || range[1] > dataSize) {
        throw fault(
            name, "data_offsets " + Arrays.toString(range) + " are not in [0, " + dataSize + "]");
      }
      if (range[1] - range[0] != bytes) {
        throw fault(
            name,
            "has "
                + (range[1] - range[0])
                + " bytes, "
                + type
                + " "
                + Arrays.toString(shape)
                + " needs "
                + bytes);
      }
      return new Entry(spec, type, range[0], range[1]);
    } catch (ArithmeticException e) {
      throw fault(name, "shape overflows: " + json);
    } catch (IllegalStateException
        | NullPointerException
        | ClassCastException
        | UnsupportedOperationException e) {
      throw fault(name, "header entry is malformed: " + json);
    }
  }

  private long[] longs(String tensor, JsonObject entry, String key) {
    JsonArray array = entry.getAsJsonArray(key);
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) {
      String number = array.get(i).toString();
      Long value = Longs.tryParse(number);
      if (value == null || value < 0) {
        throw fault(tensor, key + " holds " + number + ", not an integer >= 0");
      }
      values[i] = value;
    }
    return values;
  }

  /** Where it lies. */
  Path file() {
    return file;
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
