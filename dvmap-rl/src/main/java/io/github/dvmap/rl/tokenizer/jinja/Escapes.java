package io.github.dvmap.rl.tokenizer.jinja;

/** The escapes of a string literal, Python's. */
final class Escapes {
  private static final String LETTERS = "abfnrtv\\'\"";
  private static final String MEANT = "\u0007\b\f\n\r\t\u000B\\'\"";

  private Escapes() {}

  /** The text a literal stands for; an unknown escape stays as it is. */
  static String undo(String literal, int line) {
    if (literal.indexOf('\\') < 0) {
      return literal;
    }
    var text = new StringBuilder(literal.length());
    int i = 0;
    while (i < literal.length()) {
      char c = literal.charAt(i++);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char kind = literal.charAt(i++);
      int known = LETTERS.indexOf(kind);
      int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
      if (known >= 0) {
        text.append(MEANT.charAt(known));
      } else if (digits > 0) {
        text.appendCodePoint(codePoint(literal, i, digits, line));
        i += digits;
      } else if (kind >= '0' && kind <= '7') {
        int end = i;
        while (end < literal.length()
            && end < i + 2
            && "01234567".indexOf(literal.charAt(end)) >= 0) {
          end++;
        }
        text.appendCodePoint(Integer.parseInt(literal.substring(i - 1, end), 8));
        i = end;
      } else if (kind != '\n') {
        text.append('\\').append(kind);
      }
    }
    return text.toString();
  }

  private static int codePoint(String literal, int from, int digits, int line) {
    String hex = literal.substring(from, Math.min(from + digits, literal.length()));
    if (hex.length() == digits
        && hex.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
      long value = Long.parseLong(hex, 16);
      if (value <= Character.MAX_CODE_POINT) {
        return (int) value;
      }
    }
    throw new JinjaException(line, "'" + hex + "' is not the number of a character");
  }
}
