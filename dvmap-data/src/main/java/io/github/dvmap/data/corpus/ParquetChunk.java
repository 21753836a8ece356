package io.github.dvmap.data.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * One column of one row group: a dictionary page where the column has levels, then data pages
 * (version 1), each compressed by gzip.
 *
 * @param pages the pages with their headers
 * @param values how many values they hold
 * @param uncompressed the pages' size before compression, headers included
 * @param dictionary bytes of the dictionary page; 0 where there is none
 */
record ParquetChunk(byte[] pages, int values, long uncompressed, int dictionary) {
  /** The values lie one behind the other. */
  static final int PLAIN = 0;

  /** Levels, and numbers into the dictionary: runs and bit-packed groups. */
  static final int RLE = 3;

  /** Numbers into the dictionary. */
  static final int RLE_DICTIONARY = 8;

  private static final int DATA_PAGE = 0;
  private static final int DICTIONARY_PAGE = 2;
  private static final int PAGE_BYTES = 1 << 20;

  /** Encodes the column's values of some rows. */
  static <R> ParquetChunk of(ParquetColumn<R> column, List<R> rows) {
    var encoder = new Encoder();
    if (column instanceof ParquetColumn.Texts<R> texts) {
      encoder.texts(rows.stream().map(texts.value()).toList());
    } else if (column instanceof ParquetColumn.Levels<R> levels) {
      encoder.levels(rows.stream().map(levels.value()).toList());
    } else if (column instanceof ParquetColumn.Numbers<R> numbers) {
      encoder.numbers(rows.stream().mapToDouble(numbers.value()).toArray());
    } else if (column instanceof ParquetColumn.Lists<R> lists) {
      encoder.lists(rows.stream().map(lists.value()).toList());
    }
    return encoder.chunk();
  }

  /** What is known of the chunk, without its bytes. */
  ParquetChunk withoutPages() {
    return new ParquetChunk(new byte[0], values, uncompressed, dictionary);
  }

  private static final class Encoder {
    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private int values;
    private long uncompressed;
    private int dictionary;

    ParquetChunk chunk() {
      return new ParquetChunk(pages.toByteArray(), values, uncompressed, dictionary);
    }

    void texts(List<String> texts) {
      var page = new ByteArrayOutputStream();
      int inPage = 0;
      for (String text : texts) {
        plain(page, text);
        inPage++;
        if (page.size() >= PAGE_BYTES) {
          dataPage(inPage, PLAIN, present(inPage), page.toByteArray());
          page.reset();
          inPage = 0;
        }
      }
      if (inPage > 0) {
        dataPage(inPage, PLAIN, present(inPage), page.toByteArray());
      }
    }

    void numbers(double[] numbers) {
      byte[] bytes = new byte[Double.BYTES * numbers.length];
      littleEndian(bytes).asDoubleBuffer().put(numbers);
      dataPage(numbers.length, PLAIN, present(numbers.length), bytes);
    }

    void levels(List<String> texts) {
      byte[] numbers = dictionary(texts);
      dataPage(texts.size(), RLE_DICTIONARY, present(texts.size()), numbers);
    }

    /** A list's first text starts it: repetition level 0, 1 for the others; definition level 3. */
    void lists(List<List<String>> lists) {
      List<String> texts = lists.stream().flatMap(List::stream).toList();
      int[] repetition = new int[texts.size()];
      int at = 0;
      for (List<String> list : lists) {
        for (int i = 0; i < list.size(); i++) {
          repetition[at++] = i == 0 ? 0 : 1;
        }
      }
      byte[] numbers = dictionary(texts);
      byte[] levels = join(sized(packed(repetition, 1)), sized(run(texts.size(), 3)));
      dataPage(texts.size(), RLE_DICTIONARY, levels, numbers);
    }

    /** Writes the distinct texts as a page and returns the numbers that stand for the texts. */
    private byte[] dictionary(List<String> texts) {
      Map<String, Integer> numbers = new LinkedHashMap<>();
      int[] values = new int[texts.size()];
      for (int i = 0; i < values.length; i++) {
        Integer number = numbers.putIfAbsent(texts.get(i), numbers.size());
        values[i] = number == null ? numbers.size() - 1 : number;
      }
      var page = new ByteArrayOutputStream();
      numbers.keySet().forEach(text -> plain(page, text));
      page(
          DICTIONARY_PAGE,
          header -> header.struct(7, fields -> fields.i32(1, numbers.size()).i32(2, PLAIN)),
          page.toByteArray());
      dictionary = pages.size();
      int width = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(numbers.size() - 1));
      return join(new byte[] {(byte) width}, packed(values, width));
    }

    private void dataPage(int count, int encoding, byte[] levels, byte[] data) {
      values += count;
      page(
          DATA_PAGE,
          header ->
              header.struct(
                  5, fields -> fields.i32(1, count).i32(2, encoding).i32(3, RLE).i32(4, RLE)),
          levels,
          data);
    }

    private void page(int type, Consumer<ThriftWriter> description, byte[]... content) {
      byte[] compressed = gzip(content);
      int size = Arrays.stream(content).mapToInt(part -> part.length).sum();
      byte[] header =
          ThriftWriter.struct(
              fields -> {
                fields.i32(1, type).i32(2, size).i32(3, compressed.length);
                description.accept(fields);
              });
      pages.writeBytes(header);
      pages.writeBytes(compressed);
      uncompressed += header.length + size;
    }
  }

  /** Level 3: the highest of zlib's fast ones; for prompts, which repeat, twice as fast as 4. */
  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(3);
    }
  }

  private static byte[] gzip(byte[]... content) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new Gzip(out)) {
      for (byte[] part : content) {
        gzip.write(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Length in four bytes, then UTF-8. */
  private static void plain(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeBytes(int32(bytes.length));
    out.writeBytes(bytes);
  }

  /** The definition levels of values that are all there. */
  private static byte[] present(int count) {
    return sized(run(count, 1));
  }

  private static byte[] sized(byte[] levels) {
    return join(int32(levels.length), levels);
  }

  /** One run of a value of at most 8 bits. */
  private static byte[] run(int count, int value) {
    var out = new ByteArrayOutputStream();
    varint(out, count << 1);
    out.write(value);
    return out.toByteArray();
  }

  /** Groups of eight values of so many bits, lowest bits first. */
  private static byte[] packed(int[] values, int width) {
    int groups = (values.length + 7) / 8;
    var out = new ByteArrayOutputStream();
    varint(out, groups << 1 | 1);
    byte[] bits = new byte[groups * width];
    for (int i = 0; i < values.length; i++) {
      for (int bit = 0; bit < width; bit++) {
        int at = i * width + bit;
        bits[at >> 3] |= (byte) ((values[i] >> bit & 1) << (at & 7));
      }
    }
    out.writeBytes(bits);
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int left = value;
    while ((left & ~0x7F) != 0) {
      out.write((left & 0x7F) | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }

  private static byte[] int32(int value) {
    byte[] bytes = new byte[Integer.BYTES];
    littleEndian(bytes).putInt(value);
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
