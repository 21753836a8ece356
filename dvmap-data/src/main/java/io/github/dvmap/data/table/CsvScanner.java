package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;

/**
 * Finds the wanted cells of one row after another in a block of bytes that holds whole rows (RFC
 * 4180, with any delimiter). Runs of columns that nobody wants are skipped eight bytes at a time.
 * Not thread-safe.
 */
final class CsvScanner {
  private static final long QUOTES = Words.repeat((byte) '"');

  private final String file;
  private final byte delimiter;
  private final byte lineEnd;
  private final long delimiters;
  private final long lineEnds;
  private final int[] wanted;
  private final int[] from;
  private final int[] to;
  private byte[] bytes = {};
  private int at;
  private int end;
  private long line;
  private long rowLine;
  private int rowStart;
  private int fields;
  private boolean lastEmpty;

  /**
   * A scanner of rows.
   *
   * @param wanted the columns to find, ascending and distinct
   */
  CsvScanner(String file, CsvDialect dialect, int[] wanted) {
    this.file = file;
    this.wanted = wanted.clone();
    delimiter = dialect.delimiter();
    lineEnd = dialect.lineEnd();
    delimiters = Words.repeat(delimiter);
    lineEnds = Words.repeat(lineEnd);
    from = new int[wanted.length];
    to = new int[wanted.length];
  }

  /** Starts at a block of whole rows, of which the first is on {@code firstLine}. */
  void reset(byte[] block, int start, int stop, long firstLine) {
    bytes = block;
    at = start;
    end = stop;
    line = firstLine;
  }

  /** Moves to the next row that is not empty, if there is one. */
  boolean next() {
    while (at < end && (bytes[at] == lineEnd || bytes[at] == '\r')) {
      line += bytes[at++] == lineEnd ? 1 : 0;
    }
    if (at >= end) {
      return false;
    }
    rowLine = line;
    rowStart = at;
    scan();
    return true;
  }

  private void scan() {
    int field = 0;
    int slot = 0;
    int i = at;
    while (true) {
      int goal = slot < wanted.length ? wanted[slot] : Integer.MAX_VALUE;
      int start = i;
      if (field < goal) {
        while (i + 8 <= end) {
          long word = Words.at(bytes, i);
          int count = Long.bitCount(Words.equal(word, delimiters));
          long others = Words.equal(word, lineEnds) | Words.equal(word, QUOTES);
          if (others != 0 || field + count >= goal) {
            break;
          }
          field += count;
          i += 8;
        }
        start = i;
      }
      boolean atStart = i == rowStart || bytes[i - 1] == delimiter;
      i = atStart && i < end && bytes[i] == '"' ? closingQuote(i) : i;
      while (i < end && bytes[i] != delimiter && bytes[i] != lineEnd) {
        i++;
      }
      boolean last = i >= end || bytes[i] == lineEnd;
      if (field == goal) {
        from[slot] = start;
        to[slot++] = last && i > start && bytes[i - 1] == '\r' ? i - 1 : i;
      }
      if (last) {
        finish(field, i, atStart && blank(start, i));
        return;
      }
      field++;
      i++;
    }
  }

  private boolean blank(int start, int stop) {
    return start == stop || (stop - start == 1 && bytes[start] == '\r');
  }

  private void finish(int field, int stop, boolean empty) {
    fields = field + 1;
    lastEmpty = empty;
    at = stop + 1;
    line += stop < end ? 1 : 0;
  }

  /** Where the field that starts with a quote goes on after its closing quote. */
  private int closingQuote(int start) {
    int i = start + 1;
    while (true) {
      while (i < end && bytes[i] != '"') {
        line += bytes[i++] == lineEnd ? 1 : 0;
      }
      if (i >= end) {
        throw fault("a quoted field is never closed");
      }
      if (i + 1 >= end || bytes[i + 1] != '"') {
        break;
      }
      i += 2;
    }
    i++;
    int after = i < end && bytes[i] == '\r' && lineEnd != '\r' ? i + 1 : i;
    if (after < end && bytes[after] != lineEnd && (after > i || bytes[i] != delimiter)) {
      throw fault("text follows the closing quote of a field");
    }
    return i;
  }

  /**
   * Checks the row's number of fields; one more is allowed where it is empty.
   *
   * @throws SurveyFormatException if it is another
   */
  void requireFields(int columns) {
    if (fields != columns && !(fields == columns + 1 && lastEmpty)) {
      for (int i = rowStart; i < Math.min(at, end); i++) {
        if (bytes[i] == 0) {
          throw fault("the row holds a zero byte; is not text");
        }
      }
      throw fault("the row has " + fields + " fields, the header " + columns);
    }
  }

  /** The rows after this one. */
  CsvBlocks.Block rest() {
    return new CsvBlocks.Block(bytes, Math.min(at, end), end, line);
  }

  /** The line that the row starts on, from 1. */
  long rowLine() {
    return rowLine;
  }

  /** Fields of the row. */
  int fields() {
    return fields;
  }

  /** The text of a wanted cell, without its quotes. */
  String text(int slot) {
    int start = from[slot];
    int stop = to[slot];
    if (stop - start >= 2 && bytes[start] == '"' && bytes[stop - 1] == '"') {
      return CsvDialect.text(bytes, start + 1, stop - 1).replace("\"\"", "\"");
    }
    return CsvDialect.text(bytes, start, stop);
  }

  /** A wanted cell of up to 7 bytes as a number that no other such cell has; -1 of longer ones. */
  long key(int slot) {
    int length = to[slot] - from[slot];
    if (length > 7) {
      return -1;
    }
    long key = length;
    for (int i = from[slot]; i < to[slot]; i++) {
      key = key << 8 | (bytes[i] & 0xFF);
    }
    return key;
  }

  private SurveyFormatException fault(String problem) {
    return new SurveyFormatException(file, rowLine, "", "", problem);
  }
}
