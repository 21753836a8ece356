package io.github.dvmap.data.corpus;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.IOException;
import java.io.Reader;

/** The lines of a text, of which none may be longer than {@link #MOST_CHARACTERS}. */
final class TextLines {
  /** Characters of a line at most. */
  static final int MOST_CHARACTERS = 1 << 24;

  private final String file;
  private final Reader reader;
  private final char[] buffer = new char[1 << 14];
  private int from;
  private int to;
  private long line;

  /** The lines of a file; the caller closes the reader. */
  TextLines(String file, Reader reader) {
    this.file = file;
    this.reader = reader;
  }

  /** The line that was read last, from 1. */
  long line() {
    return line;
  }

  /**
   * The next line without its newline, or null at the end.
   *
   * @throws SurveyFormatException if it is longer than {@link #MOST_CHARACTERS}
   */
  String next() throws IOException {
    if (!fill()) {
      return null;
    }
    line++;
    var text = new StringBuilder();
    while (fill()) {
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      text.append(buffer, from, end - from);
      from = end;
      if (end < to) {
        from++;
        break;
      }
      if (text.length() > MOST_CHARACTERS) {
        throw new SurveyFormatException(
            file, line, "", "", "the line is longer than " + MOST_CHARACTERS + " characters");
      }
    }
    return text.toString();
  }

  /** Whether there is a character, from the buffer or from the reader. */
  private boolean fill() throws IOException {
    if (from == to) {
      from = 0;
      to = Math.max(0, reader.read(buffer));
    }
    return from < to;
  }
}
