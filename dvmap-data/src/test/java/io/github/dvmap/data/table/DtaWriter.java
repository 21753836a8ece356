package io.github.dvmap.data.table;

import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes Stata files byte by byte, after {@code help dta}. Numbers are doubles unless a type is
 * given; strings that are too wide for their format become long strings from format 117 on.
 */
final class DtaWriter {
  /** A type code of formats 117 on; 114 and 115 count from 251 for bytes upwards. */
  static final int BYTE = 65_530;

  static final int INT = 65_529;
  static final int LONG = 65_528;
  static final int FLOAT = 65_527;
  static final int DOUBLE = 65_526;

  private static final int LONG_STRING = 32_768;
  private static final int OLD_BYTE = 251;

  private final SampleTable table;
  private final int version;
  private final ByteOrder order;
  private final Charset charset;
  private final ByteWriter out;
  private final List<Integer> types = new ArrayList<>();
  private final ByteWriter strings;
  private final int nameBytes;
  private long declaredRows;

  DtaWriter(SampleTable table, int version, ByteOrder order) {
    this.table = table;
    this.version = version;
    this.order = order;
    charset = version >= 118 ? StandardCharsets.UTF_8 : Charset.forName("windows-1252");
    nameBytes = version >= 118 ? 129 : 33;
    out = new ByteWriter(order);
    strings = new ByteWriter(order);
    declaredRows = table.rows().size();
    for (SampleTable.Column column : table.columns()) {
      int longest = version >= 117 ? 500 : 244;
      types.add(column.width() == 0 ? DOUBLE : string(column.width(), longest));
    }
  }

  private int string(int width, int longest) {
    return width <= longest ? width : version >= 117 ? LONG_STRING : longest;
  }

  DtaWriter type(int column, int type) {
    types.set(column, type);
    return this;
  }

  DtaWriter declaredRows(long rows) {
    declaredRows = rows;
    return this;
  }

  byte[] write() {
    if (version >= 117) {
      tagged();
    } else {
      old();
    }
    return out.array();
  }

  private void old() {
    int columns = table.columns().size();
    out.u8(version).u8(order == ByteOrder.BIG_ENDIAN ? 1 : 2).u8(1).u8(0);
    out.u16(columns).i32((int) declaredRows);
    out.field(bytes("label"), 81, '\0').field(bytes("01 Jan 2026 00:00"), 18, '\0');
    types.forEach(type -> out.u8(type < 245 ? type : OLD_BYTE + BYTE - type));
    table.columns().forEach(c -> out.field(bytes(c.name()), 33, '\0'));
    out.field(new byte[0], 2 * (columns + 1), '\0').field(new byte[0], 49 * columns, '\0');
    labelNames();
    out.field(new byte[0], 81 * columns, '\0');
    out.u8(1).i32(70).field(bytes("characteristic"), 70, '\0').u8(0).i32(0);
    rows();
    for (int i = 0; i < columns; i++) {
      labels(i);
    }
  }

  private void tagged() {
    int columns = table.columns().size();
    boolean unicode = version >= 118;
    out.ascii("<stata_dta><header><release>" + version + "</release><byteorder>");
    out.ascii(order == ByteOrder.BIG_ENDIAN ? "MSF" : "LSF").ascii("</byteorder><K>");
    count(version == 119, columns);
    out.ascii("</K><N>");
    if (unicode) {
      out.i64(declaredRows);
    } else {
      out.i32((int) declaredRows);
    }
    out.ascii("</N><label>");
    if (unicode) {
      out.u16(5);
    } else {
      out.u8(5);
    }
    out.ascii("label</label><timestamp>").u8(17).ascii("01 Jan 2026 00:00</timestamp></header>");
    out.ascii("<map>").field(new byte[0], 14 * 8, '\0').ascii("</map><variable_types>");
    types.forEach(out::u16);
    out.ascii("</variable_types><varnames>");
    table.columns().forEach(c -> out.field(bytes(c.name()), nameBytes, '\0'));
    out.ascii("</varnames><sortlist>");
    out.field(new byte[0], (version == 119 ? 4 : 2) * (columns + 1), '\0');
    out.ascii("</sortlist><formats>").field(new byte[0], (unicode ? 57 : 49) * columns, '\0');
    out.ascii("</formats><value_label_names>");
    labelNames();
    out.ascii("</value_label_names><variable_labels>");
    out.field(new byte[0], (unicode ? 321 : 81) * columns, '\0');
    out.ascii("</variable_labels><characteristics><ch>").i32(300);
    out.field(bytes("characteristic"), 300, '\0').ascii("</ch></characteristics><data>");
    rows();
    out.ascii("</data><strls>").bytes(strings.array()).ascii("</strls><value_labels>");
    for (int i = 0; i < columns; i++) {
      if (hasLabels(i)) {
        out.ascii("<lbl>");
        labels(i);
        out.ascii("</lbl>");
      }
    }
    out.ascii("</value_labels></stata_dta>");
  }

  private void count(boolean wide, int value) {
    if (wide) {
      out.i32(value);
    } else {
      out.u16(value);
    }
  }

  private void labelNames() {
    for (int i = 0; i < table.columns().size(); i++) {
      out.field(bytes(hasLabels(i) ? "labels" + i : ""), nameBytes, '\0');
    }
  }

  private boolean hasLabels(int column) {
    return !numeric(column).isEmpty();
  }

  /** What Stata can label: integers. */
  private Map<Object, String> numeric(int column) {
    Map<Object, String> labels = table.columns().get(column).labels();
    return labels.keySet().stream()
            .allMatch(v -> v instanceof Double number && number == Math.rint(number))
        ? labels
        : Map.of();
  }

  private void labels(int column) {
    Map<Object, String> labels = numeric(column);
    if (labels.isEmpty()) {
      return;
    }
    var offsets = new ByteWriter(order);
    var values = new ByteWriter(order);
    var text = new ByteWriter(order);
    labels.forEach(
        (value, label) -> {
          offsets.i32(text.size());
          values.i32(((Double) value).intValue());
          text.bytes(bytes(label)).u8(0);
        });
    // a label of the missing value .a
    offsets.i32(text.size());
    values.i32(2_147_483_622);
    text.ascii("missing").u8(0);
    out.i32(8 + offsets.size() + values.size() + text.size());
    out.field(bytes("labels" + column), nameBytes, '\0').field(new byte[0], 3, '\0');
    out.i32(labels.size() + 1, text.size());
    out.bytes(offsets.array()).bytes(values.array()).bytes(text.array());
  }

  private void rows() {
    for (int r = 0; r < table.rows().size(); r++) {
      for (int c = 0; c < types.size(); c++) {
        cell(r, c, table.rows().get(r).get(c));
      }
    }
  }

  private void cell(int row, int column, Object cell) {
    switch (types.get(column)) {
      case BYTE -> out.u8(cell == null ? 101 + row % 27 : ((Double) cell).intValue());
      case INT -> out.u16(cell == null ? 32_741 + row % 27 : ((Double) cell).intValue());
      case LONG -> out.i32(cell == null ? 2_147_483_621 + row % 27 : ((Double) cell).intValue());
      // .a, whose bits Stata's help gives as 0x7f000800
      case FLOAT ->
          out.f32(cell == null ? Float.intBitsToFloat(0x7f000800) : ((Double) cell).floatValue());
      case DOUBLE ->
          out.f64(cell == null ? Double.longBitsToDouble(0x7fe0010000000000L) : (Double) cell);
      case LONG_STRING -> longString(row + 1, column + 1, (String) cell);
      default -> out.field(bytes((String) cell), types.get(column), '\0');
    }
  }

  private void longString(int row, int column, String text) {
    boolean empty = text.isEmpty();
    int variable = empty ? 0 : column;
    int observation = empty ? 0 : row;
    if (version == 117) {
      out.i32(variable, observation);
    } else {
      int split = version == 118 ? 2 : 3;
      boolean big = order == ByteOrder.BIG_ENDIAN;
      out.i64(
          big
              ? ((long) variable << (8 * (8 - split))) | observation
              : variable | ((long) observation << (8 * split)));
    }
    if (!empty) {
      byte[] bytes = bytes(text);
      strings.ascii("GSO").i32(column);
      if (version == 117) {
        strings.i32(row);
      } else {
        strings.i64(row);
      }
      strings.u8(130).i32(bytes.length + 1).bytes(bytes).u8(0);
    }
  }

  private byte[] bytes(String text) {
    return text.getBytes(charset);
  }
}
