package io.github.dvmap.core.survey;

import java.util.Objects;

/** Survey data that cannot be read, with the place and the value. */
public final class SurveyFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final long line;
  private final String column;
  private final String value;

  /**
   * Creates the exception; the message names every part that is known.
   *
   * @param path the file
   * @param line the line in the file counted from 1; 0 where the fault is the file's as a whole
   * @param column the column's name; empty where the fault is the row's
   * @param value the offending text; empty where there is none
   * @param problem what is wrong, in a few words
   */
  public SurveyFormatException(
      String path, long line, String column, String value, String problem) {
    super(message(path, line, column, value, problem));
    this.path = Objects.requireNonNull(path);
    this.line = line;
    this.column = Objects.requireNonNull(column);
    this.value = Objects.requireNonNull(value);
  }

  private static String message(
      String path, long line, String column, String value, String problem) {
    var text = new StringBuilder(path);
    if (line > 0) {
      text.append(", line ").append(line);
    }
    if (!column.isEmpty()) {
      text.append(", column ").append(column);
    }
    if (!value.isEmpty()) {
      String shown = value.length() > 80 ? value.substring(0, 80) + "..." : value;
      text.append(", value '").append(shown).append('\'');
    }
    return text.append(": ").append(problem).toString();
  }

  /** The file. */
  public String path() {
    return path;
  }

  /** The line counted from 1, or 0. */
  public long line() {
    return line;
  }

  /** The column's name, or empty. */
  public String column() {
    return column;
  }

  /** The offending text, or empty. */
  public String value() {
    return value;
  }
}
