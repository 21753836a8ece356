package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Numbers and bytes of a binary survey file in either byte order. A size that the file declares is
 * checked against what is left of it before anything is allocated.
 */
final class BinaryInput implements Closeable {
  /** The most bytes that are read as one piece: 64 MiB. */
  static final int MAX_PIECE = 1 << 26;

  /** The most columns that a table may have. */
  static final int MAX_COLUMNS = 1_000_000;

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final InputStream stream;
  private final FileChannel channel;
  private final long length;
  private final ByteBuffer buffer;
  private long bufferEnd;

  private BinaryInput(Path file, InputStream stream, FileChannel channel, long length) {
    this.file = file;
    this.stream = stream;
    this.channel = channel;
    this.length = length;
    buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  }

  private BinaryInput(Path file, byte[] bytes) {
    this.file = file;
    stream = InputStream.nullInputStream();
    channel = null;
    length = bytes.length;
    buffer = ByteBuffer.wrap(bytes);
    bufferEnd = bytes.length;
  }

  /**
   * Opens a file; the caller closes it.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  static BinaryInput open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file);
      return new BinaryInput(file, Channels.newInputStream(channel), channel, channel.size());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read survey " + file, e);
    }
  }

  /** A piece of this file that is in memory, in the same byte order. */
  BinaryInput piece(byte[] bytes) {
    return new BinaryInput(file, bytes).order(buffer.order());
  }

  /** What is made of this file's bytes, of a length not known before, in the same byte order. */
  BinaryInput derived(InputStream made) {
    return new BinaryInput(file, made, null, Long.MAX_VALUE).order(buffer.order());
  }

  BinaryInput order(ByteOrder order) {
    buffer.order(order);
    return this;
  }

  ByteOrder order() {
    return buffer.order();
  }

  long position() {
    return bufferEnd - buffer.remaining();
  }

  long remaining() {
    return length - position();
  }

  /**
   * Goes to a byte of a file opened from a path.
   *
   * @throws SurveyFormatException if it is not in the file
   */
  void seek(long position) {
    if (position < 0 || position > length) {
      throw fault("offset " + position + " is outside the file of " + length + " bytes");
    }
    try {
      channel.position(position);
    } catch (IOException e) {
      throw unreadable(e);
    }
    buffer.position(0).limit(0);
    bufferEnd = position;
  }

  /** Passes over bytes, of a file or a piece. */
  void skip(long bytes) {
    need(bytes);
    if (bytes <= buffer.remaining()) {
      buffer.position(buffer.position() + (int) bytes);
    } else {
      seek(position() + bytes);
    }
  }

  int u8() {
    return fetch(1).get() & 0xFF;
  }

  int u16() {
    return fetch(2).getShort() & 0xFFFF;
  }

  int i32() {
    return fetch(4).getInt();
  }

  long i64() {
    return fetch(8).getLong();
  }

  double f64() {
    return fetch(8).getDouble();
  }

  /**
   * A count of things that take at least {@code each} bytes, so that the file must hold them.
   *
   * @throws SurveyFormatException if it is negative or the file is too short for it
   */
  int count(int declared, int each, String what) {
    if (declared < 0 || (long) declared * each > remaining()) {
      throw fault("declares " + declared + " " + what + "; " + remaining() + " bytes are left");
    }
    return declared;
  }

  /**
   * The next bytes.
   *
   * @throws SurveyFormatException if there are fewer, or more than {@link #MAX_PIECE} are asked for
   */
  byte[] bytes(long count) {
    need(count);
    if (count > MAX_PIECE) {
      throw fault("declares a piece of " + count + " bytes; at most " + MAX_PIECE + " are read");
    }
    byte[] bytes = new byte[(int) count];
    if (read(bytes, 0, bytes.length) < bytes.length) {
      throw truncated(count);
    }
    return bytes;
  }

  /** The next byte, or -1 at the end. */
  int read() {
    return buffer.hasRemaining() || refill() ? buffer.get() & 0xFF : -1;
  }

  /** Reads as many bytes as there are, at most {@code count}; returns how many. */
  int read(byte[] target, int from, int count) {
    int done = 0;
    while (done < count && (buffer.hasRemaining() || refill())) {
      int part = Math.min(count - done, buffer.remaining());
      buffer.get(target, from + done, part);
      done += part;
    }
    return done;
  }

  /** Reads bytes at a place of a file opened from a path, without moving. */
  byte[] at(long position, int count) {
    if (position < 0 || count < 0 || count > MAX_PIECE || position > length - count) {
      throw fault(count + " bytes at offset " + position + " are outside the file");
    }
    ByteBuffer target = ByteBuffer.allocate(count);
    try {
      while (target.hasRemaining()) {
        if (channel.read(target, position + target.position()) < 0) {
          throw truncated(target.remaining());
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    return target.array();
  }

  private void need(long count) {
    if (count < 0 || count > remaining()) {
      throw truncated(count);
    }
  }

  private ByteBuffer fetch(int count) {
    while (buffer.remaining() < count) {
      if (!refill()) {
        throw truncated(count);
      }
    }
    return buffer;
  }

  private boolean refill() {
    buffer.compact();
    try {
      int got = stream.read(buffer.array(), buffer.position(), buffer.remaining());
      bufferEnd += Math.max(got, 0);
      buffer.position(buffer.position() + Math.max(got, 0)).flip();
      return got > 0;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private SurveyFormatException truncated(long needed) {
    return fault(
        "ends early: " + needed + " more bytes are declared at offset " + position() + " of it");
  }

  private UncheckedIOException unreadable(IOException e) {
    return new UncheckedIOException("cannot read survey " + file, e);
  }

  /** A fault of the file as a whole. */
  SurveyFormatException fault(String problem) {
    return fault(0, "", "", problem);
  }

  SurveyFormatException fault(long row, String column, String value, String problem) {
    return new SurveyFormatException(file.toString(), row, column, value, problem);
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file, e);
    }
  }
}
