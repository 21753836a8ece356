package io.github.dvmap.data.table;

import com.google.common.primitives.Ints;
import io.github.dvmap.core.survey.SurveyFormatException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What a system file says before its rows: variables, value labels, encoding, compression. */
final class SavDictionary {
  /**
   * A column.
   *
   * @param slot its first eight bytes in a row, counted in eights
   * @param width bytes of a string, 0 for a number
   */
  record Variable(String name, int slot, int width) {}

  /** A variable as its record has it; every string over 8 bytes has further records. */
  static final class Raw {
    final byte[] shortName;
    final int slot;
    int width;
    String name = "";

    Raw(byte[] shortName, int slot, int width) {
      this.shortName = shortName;
      this.slot = slot;
      this.width = width;
    }
  }

  static final int NONE = 0;
  static final int ZLIB = 2;

  private static final int HEADER_REST = 9 + 8 + 64 + 3;
  private static final int LONGEST_STRING = 255;
  private static final int VARIABLE_BYTES = 28;
  private static final int DOCUMENT_LINE = 80;
  private static final int LABEL_BYTES = 16;

  private final BinaryInput in;
  private int compression;
  private long cases;
  private double bias;
  private double missing = -Double.MAX_VALUE;
  private CellText text;
  private int slots;
  private final List<Raw> raws = new ArrayList<>();
  private final Map<Integer, byte[]> extensions = new TreeMap<>();
  private List<Variable> variables = List.of();

  private SavDictionary(BinaryInput in) {
    this.in = in;
  }

  /**
   * Reads up to where the rows start.
   *
   * @throws SurveyFormatException if this is no such file or a damaged one
   */
  static SavDictionary read(BinaryInput in) {
    var dictionary = new SavDictionary(in);
    dictionary.header();
    dictionary.records();
    dictionary.finish();
    return dictionary;
  }

  private void header() {
    byte[] magic = in.bytes(4);
    String signature = new String(magic, StandardCharsets.ISO_8859_1);
    if (!signature.equals("$FL2") && !signature.equals("$FL3")) {
      throw in.fault("is no SPSS system file");
    }
    in.skip(60);
    in.order(ByteOrder.LITTLE_ENDIAN);
    int layout = in.i32();
    if (layout != 2 && layout != 3) {
      layout = Integer.reverseBytes(layout);
      in.order(ByteOrder.BIG_ENDIAN);
    }
    if (layout != 2 && layout != 3) {
      throw in.fault("has the unknown layout code " + Integer.reverseBytes(layout));
    }
    in.skip(4);
    compression = in.i32();
    if (compression < NONE || compression > ZLIB) {
      throw in.fault("has the unknown compression " + compression);
    }
    in.skip(4);
    cases = in.i32();
    bias = in.f64();
    if (cases < -1 || !Double.isFinite(bias)) {
      throw in.fault("declares " + cases + " rows and the compression bias " + bias);
    }
    in.skip(HEADER_REST);
  }

  private void records() {
    while (true) {
      int type = in.i32();
      switch (type) {
        case 2 -> variable();
        case 3 -> valueLabels();
        case 6 -> in.skip((long) in.count(in.i32(), DOCUMENT_LINE, "lines") * DOCUMENT_LINE);
        case 7 -> extension();
        case 999 -> {
          in.skip(4);
          return;
        }
        default -> throw in.fault("has a record of the unknown type " + type);
      }
    }
  }

  private void variable() {
    int width = in.i32();
    int hasLabel = in.i32();
    int missingValues = in.i32();
    in.skip(8);
    byte[] name = in.bytes(8);
    if (width < 0 || width > LONGEST_STRING || hasLabel < 0 || hasLabel > 1) {
      throw in.fault("has a variable of width " + width + " with label mark " + hasLabel);
    }
    if (hasLabel == 1) {
      int bytes = in.count(in.i32(), 1, "bytes of a variable's label");
      in.skip((bytes + 3L) / 4 * 4);
    }
    if (Math.abs((long) missingValues) > 3) {
      throw in.fault("has a variable with " + missingValues + " missing values");
    }
    in.skip(8L * Math.abs(missingValues));
    if (raws.size() == BinaryInput.MAX_COLUMNS) {
      throw in.fault("has more than " + BinaryInput.MAX_COLUMNS + " variables");
    }
    raws.add(new Raw(name, slots, width));
    slots++;
    for (int more = slotsOf(width) - 1; more > 0; more--) {
      continuation();
    }
  }

  /** The record that stands for each further eight bytes of a string. */
  private void continuation() {
    if (in.remaining() < VARIABLE_BYTES + 4 || in.i32() != 2 || in.i32() != -1) {
      throw in.fault("lacks a record that continues a string variable");
    }
    in.skip(VARIABLE_BYTES - 4);
    slots++;
  }

  static int slotsOf(int width) {
    return Math.max(1, (width + 7) / 8);
  }

  /** Passes over the labels of values and over the record that says which variables have them. */
  private void valueLabels() {
    int count = in.count(in.i32(), LABEL_BYTES, "value labels");
    for (int i = 0; i < count; i++) {
      in.skip(Double.BYTES);
      int length = in.u8();
      in.skip((length + 8) / 8 * 8 - 1);
    }
    int type = in.i32();
    if (type != 4) {
      throw in.fault("has a record of type " + type + " where its value labels are assigned");
    }
    in.skip((long) in.count(in.i32(), Integer.BYTES, "labelled variables") * Integer.BYTES);
  }

  private void extension() {
    int subtype = in.i32();
    int size = in.i32();
    int count = in.i32();
    long bytes = (long) size * count;
    if (size < 0 || count < 0 || bytes > in.remaining()) {
      throw in.fault("declares extension " + subtype + " of " + count + " x " + size + " bytes");
    }
    switch (subtype) {
      case 3, 4, 13, 14, 20 -> extensions.put(subtype, in.bytes(bytes));
      default -> in.skip(bytes);
    }
  }

  private void finish() {
    if (raws.isEmpty()) {
      throw in.fault("has no variables");
    }
    if (slots > BinaryInput.MAX_PIECE / Double.BYTES) {
      throw in.fault("has rows of more than " + BinaryInput.MAX_PIECE + " bytes");
    }
    text = encoding();
    byte[] floats = extensions.getOrDefault(4, new byte[0]);
    if (floats.length >= Double.BYTES) {
      missing = in.piece(floats).f64();
    }
    for (Raw raw : raws) {
      raw.name = text.padded(raw.shortName, 0, raw.shortName.length, inDictionary());
    }
    List<Raw> kept = joinLongStrings();
    longNames(kept);
    variables = kept.stream().map(r -> new Variable(r.name, r.slot, r.width)).toList();
  }

  private CellText encoding() {
    String name = "windows-1252";
    byte[] machine = extensions.getOrDefault(3, new byte[0]);
    if (machine.length >= 8 * Integer.BYTES) {
      BinaryInput words = in.piece(machine);
      words.skip(7L * Integer.BYTES);
      name = SavEncodings.byCode(words.i32());
    }
    byte[] named = extensions.getOrDefault(20, new byte[0]);
    if (named.length > 0) {
      name = SavEncodings.byName(new String(named, StandardCharsets.ISO_8859_1));
    }
    try {
      return CellText.in(name);
    } catch (IllegalArgumentException e) {
      throw in.fault(0, "", name, "is no character encoding that can be read");
    }
  }

  /** Very long strings by name: {@code SHORT=width NUL TAB}; their first record is what is kept. */
  private List<Raw> joinLongStrings() {
    Map<String, Integer> widths = new TreeMap<>();
    for (String pair : pairs(14)) {
      int at = pair.indexOf('=');
      Integer width = at < 0 ? null : Ints.tryParse(pair.substring(at + 1).strip());
      if (width == null || width <= LONGEST_STRING || width > Short.MAX_VALUE) {
        throw in.fault(0, "", pair, "is no width of a very long string");
      }
      widths.put(pair.substring(0, at), width);
    }
    List<Raw> kept = new ArrayList<>();
    for (int i = 0; i < raws.size(); i++) {
      Raw raw = raws.get(i);
      kept.add(raw);
      Integer width = widths.remove(raw.name);
      if (width != null) {
        int segments = (width + 251) / 252;
        checkSegments(raws.subList(i, Math.min(i + segments, raws.size())), segments, width);
        raw.width = width;
        i += segments - 1;
      }
    }
    if (!widths.isEmpty()) {
      throw in.fault(widths.keySet().iterator().next() + " is a very long string but no variable");
    }
    return kept;
  }

  private void checkSegments(List<Raw> segments, int count, int width) {
    boolean whole = segments.size() == count;
    int last = width - (count - 1) * 252;
    for (int i = 0; i < segments.size(); i++) {
      whole &= slotsOf(segments.get(i).width) >= slotsOf(i < count - 1 ? LONGEST_STRING : last);
      whole &= segments.get(i).width > 0;
    }
    if (!whole) {
      throw in.fault(
          0, segments.get(0).name, "", "lacks the segments of a string of " + width + " bytes");
    }
  }

  private void longNames(List<Raw> kept) {
    Map<String, String> names = new TreeMap<>();
    for (String pair : pairs(13)) {
      int at = pair.indexOf('=');
      if (at < 1 || at == pair.length() - 1) {
        throw in.fault(0, "", pair, "is no pair of a short and a long variable name");
      }
      names.put(pair.substring(0, at), pair.substring(at + 1));
    }
    for (Raw raw : kept) {
      raw.name = names.getOrDefault(raw.name, raw.name);
    }
  }

  private List<String> pairs(int subtype) {
    byte[] bytes = extensions.getOrDefault(subtype, new byte[0]);
    String all = text.decode(bytes, 0, bytes.length, inDictionary());
    return Arrays.stream(all.split("[\\t\\x00]+")).filter(p -> !p.isEmpty()).toList();
  }

  Function<String, SurveyFormatException> inDictionary() {
    return problem -> in.fault("the dictionary " + problem);
  }

  /** A number as text; {@code ""} for the system-missing value. */
  String number(double value) {
    return value == missing || value == -Double.MAX_VALUE ? "" : CellText.number(value);
  }

  List<Variable> variables() {
    return variables;
  }

  /** Eight-byte slots in a row. */
  int slots() {
    return slots;
  }

  int compression() {
    return compression;
  }

  /** The number of rows, or -1 where the file does not say. */
  long cases() {
    return cases;
  }

  double bias() {
    return bias;
  }

  double missing() {
    return missing;
  }

  CellText text() {
    return text;
  }
}
