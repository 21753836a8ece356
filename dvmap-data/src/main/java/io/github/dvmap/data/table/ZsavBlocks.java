package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The data of a zlib-compressed system file, inflated block by block in constant memory. The blocks
 * must follow each other without gap or overlap, as every writer lays them out.
 */
final class ZsavBlocks extends InputStream {
  private static final int HEADER_BYTES = 24;
  private static final int ENTRY_BYTES = 24;
  private static final int CHUNK = 1 << 16;

  private final BinaryInput in;
  private final int[] inflatedSizes;
  private final int[] sizes;
  private final Inflater inflater = new Inflater();
  private final byte[] chunk = new byte[CHUNK];
  private final byte[] one = new byte[1];
  private int block = -1;
  private int unread;
  private long produced;

  private ZsavBlocks(BinaryInput in, int[] sizes, int[] inflatedSizes) {
    this.in = in;
    this.sizes = sizes;
    this.inflatedSizes = inflatedSizes;
  }

  /** The blocks that start where {@code in} is. */
  static ZsavBlocks open(BinaryInput in) {
    long start = in.position();
    long header = in.i64();
    long trailer = in.i64();
    long trailerBytes = in.i64();
    if (header != start || trailer < start + HEADER_BYTES) {
      throw in.fault("the compressed data's header is at " + start + ", not at " + header);
    }
    in.seek(trailer);
    in.skip(20);
    int count = in.count(in.i32(), ENTRY_BYTES, "blocks");
    if (trailerBytes != HEADER_BYTES + (long) count * ENTRY_BYTES) {
      throw in.fault("declares a trailer of " + trailerBytes + " bytes for " + count + " blocks");
    }
    int[] sizes = new int[count];
    int[] inflated = new int[count];
    long next = start + HEADER_BYTES;
    long nextInflated = start;
    for (int i = 0; i < count; i++) {
      long inflatedAt = in.i64();
      long at = in.i64();
      inflated[i] = in.i32();
      sizes[i] = in.i32();
      if (inflatedAt != nextInflated || at != next || inflated[i] < 0 || sizes[i] < 0) {
        throw in.fault("compressed block " + (i + 1) + " does not follow the one before");
      }
      next += sizes[i];
      nextInflated += inflated[i];
    }
    if (next != trailer) {
      throw in.fault("the compressed blocks end at " + next + ", not at their trailer " + trailer);
    }
    in.seek(start + HEADER_BYTES);
    return new ZsavBlocks(in, sizes, inflated);
  }

  @Override
  public int read() {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int count) {
    while (true) {
      if (block >= 0 && block < sizes.length && !inflater.finished()) {
        int got = inflate(target, from, count);
        if (got > 0) {
          return got;
        }
      } else if (!nextBlock()) {
        return -1;
      }
    }
  }

  private boolean nextBlock() {
    if (block >= 0 && block < sizes.length && produced != inflatedSizes[block]) {
      throw damaged("holds " + produced + " bytes, not " + inflatedSizes[block]);
    }
    in.skip(unread);
    unread = 0;
    block++;
    if (block >= sizes.length) {
      block = sizes.length;
      return false;
    }
    inflater.reset();
    unread = sizes[block];
    produced = 0;
    return true;
  }

  private int inflate(byte[] target, int from, int count) {
    if (inflater.needsInput()) {
      if (unread == 0) {
        throw damaged("is cut off");
      }
      int got = in.read(chunk, 0, Math.min(CHUNK, unread));
      if (got == 0) {
        throw damaged("is cut off");
      }
      unread -= got;
      inflater.setInput(chunk, 0, got);
    }
    try {
      int got = inflater.inflate(target, from, count);
      produced += got;
      if (got == 0 && inflater.needsDictionary()) {
        throw damaged("needs a preset dictionary");
      }
      if (produced > inflatedSizes[block]) {
        throw damaged("holds more than " + inflatedSizes[block] + " bytes");
      }
      return got;
    } catch (DataFormatException e) {
      throw damaged("is no zlib stream: " + e.getMessage());
    }
  }

  private SurveyFormatException damaged(String problem) {
    return in.fault("compressed block " + (block + 1) + " " + problem);
  }

  @Override
  public void close() {
    inflater.end();
  }
}
