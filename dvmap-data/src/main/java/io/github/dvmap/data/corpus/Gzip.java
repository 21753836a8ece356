package io.github.dvmap.data.corpus;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses one text after another by gzip (RFC 1952) with one compressor, whose memory is costly
 * to get. Not thread-safe.
 */
final class Gzip implements AutoCloseable {
  /** The highest of zlib's fast ones; for prompts, which repeat, twice as fast as 4. */
  private static final int LEVEL = 3;

  /** Magic number, deflate, no flags, no time, no system. */
  private static final byte[] HEADER = {0x1F, (byte) 0x8B, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, 0};

  private final Deflater deflater = new Deflater(LEVEL, true);
  private final CRC32 checksum = new CRC32();
  private final byte[] buffer = new byte[1 << 16];

  /** The parts as one, compressed. */
  byte[] compress(Bytes... parts) {
    deflater.reset();
    checksum.reset();
    var out = new Bytes();
    out.writeBytes(HEADER);
    int size = 0;
    for (Bytes part : parts) {
      checksum.update(part.array(), 0, part.size());
      deflater.setInput(part.array(), 0, part.size());
      size += part.size();
      while (!deflater.needsInput()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    out.int32((int) checksum.getValue());
    out.int32(size);
    return out.toByteArray();
  }

  @Override
  public void close() {
    deflater.end();
  }

  /** A growing array of bytes that can be looked at without a copy. */
  static final class Bytes extends ByteArrayOutputStream {
    Bytes() {}

    Bytes(int capacity) {
      super(capacity);
    }

    /** These arrays, one behind the other. */
    static Bytes of(byte[]... parts) {
      var bytes = new Bytes();
      for (byte[] part : parts) {
        bytes.writeBytes(part);
      }
      return bytes;
    }

    /** Holds the bytes in its first {@link #size} places. */
    byte[] array() {
      return buf;
    }

    /** Adds four bytes, the lowest first. */
    void int32(int value) {
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        write(value >>> shift);
      }
    }

    /** Replaces four bytes from an index on, the lowest first. */
    void int32(int index, int value) {
      for (int i = 0; i < Integer.BYTES; i++) {
        buf[index + i] = (byte) (value >>> (Byte.SIZE * i));
      }
    }
  }
}
