package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a Stata data file ({@code .dta}) of format 114, 115, 117, 118 or 119. Every missing
 * value, {@code .} to {@code .z}, is {@code ""}. Text is UTF-8 from format 118 on; formats before
 * it do not say, and their text is read as UTF-8 where it is valid and else as Windows-1252. The
 * layout is that of Stata's {@code help dta}.
 */
final class DtaTable implements SurveyTable {
  private static final int LONGEST_BYTE = 100;
  private static final int LONGEST_INT = 32_740;
  private static final int LONGEST_LONG = 2_147_483_620;
  private static final float MISSING_FLOAT = 0x1p127f;
  private static final double MISSING_DOUBLE = 0x1p1023;

  private final BinaryInput in;
  private final DtaHeader header;
  private final List<String> columns;
  private final DtaHeader.Type[] types;
  private final int[] offsets;
  private final DtaStrings strings;
  private final ByteBuffer row;
  private long line;

  private DtaTable(BinaryInput in) {
    this.in = in;
    header = DtaHeader.read(in);
    columns =
        CellText.distinct(
            header.names(), name -> in.fault(0, name, "", "the file has this column twice"));
    types = header.types();
    int width = 0;
    offsets = new int[columns.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = width;
      width = Math.addExact(width, types[i].width());
    }
    long rowsAt = in.position();
    skipRows(width);
    strings = DtaStrings.read(in, header);
    in.seek(rowsAt);
    row = ByteBuffer.wrap(header.rows() == 0 ? new byte[0] : in.bytes(width)).order(in.order());
    in.seek(rowsAt);
  }

  /**
   * Opens a file; closing the table closes it.
   *
   * @throws SurveyFormatException if it is no Stata file, of another format, or a damaged one
   */
  static DtaTable open(Path file) {
    BinaryInput in = BinaryInput.open(file);
    try {
      return new DtaTable(in);
    } catch (RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private void skipRows(int width) {
    if (header.rows() < 0 || header.rows() > in.remaining() / width) {
      throw in.fault(
          "declares "
              + header.rows()
              + " rows of "
              + width
              + " bytes; "
              + in.remaining()
              + " are left");
    }
    in.skip(header.rows() * width);
    header.expectIfTagged("</data>");
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public boolean next() {
    if (line == header.rows()) {
      return false;
    }
    line++;
    if (in.read(row.array(), 0, row.capacity()) < row.capacity()) {
      throw in.fault(line, "", "", "the file ends within this row");
    }
    return true;
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public String text(int column) {
    int at = offsets[column];
    DtaHeader.Type type = types[column];
    return switch (type.kind()) {
      case BYTE -> integer(row.get(at), LONGEST_BYTE);
      case INT -> integer(row.getShort(at), LONGEST_INT);
      case LONG -> integer(row.getInt(at), LONGEST_LONG);
      case FLOAT -> {
        float value = row.getFloat(at);
        yield value < MISSING_FLOAT ? CellText.number(value) : "";
      }
      case DOUBLE -> {
        double value = row.getDouble(at);
        yield value < MISSING_DOUBLE ? CellText.number(value) : "";
      }
      case STRING ->
          header
              .text()
              .field(row.array(), at, at + type.width(), problem -> fault(column, problem));
      case LONG_STRING ->
          strings.text(
              Arrays.copyOfRange(row.array(), at, at + type.width()),
              problem -> fault(column, problem));
    };
  }

  private static String integer(int value, int longest) {
    return value > longest ? "" : Integer.toString(value);
  }

  private SurveyFormatException fault(int column, String problem) {
    return in.fault(line, columns.get(column), "", problem);
  }

  @Override
  public void close() {
    in.close();
  }
}
