package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How a delimited text file is written; found from its first bytes. Text is UTF-8 or, where a cell
 * is not valid UTF-8, Windows-1252, of which ISO 8859-1's printable characters are a part.
 *
 * @param start bytes before the header: 3 for a byte order mark, else 0
 * @param delimiter comma, semicolon, tab or vertical bar
 * @param lineEnd the last byte of a line: newline, or carriage return where the file has no newline
 */
record CsvDialect(int start, byte delimiter, byte lineEnd) {
  private static final Charset FALLBACK = Charset.forName("windows-1252");

  /**
   * Looks at the first bytes of a file.
   *
   * @param length how many there are; less than the array holds where the file ends with them
   * @throws SurveyFormatException if they are none, binary or UTF-16
   */
  static CsvDialect detect(String file, byte[] head, int length) {
    int start = startsWithMark(head, length) ? 3 : 0;
    if (length >= 2 && (head[0] & head[1] & 0xFF) == 0xFE && head[0] != head[1]) {
      throw fault(file, 0, "is UTF-16 text; save it as UTF-8");
    }
    boolean newline = false;
    boolean carriageReturn = false;
    for (int i = start; i < length; i++) {
      if (head[i] == 0) {
        throw fault(file, 0, "is not text: it holds a zero byte");
      }
      newline |= head[i] == '\n';
      carriageReturn |= head[i] == '\r';
    }
    if (new String(head, start, length - start, StandardCharsets.ISO_8859_1).isBlank()) {
      throw fault(file, 1, "the file is empty");
    }
    byte lineEnd = (byte) (carriageReturn && !newline ? '\r' : '\n');
    boolean ended = length < head.length;
    byte delimiter = CsvDelimiter.of(head, start, length, lineEnd, ended);
    return new CsvDialect(start, delimiter, lineEnd);
  }

  private static boolean startsWithMark(byte[] head, int length) {
    return length >= 3
        && head[0] == (byte) 0xEF
        && head[1] == (byte) 0xBB
        && head[2] == (byte) 0xBF;
  }

  /** The text of a cell's bytes. */
  static String text(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        return decoded(bytes, from, to);
      }
    }
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static String decoded(byte[] bytes, int from, int to) {
    try {
      ByteBuffer cell = ByteBuffer.wrap(bytes, from, to - from);
      return StandardCharsets.UTF_8.newDecoder().decode(cell).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, from, to - from, FALLBACK);
    }
  }

  private static SurveyFormatException fault(String file, long line, String problem) {
    return new SurveyFormatException(file, line, "", "", problem);
  }
}
