package io.github.dvmap.rl.checkpoint;

import com.google.common.primitives.Longs;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
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
 * ranges cover the file without overlap or hole. Values are read in pieces; one thread at a time.
 * An interrupt of the thread does not end a read, as it would close a channel.
 */
public final class SafeTensors implements AutoCloseable {
  private static final long MAX_HEADER = 100_000_000;

  /** Bytes of a single read, which takes as many outside the heap. */
  private static final int READ = 1 << 16;

  private final Path file;
  private final RandomAccessFile data;
  private final long dataStart;
  private final Map<String, Entry> entries;
  private float[] piece;
  private ByteBuffer bytes;

  /** Where a tensor lies; offsets count from the end of the header. */
  private record Entry(TensorSpec spec, ElementType type, long from, long to) {
    /** Where a value lies. */
    long at(long index) {
      return from + index * type.bytes();
    }
  }

  private SafeTensors(Path file, RandomAccessFile data) throws IOException {
    this.file = file;
    this.data = data;
    long size = data.length();
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
      var data = new RandomAccessFile(file.toFile(), "r");
      try {
        return new SafeTensors(file, data);
      } catch (IOException | RuntimeException e) {
        data.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private String text(int length) {
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

  private JsonObject object(String header) {
    try {
      return StrictJson.object(file, "header is not a JSON object: ", new StringReader(header));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
    long count = find(name).spec.size();
    if (count > Integer.MAX_VALUE - 8L) {
      throw fault(name, "has " + count + " values, too many for one array");
    }
    FloatBuffer values = FloatBuffer.allocate((int) count);
    read(name, values::put);
    return values.array();
  }

  /**
   * A tensor's values in row-major order, in pieces; F16 and BF16 are widened exactly.
   *
   * @throws ModelFormatException if there is no such tensor, or a value is NaN or infinite
   */
  public void read(String name, TensorValues.Sink sink) {
    Entry entry = find(name);
    long count = entry.spec.size();
    if (piece == null) {
      long largest = entries.values().stream().mapToLong(e -> e.spec.size()).max().orElse(0);
      piece = new float[(int) Math.min(TensorValues.PIECE, largest)];
      bytes = ByteBuffer.allocate(4 * piece.length).order(ByteOrder.LITTLE_ENDIAN);
    }
    for (long from = 0; from < count; from += TensorValues.PIECE) {
      int length = (int) Math.min(TensorValues.PIECE, count - from);
      fill(bytes.clear().limit(length * entry.type.bytes()), dataStart + entry.at(from));
      entry.type.read(bytes.flip(), piece, length);
      requireFinite(name, from, length);
      sink.accept(FloatBuffer.wrap(piece, 0, length));
    }
  }

  /** Whether a tensor has the type, shape and values of one in another file, or in this. */
  boolean same(String name, SafeTensors other, String otherName) {
    Entry one = find(name);
    Entry two = other.find(otherName);
    if (one.type != two.type || !Arrays.equals(one.spec.shape(), two.spec.shape())) {
      return false;
    }
    for (long at = 0; at < one.to - one.from; at += TensorValues.PIECE) {
      int length = (int) Math.min(TensorValues.PIECE, one.to - one.from - at);
      ByteBuffer values = read(dataStart + one.from + at, length);
      if (!values.equals(other.read(other.dataStart + two.from + at, length))) {
        return false;
      }
    }
    return true;
  }

  private void requireFinite(String name, long from, int length) {
    for (int i = 0; i < length; i++) {
      if (!Float.isFinite(piece[i])) {
        throw fault(name, "value " + (from + i) + " is " + piece[i]);
      }
    }
  }

  private Entry find(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw fault(name, "there is no such tensor");
    }
    return entry;
  }

  private ByteBuffer read(long position, int length) {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    fill(buffer, position);
    return buffer.flip();
  }

  private void fill(ByteBuffer buffer, long position) {
    try {
      data.seek(position);
      while (buffer.hasRemaining()) {
        int most = Math.min(READ, buffer.remaining());
        int at = buffer.arrayOffset() + buffer.position();
        int count = data.read(buffer.array(), at, most);
        if (count < 0) {
          throw fault("", "ends at byte " + (position + buffer.position()));
        }
        buffer.position(buffer.position() + count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private ModelFormatException fault(String tensor, String problem) {
    return new ModelFormatException(file, tensor, problem);
  }

  @Override
  public void close() {
    try {
      data.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file, e);
    }
  }
}
