package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.nio.file.Path;
import java.util.List;

/**
 * The rows of an SPSS system file ({@code .sav}, {@code .zsav}). Cells are the codes themselves,
 * also where the file declares a code as missing; the system-missing value is {@code ""}. The
 * layout is that of the PSPP developers' manual, chapter "System File Format".
 */
final class SavTable implements SurveyTable {
  private static final int SEGMENT = 255;
  private static final int SEGMENT_SLOTS = 32;

  private final BinaryInput in;
  private final SavDictionary dictionary;
  private final List<String> columns;
  private final SavRows rows;
  private long line;

  private SavTable(BinaryInput in) {
    this.in = in;
    dictionary = SavDictionary.read(in);
    columns =
        CellText.distinct(
            dictionary.variables().stream().map(SavDictionary.Variable::name).toList(),
            name -> in.fault(0, name, "", "the file has this column twice"));
    rows = SavRows.of(in, dictionary);
  }

  /**
   * Opens a file; closing the table closes it.
   *
   * @throws SurveyFormatException if it is no system file, or a damaged one
   */
  static SavTable open(Path file) {
    BinaryInput in = BinaryInput.open(file);
    try {
      return new SavTable(in);
    } catch (RuntimeException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public boolean next() {
    long declared = dictionary.cases();
    boolean read = rows.read(line + 1);
    if (read && line == declared) {
      throw in.fault("holds more rows than the " + declared + " that it declares");
    }
    if (!read && line < declared) {
      throw in.fault("ends after " + line + " of the " + declared + " rows that it declares");
    }
    line += read ? 1 : 0;
    return read;
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public String text(int column) {
    SavDictionary.Variable variable = dictionary.variables().get(column);
    int at = variable.slot() * Double.BYTES;
    if (variable.width() == 0) {
      return dictionary.number(rows.number(variable.slot()));
    }
    byte[] bytes = rows.row();
    int from = at;
    if (variable.width() > SEGMENT) {
      bytes = joined(variable, at);
      from = 0;
    }
    return dictionary
        .text()
        .padded(
            bytes,
            from,
            from + variable.width(),
            problem -> in.fault(line, variable.name(), "", problem));
  }

  /** A very long string: of each 256 bytes the first 255. */
  private byte[] joined(SavDictionary.Variable variable, int at) {
    byte[] bytes = new byte[variable.width()];
    for (int done = 0, from = at; done < bytes.length; from += SEGMENT_SLOTS * Double.BYTES) {
      int part = Math.min(SEGMENT, bytes.length - done);
      System.arraycopy(rows.row(), from, bytes, done, part);
      done += part;
    }
    return bytes;
  }

  @Override
  public void close() {
    rows.close();
    in.close();
  }
}
