package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.nio.ByteBuffer;

/** The rows of a system file as slots of eight bytes, whatever their compression. */
final class SavRows implements AutoCloseable {
  private static final int PADDING = 0;
  private static final int END = 252;
  private static final int RAW = 253;
  private static final int BLANKS = 254;
  private static final int MISSING = 255;
  private static final long EIGHT_BLANKS = 0x2020202020202020L;
  private static final int SLOT = Double.BYTES;

  private final BinaryInput in;
  private final boolean derived;
  private final boolean compressed;
  private final double bias;
  private final double missing;
  private final ByteBuffer row;
  private final byte[] codes = new byte[8];
  private int next = codes.length;
  private boolean ended;

  private SavRows(BinaryInput in, SavDictionary dictionary) {
    this.in = in;
    derived = dictionary.compression() == SavDictionary.ZLIB;
    compressed = dictionary.compression() != SavDictionary.NONE;
    row = ByteBuffer.allocate(dictionary.slots() * SLOT).order(in.order());
    bias = dictionary.bias();
    missing = dictionary.missing();
  }

  /** The rows that start where {@code in} is. */
  static SavRows of(BinaryInput in, SavDictionary dictionary) {
    boolean zlib = dictionary.compression() == SavDictionary.ZLIB;
    return new SavRows(zlib ? in.derived(ZsavBlocks.open(in)) : in, dictionary);
  }

  /** The row that was read last: all slots, as bytes in the file's order. */
  byte[] row() {
    return row.array();
  }

  /** A number of the row that was read last. */
  double number(int slot) {
    return row.getDouble(slot * SLOT);
  }

  /**
   * Reads a row.
   *
   * @param number the row's number, for messages
   * @return false at the end of the data
   * @throws SurveyFormatException if the data end within a row
   */
  boolean read(long number) {
    if (!compressed) {
      int got = in.read(row.array(), 0, row.capacity());
      if (got > 0 && got < row.capacity()) {
        throw truncated(number);
      }
      return got > 0;
    }
    for (int at = 0; at < row.capacity(); at += SLOT) {
      if (!slot(at, number)) {
        if (at > 0) {
          throw truncated(number);
        }
        return false;
      }
    }
    return true;
  }

  private boolean slot(int at, long number) {
    int code = code(number);
    switch (code) {
      case END -> {
        return false;
      }
      case RAW -> {
        if (in.read(row.array(), at, SLOT) < SLOT) {
          throw truncated(number);
        }
      }
      case BLANKS -> row.putLong(at, EIGHT_BLANKS);
      case MISSING -> row.putDouble(at, missing);
      default -> row.putDouble(at, code - bias);
    }
    return true;
  }

  /** The next code that is not padding; {@link #END} also at the end of the file. */
  private int code(long number) {
    int code = PADDING;
    while (code == PADDING && !ended) {
      if (next == codes.length) {
        int got = in.read(codes, 0, codes.length);
        if (got > 0 && got < codes.length) {
          throw truncated(number);
        }
        ended = got == 0;
        next = 0;
      }
      if (!ended) {
        code = codes[next++] & 0xFF;
        ended = code == END;
      }
    }
    return ended ? END : code;
  }

  /** Frees what inflates the rows, not the file. */
  @Override
  public void close() {
    if (derived) {
      in.close();
    }
  }

  private SurveyFormatException truncated(long number) {
    return in.fault(number, "", "", "the file ends within this row");
  }
}
