package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Cells of binary files as text, in one encoding. Not thread-safe. */
final class CellText {
  private static final double LONGEST_INTEGER = 1e18;

  private final CharsetDecoder decoder;
  private final CharsetDecoder first;

  private CellText(Charset charset, Charset first) {
    decoder = strict(charset);
    this.first = charset.equals(first) ? decoder : strict(first);
  }

  private static CharsetDecoder strict(Charset charset) {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /**
   * Text in an encoding that extends ASCII.
   *
   * @throws IllegalArgumentException if there is no such encoding, or it does not extend ASCII
   */
  static CellText in(String encoding) {
    Charset charset = Charset.forName(encoding);
    byte[] printable = new byte['~' - ' ' + 1];
    for (int i = 0; i < printable.length; i++) {
      printable[i] = (byte) (' ' + i);
    }
    String ascii = new String(printable, StandardCharsets.US_ASCII);
    if (!ascii.equals(new String(printable, charset))) {
      throw new IllegalArgumentException("encoding " + charset + " does not extend ASCII");
    }
    return new CellText(charset, charset);
  }

  /** Text that is read as UTF-8 where it is valid, cell by cell, and else as Windows-1252. */
  static CellText unknown() {
    return new CellText(Charset.forName("windows-1252"), StandardCharsets.UTF_8);
  }

  /**
   * A number: without a fraction as {@code 2}, else as {@link Double#toString}; {@code ""} for NaN,
   * which stands for a missing value.
   */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return Math.abs(value) < LONGEST_INTEGER && value == Math.rint(value)
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** As {@link #number(double)}, with as many digits as four bytes hold. */
  static String number(float value) {
    if (Float.isNaN(value)) {
      return "";
    }
    return Math.abs(value) < LONGEST_INTEGER && value == Math.rint(value)
        ? Long.toString((long) value)
        : Float.toString(value);
  }

  /**
   * The text of some bytes. A character that their end cuts off is left out, as fields of a fixed
   * number of bytes cut them.
   *
   * @param fault makes the exception from what is wrong
   */
  String decode(byte[] bytes, int from, int to, Function<String, SurveyFormatException> fault) {
    int at = from;
    while (at < to && bytes[at] >= ' ') {
      at++;
    }
    if (at == to) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
    Optional<String> whole =
        first == decoder ? Optional.empty() : decode(first, bytes, from, to, true);
    return whole
        .or(() -> decode(decoder, bytes, from, to, false))
        .orElseThrow(() -> fault.apply("is not text in " + decoder.charset()));
  }

  private static Optional<String> decode(
      CharsetDecoder decoder, byte[] bytes, int from, int to, boolean whole) {
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    CharBuffer out =
        CharBuffer.allocate((int) Math.ceil((to - from) * (double) decoder.maxCharsPerByte()));
    decoder.reset();
    boolean wrong = decoder.decode(in, out, whole).isError();
    return wrong ? Optional.empty() : Optional.of(out.flip().toString());
  }

  /** The text of a field up to its first NUL, if it has one. */
  String field(byte[] bytes, int from, int to, Function<String, SurveyFormatException> fault) {
    int end = from;
    while (end < to && bytes[end] != 0) {
      end++;
    }
    return decode(bytes, from, end, fault);
  }

  /** The text of a field that blanks fill up. */
  String padded(byte[] bytes, int from, int to, Function<String, SurveyFormatException> fault) {
    int end = to;
    while (end > from && (bytes[end - 1] == ' ' || bytes[end - 1] == 0)) {
      end--;
    }
    return decode(bytes, from, end, fault);
  }

  /**
   * The columns' names.
   *
   * @param fault makes the exception from a name that is there twice
   * @throws SurveyFormatException if one that is not blank is there twice
   */
  static List<String> distinct(List<String> names, Function<String, SurveyFormatException> fault) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!name.isEmpty() && !seen.add(name)) {
        throw fault.apply(name);
      }
    }
    return List.copyOf(names);
  }
}
