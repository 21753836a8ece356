package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Reads a delimited text file in blocks of whole rows, one after another. Memory is bounded by the
 * longest row, and that by {@link #MAX_ROW}.
 */
final class CsvBlocks implements AutoCloseable {
  /** Bytes of a row at most. */
  static final int MAX_ROW = 1 << 26;

  private static final int BLOCK = 1 << 20;
  private static final int HEAD = 1 << 16;

  /**
   * Whole rows.
   *
   * @param bytes holds them
   * @param from the first byte
   * @param to after the last byte
   * @param line the line of the first row
   */
  record Block(byte[] bytes, int from, int to, long line) {}

  private final Path file;
  private final FileChannel channel;
  private final int blockSize;
  private final CsvDialect dialect;
  private final Queue<byte[]> used = new ConcurrentLinkedQueue<>();
  private byte[] rest;
  private Block unread;
  private long line = 1;
  private boolean ended;

  private CsvBlocks(Path file, FileChannel channel, int blockSize) throws IOException {
    this.file = file;
    this.blockSize = blockSize;
    this.channel = channel;
    byte[] head = new byte[HEAD];
    int length = fill(head, 0);
    dialect = CsvDialect.detect(file.toString(), head, length);
    rest = Arrays.copyOfRange(head, dialect.start(), length);
  }

  /**
   * Opens a file and finds its dialect.
   *
   * @throws SurveyFormatException if it is empty or not text
   * @throws UncheckedIOException if it cannot be read
   */
  static CsvBlocks open(Path file) {
    return open(file, BLOCK);
  }

  static CsvBlocks open(Path file, int blockSize) {
    try {
      FileChannel channel = FileChannel.open(file);
      try {
        return new CsvBlocks(file, channel, blockSize);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read survey " + file, e);
    }
  }

  CsvDialect dialect() {
    return dialect;
  }

  /**
   * The next rows, or null at the end of the file.
   *
   * @throws SurveyFormatException if a row is longer than {@link #MAX_ROW}
   */
  Block next() {
    if (unread != null) {
      Block block = unread;
      unread = null;
      return block;
    }
    try {
      for (int size = blockSize; ; size *= 2) {
        Block block = block(Math.max(size, 2 * rest.length));
        if (block != null || ended) {
          return block;
        }
        if (rest.length > MAX_ROW) {
          throw new SurveyFormatException(
              file.toString(),
              line,
              "",
              "",
              "the row is longer than " + MAX_ROW + " bytes; is a quote never closed?");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read survey " + file, e);
    }
  }

  /** Makes a block the next one. */
  void unread(Block block) {
    unread = block;
  }

  /** Takes a block's bytes back, for blocks to come; by any thread. */
  void recycle(Block block) {
    if (block.bytes().length == blockSize) {
      used.add(block.bytes());
    }
  }

  private byte[] array(int size) {
    byte[] free = size == blockSize ? used.poll() : null;
    return free == null ? new byte[size] : free;
  }

  /** Reads up to size bytes after the rest; null where they hold no whole row. */
  private Block block(int size) throws IOException {
    byte[] bytes = array(size);
    System.arraycopy(rest, 0, bytes, 0, rest.length);
    int length = fill(bytes, rest.length);
    ended = length < size;
    long first = line;
    int stop = ended ? length : lastRowEnd(bytes, length);
    if (stop == 0) {
      rest = ended ? new byte[0] : bytes;
      return null;
    }
    rest = Arrays.copyOfRange(bytes, stop, length);
    return new Block(bytes, 0, stop, first);
  }

  /** After the last row that ends within the bytes, 0 where none does; counts its lines. */
  private int lastRowEnd(byte[] bytes, int length) {
    byte lineEnd = dialect.lineEnd();
    long lines = Words.countUnless(bytes, length, lineEnd, (byte) '"');
    if (lines < 0) {
      return lastRowEndAmongQuotes(bytes, length);
    }
    int stop = length;
    while (stop > 0 && bytes[stop - 1] != lineEnd) {
      stop--;
    }
    line += lines;
    return stop;
  }

  private int lastRowEndAmongQuotes(byte[] bytes, int length) {
    byte lineEnd = dialect.lineEnd();
    Place place = Place.FIELD_START;
    int stop = 0;
    long lines = 0;
    long linesAtStop = 0;
    for (int i = 0; i < length; i++) {
      byte b = bytes[i];
      boolean ends = b == lineEnd && place != Place.QUOTED;
      lines += b == lineEnd ? 1 : 0;
      if (ends) {
        stop = i + 1;
        linesAtStop = lines;
      }
      place = ends ? Place.FIELD_START : after(place, b);
    }
    line += linesAtStop;
    return stop;
  }

  private enum Place {
    FIELD_START,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED
  }

  private Place after(Place place, byte b) {
    if (place == Place.QUOTED) {
      return b == '"' ? Place.QUOTE_IN_QUOTED : Place.QUOTED;
    }
    if (b == dialect.delimiter()) {
      return Place.FIELD_START;
    }
    return b == '"' && place != Place.PLAIN ? Place.QUOTED : Place.PLAIN;
  }

  private int fill(byte[] bytes, int from) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, from, bytes.length - from);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // reads until the array is full or the file ends
    }
    return buffer.position();
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
