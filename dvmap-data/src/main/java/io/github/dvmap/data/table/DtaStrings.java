package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The long strings (strL) of a Stata file: where each one is; they are read when asked for. */
final class DtaStrings {
  /** The most bytes of a long string that is read as a cell: 1 MiB. */
  static final int MAX_BYTES = 1 << 20;

  private static final int TEXT = 130;

  /** What a cell holds instead of its string. */
  private record Key(int variable, long observation) {}

  private record Place(long offset, long bytes) {}

  private final BinaryInput in;
  private final DtaHeader header;
  private final Map<Key, Place> places = new HashMap<>();
  private Key lastKey;
  private String lastText = "";

  private DtaStrings(BinaryInput in, DtaHeader header) {
    this.in = in;
    this.header = header;
  }

  /** Reads the section of long strings; formats before 117 have none. */
  static DtaStrings read(BinaryInput in, DtaHeader header) {
    var strings = new DtaStrings(in, header);
    if (header.tagged()) {
      header.expectIfTagged("<strls>");
      strings.readPlaces();
    }
    return strings;
  }

  private void readPlaces() {
    int mark = in.u8();
    while (mark == 'G') {
      if (in.u8() != 'S' || in.u8() != 'O') {
        throw in.fault("has no long string where one is declared");
      }
      int variable = in.i32();
      long observation = header.version() == 117 ? Integer.toUnsignedLong(in.i32()) : in.i64();
      int type = in.u8();
      long bytes = Integer.toUnsignedLong(in.i32());
      long offset = in.position();
      in.skip(bytes);
      long shown = type == TEXT ? Math.max(0, bytes - 1) : bytes;
      places.put(new Key(variable, observation), new Place(offset, shown));
      mark = in.u8();
    }
    if (mark != '<') {
      throw in.fault("has neither a long string nor </strls> where the format has one");
    }
    header.expectIfTagged("/strls>");
  }

  /**
   * The text that a cell refers to.
   *
   * @param cell eight bytes
   * @param fault makes the exception from what is wrong
   */
  String text(byte[] cell, Function<String, SurveyFormatException> fault) {
    Key key = key(cell);
    if (key.equals(lastKey)) {
      return lastText;
    }
    Place place = places.get(key);
    if (place == null) {
      if (key.variable == 0 && key.observation == 0) {
        return "";
      }
      throw fault.apply("refers to a long string that the file does not have");
    }
    if (place.bytes > MAX_BYTES) {
      throw fault.apply("has " + place.bytes + " bytes; at most " + MAX_BYTES + " are read");
    }
    byte[] bytes = in.at(place.offset, (int) place.bytes);
    lastText = header.text().decode(bytes, 0, bytes.length, fault);
    lastKey = key;
    return lastText;
  }

  /** Variable and observation: 4 and 4 bytes in format 117, 2 and 6 in 118, 3 and 5 in 119. */
  private Key key(byte[] cell) {
    int split =
        switch (header.version()) {
          case 117 -> 4;
          case 118 -> 2;
          default -> 3;
        };
    return new Key((int) unsigned(cell, 0, split), unsigned(cell, split, cell.length));
  }

  private long unsigned(byte[] cell, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      int at = in.order() == ByteOrder.BIG_ENDIAN ? i : to - 1 - (i - from);
      value = value << 8 | (cell[at] & 0xFF);
    }
    return value;
  }
}
