package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a Stata file says before its rows; formats 114 and 115 are binary, later ones tagged. */
final class DtaHeader {
  enum Kind {
    BYTE,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    STRING,
    LONG_STRING
  }

  /**
   * A column's type.
   *
   * @param width its bytes in a row
   */
  record Type(Kind kind, int width) {}

  private static final int LONGEST_OLD_STRING = 244;
  private static final int LONGEST_STRING = 2045;

  private final BinaryInput in;
  private int version;
  private long rows;
  private int nameBytes = 33;
  private Type[] types = {};
  private List<String> names = List.of();
  private CellText text = CellText.unknown();

  private DtaHeader(BinaryInput in) {
    this.in = in;
  }

  /**
   * Reads up to where the rows start.
   *
   * @throws SurveyFormatException if this is no such file or a damaged one
   */
  static DtaHeader read(BinaryInput in) {
    var header = new DtaHeader(in);
    int first = in.u8();
    if (first == '<') {
      header.readTagged();
    } else {
      header.readOld(first);
    }
    return header;
  }

  private void readOld(int first) {
    version = first;
    if (version != 114 && version != 115) {
      throw in.fault("is of the Stata format " + version + "; 114, 115, 117, 118, 119 are read");
    }
    int order = in.u8();
    int type = in.u8();
    if (order < 1 || order > 2 || type != 1) {
      throw in.fault("is no Stata file: byte order " + order + ", type " + type);
    }
    in.order(order == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    in.skip(1);
    int columns = columns(in.u16());
    rows = Integer.toUnsignedLong(in.i32());
    in.skip(81 + 18);
    types = new Type[in.count(columns, 1, "columns")];
    for (int i = 0; i < types.length; i++) {
      types[i] = oldType(in.u8());
    }
    names = fields(columns, nameBytes);
    in.skip(2L * (columns + 1L) + 49L * columns);
    in.skip((nameBytes + 81L) * columns);
    int kind = in.u8();
    int bytes = in.i32();
    while (kind != 0 || bytes != 0) {
      in.skip(in.count(bytes, 1, "bytes of a characteristic"));
      kind = in.u8();
      bytes = in.i32();
    }
  }

  private void readTagged() {
    expect("stata_dta><header><release>");
    String release = new String(in.bytes(3), StandardCharsets.ISO_8859_1);
    version =
        switch (release) {
          case "117" -> 117;
          case "118" -> 118;
          case "119" -> 119;
          default ->
              throw in.fault(
                  0, "", release, "is no Stata format that is read: 114, 115, 117, 118 or 119");
        };
    expect("</release><byteorder>");
    String order = new String(in.bytes(3), StandardCharsets.ISO_8859_1);
    if (!order.equals("MSF") && !order.equals("LSF")) {
      throw in.fault(0, "", order, "is no byte order");
    }
    in.order(order.equals("MSF") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    boolean unicode = version >= 118;
    if (unicode) {
      text = CellText.in("UTF-8");
      nameBytes = 129;
    }
    expect("</byteorder><K>");
    int columns = columns(version == 119 ? in.i32() : in.u16());
    expect("</K><N>");
    rows = unicode ? in.i64() : Integer.toUnsignedLong(in.i32());
    expect("</N><label>");
    in.skip(unicode ? in.u16() : in.u8());
    expect("</label><timestamp>");
    in.skip(in.u8());
    expect("</timestamp></header><map>");
    in.skip(14L * Long.BYTES);
    expect("</map>");
    sections(columns, unicode);
  }

  private void sections(int columns, boolean unicode) {
    expect("<variable_types>");
    types = new Type[in.count(columns, 2, "columns")];
    for (int i = 0; i < types.length; i++) {
      types[i] = type(in.u16());
    }
    expect("</variable_types><varnames>");
    names = fields(columns, nameBytes);
    expect("</varnames><sortlist>");
    in.skip((version == 119 ? 4L : 2L) * (columns + 1L));
    expect("</sortlist><formats>");
    in.skip((unicode ? 57L : 49L) * columns);
    expect("</formats><value_label_names>");
    in.skip((long) nameBytes * columns);
    expect("</value_label_names><variable_labels>");
    in.skip((unicode ? 321L : 81L) * columns);
    expect("</variable_labels><characteristics>");
    while (tag("<ch>", "</characteristics>")) {
      in.skip(in.count(in.i32(), 1, "bytes of a characteristic"));
      expect("</ch>");
    }
    expect("<data>");
  }

  private int columns(int declared) {
    if (declared < 1 || declared > BinaryInput.MAX_COLUMNS) {
      throw in.fault(
          "declares " + declared + " columns; 1 to " + BinaryInput.MAX_COLUMNS + " are read");
    }
    return declared;
  }

  private Type oldType(int code) {
    return switch (code) {
      case 251 -> new Type(Kind.BYTE, 1);
      case 252 -> new Type(Kind.INT, 2);
      case 253 -> new Type(Kind.LONG, 4);
      case 254 -> new Type(Kind.FLOAT, 4);
      case 255 -> new Type(Kind.DOUBLE, 8);
      default -> string(code, LONGEST_OLD_STRING);
    };
  }

  private Type type(int code) {
    return switch (code) {
      case 65_530 -> new Type(Kind.BYTE, 1);
      case 65_529 -> new Type(Kind.INT, 2);
      case 65_528 -> new Type(Kind.LONG, 4);
      case 65_527 -> new Type(Kind.FLOAT, 4);
      case 65_526 -> new Type(Kind.DOUBLE, 8);
      case 32_768 -> new Type(Kind.LONG_STRING, 8);
      default -> string(code, LONGEST_STRING);
    };
  }

  private Type string(int code, int longest) {
    if (code < 1 || code > longest) {
      throw in.fault("has a column of the unknown type " + code);
    }
    return new Type(Kind.STRING, code);
  }

  private List<String> fields(int count, int bytes) {
    in.count(count, bytes, "names");
    List<String> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      fields.add(text.field(in.bytes(bytes), 0, bytes, problem -> in.fault("a name " + problem)));
    }
    return fields;
  }

  private void expect(String tag) {
    String found = new String(in.bytes(tag.length()), StandardCharsets.ISO_8859_1);
    if (!found.equals(tag)) {
      throw in.fault(0, "", found, "is not " + tag + ", which the format has there");
    }
  }

  /** Passes over a tag, in a format that has tags. */
  void expectIfTagged(String tag) {
    if (tagged()) {
      expect(tag);
    }
  }

  /**
   * Passes over one of two tags that start alike but for their second character.
   *
   * @return whether it was the first
   */
  boolean tag(String first, String second) {
    byte[] start = in.bytes(2);
    String tag = start[1] == first.charAt(1) ? first : second;
    if (start[0] != '<' || start[1] != tag.charAt(1)) {
      throw in.fault("has neither " + first + " nor " + second + " where the format has one");
    }
    expect(tag.substring(2));
    return tag.equals(first);
  }

  /** Whether this is one of the formats from 117 on. */
  boolean tagged() {
    return version >= 117;
  }

  int version() {
    return version;
  }

  long rows() {
    return rows;
  }

  Type[] types() {
    return types.clone();
  }

  List<String> names() {
    return names;
  }

  CellText text() {
    return text;
  }
}
