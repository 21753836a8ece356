package io.github.dvmap.data.corpus;

import com.google.common.primitives.Doubles;
import io.github.dvmap.data.corpus.Gzip.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnmappableCharacterException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

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
  private static final int PAGE_BYTES = 1 << 18;
  private static final int MOST_KNOWN = 1 << 12;

  /** Encodes the column's values of some rows. */
  static <R> ParquetChunk of(ParquetColumn<R> column, List<R> rows, Gzip gzip) {
    var encoder = new Encoder(gzip);
    if (column instanceof ParquetColumn.Texts<R> texts) {
      encoder.texts(values(rows, texts.value()));
    } else if (column instanceof ParquetColumn.Joined<R> joined) {
      encoder.joined(values(rows, joined.value()));
    } else if (column instanceof ParquetColumn.Levels<R> levels) {
      encoder.levels(values(rows, levels.value()));
    } else if (column instanceof ParquetColumn.Numbers<R> numbers) {
      encoder.numbers(values(rows, numbers.value()::applyAsDouble));
    } else if (column instanceof ParquetColumn.Lists<R> lists) {
      encoder.lists(values(rows, lists.value()));
    }
    return encoder.chunk();
  }

  private static <R, T> List<T> values(List<R> rows, Function<R, T> value) {
    List<T> values = new ArrayList<>(rows.size());
    for (R row : rows) {
      values.add(value.apply(row));
    }
    return values;
  }

  /** What is known of the chunk, without its bytes. */
  ParquetChunk withoutPages() {
    return new ParquetChunk(new byte[0], values, uncompressed, dictionary);
  }

  private static final class Encoder {
    private final Gzip gzip;
    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private int values;
    private long uncompressed;
    private int dictionary;

    Encoder(Gzip gzip) {
      this.gzip = gzip;
    }

    ParquetChunk chunk() {
      return new ParquetChunk(pages.toByteArray(), values, uncompressed, dictionary);
    }

    void texts(List<String> texts) {
      inPages(texts, (page, text) -> plain(page, text));
    }

    void joined(List<List<String>> texts) {
      var known = new HashMap<String, byte[]>();
      inPages(
          texts,
          (page, pieces) -> {
            int start = page.size();
            page.int32(0);
            for (String piece : pieces) {
              page.writeBytes(utf8(piece, known));
            }
            page.int32(start, page.size() - start - Integer.BYTES);
          });
    }

    private <T> void inPages(List<T> values, BiConsumer<Bytes, T> write) {
      var page = new Bytes(2 * PAGE_BYTES);
      int inPage = 0;
      for (int i = 0; i < values.size(); i++) {
        write.accept(page, values.get(i));
        inPage++;
        if (page.size() >= PAGE_BYTES || i + 1 == values.size()) {
          dataPage(inPage, PLAIN, present(inPage), page);
          page.reset();
          inPage = 0;
        }
      }
    }

    void numbers(List<Double> numbers) {
      byte[] bytes = new byte[Double.BYTES * numbers.size()];
      ByteBuffer.wrap(bytes)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asDoubleBuffer()
          .put(Doubles.toArray(numbers));
      dataPage(numbers.size(), PLAIN, present(numbers.size()), Bytes.of(bytes));
    }

    void levels(List<String> texts) {
      var numbers = dictionary(texts);
      dataPage(texts.size(), RLE_DICTIONARY, present(texts.size()), numbers);
    }

    /** A list's first text starts it: repetition level 0, 1 for the others; definition level 3. */
    void lists(List<List<String>> lists) {
      List<String> texts = new ArrayList<>();
      lists.forEach(texts::addAll);
      int[] repetition = new int[texts.size()];
      int at = 0;
      for (List<String> list : lists) {
        for (int i = 0; i < list.size(); i++) {
          repetition[at++] = i == 0 ? 0 : 1;
        }
      }
      var numbers = dictionary(texts);
      byte[] levels =
          Bytes.of(sized(packed(repetition, 1)), sized(run(texts.size(), 3))).toByteArray();
      dataPage(texts.size(), RLE_DICTIONARY, levels, numbers);
    }

    /** Writes the distinct texts as a page and returns the numbers that stand for the texts. */
    private Bytes dictionary(List<String> texts) {
      Map<String, Integer> numbers = new LinkedHashMap<>();
      int[] values = new int[texts.size()];
      for (int i = 0; i < values.length; i++) {
        String text = texts.get(i);
        Integer number = numbers.get(text);
        if (number == null) {
          number = numbers.size();
          numbers.put(text, number);
        }
        values[i] = number;
      }
      var page = new Bytes();
      numbers.keySet().forEach(text -> plain(page, text));
      page(
          DICTIONARY_PAGE,
          header -> header.struct(7, fields -> fields.i32(1, numbers.size()).i32(2, PLAIN)),
          page);
      dictionary = pages.size();
      int width = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(numbers.size() - 1));
      return Bytes.of(new byte[] {(byte) width}, packed(values, width));
    }

    private void dataPage(int count, int encoding, byte[] levels, Bytes data) {
      values += count;
      page(
          DATA_PAGE,
          header ->
              header.struct(
                  5, fields -> fields.i32(1, count).i32(2, encoding).i32(3, RLE).i32(4, RLE)),
          Bytes.of(levels),
          data);
    }

    private void page(int type, Consumer<ThriftWriter> description, Bytes... content) {
      byte[] compressed = gzip.compress(content);
      int size = 0;
      for (Bytes part : content) {
        size += part.size();
      }
      int bytes = size;
      byte[] header =
          ThriftWriter.struct(
              fields -> {
                fields.i32(1, type).i32(2, bytes).i32(3, compressed.length);
                description.accept(fields);
              });
      pages.writeBytes(header);
      pages.writeBytes(compressed);
      uncompressed += header.length + size;
    }
  }

  /** Length in four bytes, then UTF-8. */
  private static void plain(Bytes out, String text) {
    byte[] bytes = utf8(text);
    out.int32(bytes.length);
    out.writeBytes(bytes);
  }

  /** The bytes of a piece, which are remembered as long as there are not too many. */
  private static byte[] utf8(String piece, Map<String, byte[]> known) {
    byte[] bytes = known.get(piece);
    if (bytes == null) {
      bytes = utf8(piece);
      if (known.size() < MOST_KNOWN) {
        known.put(piece, bytes);
      }
    }
    return bytes;
  }

  /** The bytes, which give the text back: half a surrogate pair would become a question mark. */
  private static byte[] utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!new String(bytes, StandardCharsets.UTF_8).equals(text)) {
      throw new UncheckedIOException(new UnmappableCharacterException(1));
    }
    return bytes;
  }

  /** The definition levels of values that are all there. */
  private static byte[] present(int count) {
    return sized(run(count, 1));
  }

  private static byte[] sized(byte[] levels) {
    var out = new Bytes();
    out.int32(levels.length);
    out.writeBytes(levels);
    return out.toByteArray();
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
    byte[] bytes = new byte[groups * width];
    long bits = 0;
    int held = 0;
    int at = 0;
    for (int value : values) {
      bits |= (long) value << held;
      for (held += width; held >= 8; held -= 8) {
        bytes[at++] = (byte) bits;
        bits >>>= 8;
      }
    }
    if (held > 0) {
      bytes[at] = (byte) bits;
    }
    out.writeBytes(bytes);
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
}
