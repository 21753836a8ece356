package io.github.dvmap.data.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** The rows of a delimited text file with a header; every fault says where it is. */
final class CsvTable implements Iterator<CsvTable.Row>, AutoCloseable {
  /**
   * A row with as many fields as the header.
   *
   * @param line the line it starts on, counted from 1
   */
  record Row(long line, List<String> fields) {}

  private static final int SNIFFED_CHARS = 1 << 16;

  private final Path file;
  private final CsvReader<CsvRecord> reader;
  private final Iterator<CsvRecord> records;
  private final Map<String, Integer> columns = new LinkedHashMap<>();

  private CsvTable(Path file, BufferedReader text, char delimiter) {
    this.file = file;
    reader =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .skipEmptyLines(true)
            .allowMissingFields(true)
            .allowExtraFields(true)
            .ofCsvRecord(text);
    records = reader.iterator();
    readHeader();
  }

  /**
   * Opens a file; the caller closes it.
   *
   * @throws SurveyFormatException if it is empty, binary, or its header repeats a column
   * @throws UncheckedIOException if it cannot be read
   */
  static CsvTable open(Path file) {
    try {
      BufferedReader text = Files.newBufferedReader(file);
      try {
        return new CsvTable(file, text, sniff(file, text));
      } catch (IOException | RuntimeException e) {
        text.close();
        throw e;
      }
    } catch (CharacterCodingException e) {
      throw notText(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read survey " + file, e);
    }
  }

  /** Skips a byte order mark and finds the delimiter that the first line has most of. */
  private static char sniff(Path file, BufferedReader text) throws IOException {
    text.mark(SNIFFED_CHARS + 1);
    if (text.read() != '\uFEFF') {
      text.reset();
    }
    text.mark(SNIFFED_CHARS + 1);
    int[] counts = new int[3];
    int read = 0;
    for (int c = text.read(); c >= 0 && c != '\n' && read < SNIFFED_CHARS; c = text.read()) {
      read++;
      if (c == 0) {
        throw notText(file);
      }
      counts[0] += c == ',' ? 1 : 0;
      counts[1] += c == ';' ? 1 : 0;
      counts[2] += c == '\t' ? 1 : 0;
    }
    text.reset();
    if (read == 0) {
      throw new SurveyFormatException(file.toString(), 1, "", "", "the file is empty");
    }
    char best = counts[1] > counts[0] ? ';' : ',';
    return counts[2] > Math.max(counts[0], counts[1]) ? '\t' : best;
  }

  private static SurveyFormatException notText(Path file) {
    return new SurveyFormatException(file.toString(), 0, "", "", "is not UTF-8 text");
  }

  private void readHeader() {
    Row header = row(guarded(records::next));
    for (String name : header.fields) {
      String column = name.strip();
      if (columns.putIfAbsent(column, columns.size()) != null) {
        throw new SurveyFormatException(
            file.toString(), header.line, column, "", "the header has this column twice");
      }
    }
  }

  /** Where a column is, by name; -1 where it is absent. */
  int column(String name) {
    return columns.getOrDefault(name, -1);
  }

  @Override
  public boolean hasNext() {
    return guarded(records::hasNext);
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row row = row(guarded(records::next));
    int extra = row.fields.size() - columns.size();
    boolean trailingDelimiter = extra == 1 && row.fields.get(columns.size()).isEmpty();
    if (extra != 0 && !trailingDelimiter) {
      throw new SurveyFormatException(
          file.toString(),
          row.line,
          "",
          "",
          "the row has " + row.fields.size() + " fields, the header " + columns.size());
    }
    return row;
  }

  private Row row(CsvRecord found) {
    var row = new Row(found.getStartingLineNumber(), found.getFields());
    for (String field : row.fields) {
      if (field.indexOf('\0') >= 0) {
        throw new SurveyFormatException(
            file.toString(), row.line, "", "", "the row holds a NUL character; is not text");
      }
    }
    return row;
  }

  private <T> T guarded(Supplier<T> read) {
    try {
      return read.get();
    } catch (CsvParseException e) {
      throw new SurveyFormatException(
          file.toString(),
          0,
          "",
          "",
          e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()));
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw notText(file);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file, e);
    }
  }
}
