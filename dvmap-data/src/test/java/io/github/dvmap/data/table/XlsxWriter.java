package io.github.dvmap.data.table;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes Excel workbooks part by part, after ECMA-376. */
final class XlsxWriter {
  static final String SHEET = "xl/worksheets/sheet1.xml";
  static final String STRINGS = "xl/sharedStrings.xml";

  private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  private static final String OFFICE =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  private static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

  private final Map<String, byte[]> parts = new LinkedHashMap<>();

  /** A workbook of one or more sheets; each is the content of its {@code sheetData}. */
  static XlsxWriter of(List<String> sheets, List<String> sharedStrings) {
    var writer = new XlsxWriter();
    StringBuilder types = new StringBuilder();
    StringBuilder names = new StringBuilder();
    StringBuilder relations = new StringBuilder();
    for (int i = 1; i <= sheets.size(); i++) {
      String part = "worksheets/sheet" + i + ".xml";
      types.append(override("xl/" + part, "worksheet"));
      names.append("<sheet name=\"S" + i + "\" sheetId=\"" + i + "\" r:id=\"r" + i + "\"/>");
      relations.append(relation("r" + i, "worksheet", part));
      writer.part(
          "xl/" + part,
          "<worksheet xmlns=\"%s\"><sheetData>%s</sheetData></worksheet>"
              .formatted(MAIN, sheets.get(i - 1)));
    }
    types.append(override("xl/workbook.xml", "sheet.main"));
    types.append(override(STRINGS, "sharedStrings"));
    relations.append(relation("s", "sharedStrings", "sharedStrings.xml"));
    writer.part(
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
            + types
            + "</Types>");
    writer.part("_rels/.rels", relations(relation("w", "officeDocument", "xl/workbook.xml")));
    writer.part(
        "xl/workbook.xml",
        "<workbook xmlns=\"%s\" xmlns:r=\"%s\"><sheets>%s</sheets></workbook>"
            .formatted(MAIN, OFFICE, names));
    writer.part("xl/_rels/workbook.xml.rels", relations(relations.toString()));
    StringBuilder strings = new StringBuilder();
    sharedStrings.forEach(s -> strings.append("<si>" + text(s) + "</si>"));
    writer.part(STRINGS, "<sst xmlns=\"%s\">%s</sst>".formatted(MAIN, strings));
    return writer;
  }

  /** A workbook with the table; half of its strings are shared, half inline. */
  static XlsxWriter of(SampleTable table) {
    List<String> shared = new ArrayList<>();
    StringBuilder rows = new StringBuilder();
    List<Object> header = new ArrayList<>(table.columns().stream().map(c -> c.name()).toList());
    rows.append(row(2, header, shared));
    for (int r = 0; r < table.rows().size(); r++) {
      rows.append(row(r + 4, table.rows().get(r), shared));
    }
    return of(List.of("", rows.toString()), shared);
  }

  private static String row(int number, List<Object> cells, List<String> shared) {
    var row = new StringBuilder("<row r=\"" + number + "\">");
    for (int c = 0; c < cells.size(); c++) {
      String at = " r=\"" + (char) ('A' + c) + number + "\"";
      if (cells.get(c) instanceof Double value) {
        row.append("<c" + at + "><v>" + value + "</v></c>");
      } else if (cells.get(c) instanceof String value && c % 2 == 0) {
        row.append("<c" + at + " t=\"inlineStr\"><is>" + text(value) + "</is></c>");
      } else if (cells.get(c) instanceof String value) {
        row.append("<c" + at + " t=\"s\"><v>" + shared.size() + "</v></c>");
        shared.add(value);
      }
    }
    return row.append("</row>").toString();
  }

  private static String text(String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\r", "_x000D_");
    return "<t xml:space=\"preserve\">" + escaped + "</t>";
  }

  private static String override(String part, String type) {
    return "<Override PartName=\"/%s\" ContentType=\"%s%s+xml\"/>".formatted(part, TYPE, type);
  }

  private static String relation(String id, String type, String target) {
    return "<Relationship Id=\"%s\" Type=\"%s/%s\" Target=\"%s\"/>"
        .formatted(id, OFFICE, type, target);
  }

  private static String relations(String all) {
    String main = "http://schemas.openxmlformats.org/package/2006/relationships";
    return "<Relationships xmlns=\"" + main + "\">" + all + "</Relationships>";
  }

  XlsxWriter part(String name, String xml) {
    return part(name, xml.getBytes(StandardCharsets.UTF_8));
  }

  XlsxWriter part(String name, byte[] bytes) {
    parts.put(name, bytes);
    return this;
  }

  /** Changes every part's bytes before they are compressed. */
  XlsxWriter change(UnaryOperator<byte[]> change) {
    parts.replaceAll((name, bytes) -> change.apply(bytes));
    return this;
  }

  byte[] write() {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }
}
