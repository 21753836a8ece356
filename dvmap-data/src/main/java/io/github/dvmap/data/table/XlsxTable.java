package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellAddress;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;

/**
 * The rows of the first worksheet of an Excel workbook ({@code .xlsx}) that has any. The first row
 * that is not blank is the header; blank rows are passed over. A formula is its last value.
 */
final class XlsxTable implements SurveyTable {
  /** The most sheets that are looked into for rows. */
  static final int MAX_SHEETS = 32;

  private static final int LONGEST_LONG = 18;
  private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

  private final Path file;
  private final ReadableWorkbook workbook;
  private Stream<Row> rows = Stream.empty();
  private Iterator<Row> iterator = Collections.emptyIterator();
  private final List<String> columns;
  private List<String> cells = List.of();
  private long line;

  private XlsxTable(Path file, ReadableWorkbook workbook) {
    this.file = file;
    this.workbook = workbook;
    openFirstSheet();
    columns =
        CellText.distinct(
            cells.stream().map(String::strip).toList(),
            name -> fault(name, "", "the header has this column twice"));
  }

  /**
   * Opens a file; closing the table closes it.
   *
   * @throws SurveyFormatException if it is no workbook, has no rows, or exceeds the bounds of
   *     {@link XlsxGuard}
   */
  static XlsxTable open(Path file) {
    XlsxGuard.check(file);
    ReadableWorkbook workbook = guarded(file, 0, () -> opened(file));
    try {
      return new XlsxTable(file, workbook);
    } catch (RuntimeException e) {
      close(file, workbook);
      throw e;
    }
  }

  private static ReadableWorkbook opened(Path file) {
    try {
      return new ReadableWorkbook(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void openFirstSheet() {
    List<Sheet> sheets = workbook.getSheets().limit(MAX_SHEETS).toList();
    for (Sheet sheet : sheets) {
      rows.close();
      rows = guarded(file, 0, () -> stream(sheet));
      iterator = rows.iterator();
      if (advance()) {
        return;
      }
    }
    rows.close();
    throw fault("", "", "has no row in its first " + sheets.size() + " sheets");
  }

  private static Stream<Row> stream(Sheet sheet) {
    try {
      return sheet.openStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Goes to the next row that is not blank. */
  private boolean advance() {
    while (guarded(file, line + 1, iterator::hasNext)) {
      Row row = iterator.next();
      cells = texts(row);
      if (!cells.isEmpty()) {
        line = row.getRowNum();
        return true;
      }
    }
    return false;
  }

  /** The row's cells up to its last that is not blank. */
  private static List<String> texts(Row row) {
    List<String> texts = new ArrayList<>(row.getCellCount());
    int used = 0;
    for (Cell cell : row) {
      texts.add(cell == null ? "" : text(cell));
      used = texts.get(texts.size() - 1).isBlank() ? used : texts.size();
    }
    return texts.subList(0, used);
  }

  private static String text(Cell cell) {
    String raw = cell.getRawValue() == null ? "" : cell.getRawValue();
    if (cell.getValue() instanceof BigDecimal) {
      boolean integer =
          raw.length() <= LONGEST_LONG && raw.chars().allMatch(c -> c >= '0' && c <= '9');
      return integer
          ? Long.toString(Long.parseLong(raw))
          : CellText.number(Double.parseDouble(raw));
    }
    return raw.contains("_x") ? unescaped(raw) : raw;
  }

  /** Characters that XML cannot hold are written {@code _x000D_}. */
  private static String unescaped(String raw) {
    return ESCAPED
        .matcher(raw)
        .replaceAll(
            match -> {
              char c = (char) Integer.parseInt(match.group(1), 16);
              return c == '\\' || c == '$' ? "\\" + c : Character.toString(c);
            });
  }

  /** Runs a step of the library, whose exceptions are those of a damaged file. */
  private static <T> T guarded(Path file, long row, Supplier<T> step) {
    try {
      return step.get();
    } catch (SurveyFormatException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new SurveyFormatException(
          file.toString(), row, "", "", "cannot be read as a workbook: " + reason(e));
    }
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public boolean next() {
    boolean found = advance();
    if (found && cells.size() > columns.size()) {
      int extra = cells.size() - 1;
      throw fault(
          new CellAddress(0, extra).toString().replace("1", ""),
          cells.get(extra),
          "the header has no name for this column");
    }
    return found;
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public String text(int column) {
    return column < cells.size() ? cells.get(column) : "";
  }

  private SurveyFormatException fault(String column, String value, String problem) {
    return new SurveyFormatException(file.toString(), line, column, value, problem);
  }

  @Override
  public void close() {
    rows.close();
    close(file, workbook);
  }

  private static void close(Path file, ReadableWorkbook workbook) {
    try {
      workbook.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file, e);
    }
  }
}
