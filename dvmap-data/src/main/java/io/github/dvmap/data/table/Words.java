package io.github.dvmap.data.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes looked at eight at a time. */
final class Words {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

  private Words() {}

  /** A word of eight times this byte. */
  static long repeat(byte b) {
    return ONES * (b & 0xFF);
  }

  /** The eight bytes from an index on. */
  static long at(byte[] bytes, int index) {
    return (long) LONGS.get(bytes, index);
  }

  /** The bytes in which two words agree, as their highest bits. */
  static long equal(long word, long pattern) {
    long x = word ^ pattern;
    return ~(((x & LOW_BITS) + LOW_BITS) | x | LOW_BITS);
  }

  /** How many of the first bytes are this one; -1 where the other is among them. */
  static long countUnless(byte[] bytes, int length, byte counted, byte other) {
    long pattern = repeat(counted);
    long others = repeat(other);
    long count = 0;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      long word = at(bytes, i);
      if (equal(word, others) != 0) {
        return -1;
      }
      count += Long.bitCount(equal(word, pattern));
    }
    for (; i < length; i++) {
      if (bytes[i] == other) {
        return -1;
      }
      count += bytes[i] == counted ? 1 : 0;
    }
    return count;
  }
}
