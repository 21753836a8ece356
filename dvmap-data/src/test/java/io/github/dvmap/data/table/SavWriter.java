package io.github.dvmap.data.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;

/** Writes SPSS system files byte by byte, after the PSPP developers' manual. */
final class SavWriter {
  private static final int[] CODE_PAGES = {1252, 1256, 65001};

  private final SampleTable table;
  private final ByteOrder order;
  private final int compression;
  private final Charset charset;
  private final ByteWriter out;
  private boolean encodingRecord = true;
  private String encodingName;
  private int declaredRows;
  private final int blockBytes = 64;

  SavWriter(SampleTable table, ByteOrder order, int compression, Charset charset) {
    this.table = table;
    this.order = order;
    this.compression = compression;
    this.charset = charset;
    encodingName = charset.name();
    declaredRows = table.rows().size();
    out = new ByteWriter(order);
  }

  /** The encoding only as a code page, as older versions write it. */
  SavWriter withoutEncodingRecord() {
    encodingRecord = false;
    return this;
  }

  /** Another name of the encoding. */
  SavWriter encodingNamed(String name) {
    encodingName = name;
    return this;
  }

  SavWriter declaredRows(int rows) {
    declaredRows = rows;
    return this;
  }

  byte[] write() {
    header();
    List<String> shortNames = new ArrayList<>();
    List<Integer> slots = new ArrayList<>();
    int slot = 1;
    for (int i = 0; i < table.columns().size(); i++) {
      slots.add(slot);
      shortNames.add("V" + i);
      slot += variable("V" + i, table.columns().get(i).width());
    }
    for (int i = 0; i < table.columns().size(); i++) {
      labels(table.columns().get(i), slots.get(i));
    }
    out.i32(6, 1).field(bytes("a document"), 80, ' ');
    extensions(shortNames);
    out.i32(999, 0);
    data();
    return out.array();
  }

  private void header() {
    out.ascii(compression == 2 ? "$FL3" : "$FL2").field(bytes("@(#) a test"), 60, ' ');
    out.i32(2, -1, compression, 0, declaredRows).f64(100);
    out.field(bytes("01 Jan 26"), 9, ' ').field(bytes("00:00:00"), 8, ' ');
    out.field(bytes("label"), 64, ' ').field(new byte[0], 3, '\0');
  }

  /** One record for each eight bytes of each segment; returns how many. */
  private int variable(String name, int width) {
    int slots = 0;
    int segments = width > 255 ? (width + 251) / 252 : 1;
    for (int s = 0; s < segments; s++) {
      int part = width <= 255 ? width : s < segments - 1 ? 255 : width - s * 252;
      boolean label = s == 0;
      out.i32(2, part, label ? 1 : 0, part == 0 ? -2 : 0, 0x050802, 0x050802);
      out.field(bytes(s == 0 ? name : name + "S" + s), 8, ' ');
      if (label) {
        out.i32(5).field(bytes("label"), 8, ' ');
      }
      if (part == 0) {
        out.f64(-99).f64(-1);
      }
      slots++;
      for (int more = 8; more < part; more += 8) {
        out.i32(2, -1, 0, 0, 0, 0).field(new byte[0], 8, ' ');
        slots++;
      }
    }
    return slots;
  }

  private void labels(SampleTable.Column column, int slot) {
    if (column.labels().isEmpty() || column.width() > 8) {
      return;
    }
    out.i32(3, column.labels().size());
    for (Map.Entry<Object, String> label : column.labels().entrySet()) {
      if (label.getKey() instanceof Double number) {
        out.f64(number);
      } else {
        out.field(bytes((String) label.getKey()), 8, ' ');
      }
      byte[] text = bytes(label.getValue());
      out.u8(text.length).field(text, (text.length + 8) / 8 * 8 - 1, ' ');
    }
    out.i32(4, 1, slot);
  }

  private void extensions(List<String> shortNames) {
    int page = 3;
    for (int known : CODE_PAGES) {
      boolean utf8 = known == 65001 && charset.equals(StandardCharsets.UTF_8);
      page = utf8 || charset.name().equals("windows-" + known) ? known : page;
    }
    int endian = order == ByteOrder.BIG_ENDIAN ? 1 : 2;
    out.i32(7, 3, 4, 8, 20, 0, 0, -1, 1, 1, endian, page);
    out.i32(7, 4, 8, 3).f64(-Double.MAX_VALUE).f64(Double.MAX_VALUE).f64(-1e300);
    out.i32(7, 11, 4, 3, 1, 8, 1);
    StringBuilder longNames = new StringBuilder();
    StringBuilder widths = new StringBuilder();
    var longLabels = new ByteWriter(order);
    for (int i = 0; i < shortNames.size(); i++) {
      SampleTable.Column column = table.columns().get(i);
      longNames.append(i > 0 ? "\t" : "").append(shortNames.get(i));
      longNames.append('=').append(column.name());
      if (column.width() > 255) {
        widths.append(shortNames.get(i)).append('=').append(column.width()).append("\0\t");
      }
      if (column.width() > 8 && !column.labels().isEmpty()) {
        counted(longLabels, bytes(column.name()));
        longLabels.i32(column.width(), column.labels().size());
        column.labels().forEach((value, label) -> longLabel(longLabels, column, value, label));
      }
    }
    extension(13, bytes(longNames.toString()));
    extension(14, bytes(widths.toString()));
    extension(21, longLabels.array());
    if (encodingRecord) {
      extension(20, bytes(encodingName));
    }
  }

  private void longLabel(ByteWriter labels, SampleTable.Column column, Object value, String label) {
    counted(
        labels, new ByteWriter(order).field(bytes((String) value), column.width(), ' ').array());
    counted(labels, bytes(label));
  }

  private static void counted(ByteWriter target, byte[] bytes) {
    target.i32(bytes.length).bytes(bytes);
  }

  private void extension(int subtype, byte[] bytes) {
    out.i32(7, subtype, 1, bytes.length).bytes(bytes);
  }

  private void data() {
    var slots = new ArrayList<byte[]>();
    for (List<Object> row : table.rows()) {
      for (int i = 0; i < row.size(); i++) {
        cell(slots, row.get(i), table.columns().get(i).width());
      }
    }
    if (compression == 0) {
      slots.forEach(out::bytes);
    } else if (compression == 1) {
      out.bytes(bytecode(slots));
    } else {
      zlib(bytecode(slots));
    }
  }

  private void cell(List<byte[]> slots, Object cell, int width) {
    if (width == 0) {
      double value = cell == null ? -Double.MAX_VALUE : (Double) cell;
      slots.add(new ByteWriter(order).f64(value).array());
      return;
    }
    byte[] text = new ByteWriter(order).field(bytes((String) cell), width, ' ').array();
    int segments = width > 255 ? (width + 251) / 252 : 1;
    for (int s = 0; s < segments; s++) {
      int part = width <= 255 ? width : s < segments - 1 ? 255 : width - s * 252;
      int from = Math.min(width, s * 255);
      byte[] used = Arrays.copyOfRange(text, from, Math.min(width, from + 255));
      byte[] padded = new ByteWriter(order).field(used, (part + 7) / 8 * 8, ' ').array();
      for (int at = 0; at < padded.length; at += 8) {
        slots.add(Arrays.copyOfRange(padded, at, at + 8));
      }
    }
  }

  private byte[] bytecode(List<byte[]> slots) {
    byte[] blanks = bytes("        ");
    byte[] missing = new ByteWriter(order).f64(-Double.MAX_VALUE).array();
    var code = new ByteWriter(order);
    var codes = new ByteWriter(order);
    var raws = new ByteWriter(order);
    for (int i = 0; i <= slots.size(); i++) {
      byte[] slot = i < slots.size() ? slots.get(i) : null;
      int small = slot == null ? 0 : small(slot);
      if (slot == null) {
        codes.u8(252);
      } else if (Arrays.equals(slot, blanks)) {
        codes.u8(254);
      } else if (Arrays.equals(slot, missing)) {
        codes.u8(255);
      } else if (small > 0) {
        codes.u8(small);
      } else {
        codes.u8(253);
        raws.bytes(slot);
      }
      if (codes.size() == 8 || slot == null) {
        code.field(codes.array(), 8, '\0').bytes(raws.array());
        codes = new ByteWriter(order);
        raws = new ByteWriter(order);
      }
    }
    return code.array();
  }

  private int small(byte[] slot) {
    double value = ByteBuffer.wrap(slot).order(order).getDouble();
    boolean fits = value == Math.rint(value) && value >= -99 && value <= 151;
    return fits ? (int) value + 100 : 0;
  }

  private void zlib(byte[] data) {
    int header = out.size();
    var blocks = new ByteWriter(order);
    var entries = new ByteWriter(order);
    int count = 0;
    for (int at = 0; at < data.length; at += blockBytes) {
      byte[] part = Arrays.copyOfRange(data, at, Math.min(data.length, at + blockBytes));
      var deflater = new Deflater();
      deflater.setInput(part);
      deflater.finish();
      byte[] target = new byte[part.length * 2 + 100];
      int size = deflater.deflate(target);
      deflater.end();
      entries.i64(header + at).i64(header + 24 + blocks.size()).i32(part.length, size);
      blocks.bytes(Arrays.copyOf(target, size));
      count++;
    }
    long trailer = header + 24L + blocks.size();
    out.i64(header).i64(trailer).i64(24 + entries.size()).bytes(blocks.array());
    out.i64(-100).i64(0).i32(blockBytes, count).bytes(entries.array());
  }

  private byte[] bytes(String text) {
    return text.getBytes(charset);
  }
}
