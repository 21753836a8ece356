package io.github.dvmap.rl.tokenizer.jinja;

/** Python's white space, stripping and order of texts; positions are code points. */
final class Strings {
  private static final String SPACES =
      "\t\n\u000B\f\r\u001C\u001D\u001E\u001F \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004"
          + "\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000";

  private Strings() {}

  static boolean isSpace(int character) {
    return SPACES.indexOf(character) >= 0;
  }

  static String stripEnd(String text) {
    return strip(text, null, false, true);
  }

  /**
   * The text without the characters at its ends.
   *
   * @param characters which; null for white space
   */
  static String strip(String text, String characters, boolean start, boolean end) {
    int from = 0;
    int to = text.length();
    while (start && from < to && strips(text.codePointAt(from), characters)) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (end && to > from && strips(text.codePointBefore(to), characters)) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static boolean strips(int character, String characters) {
    return characters == null ? isSpace(character) : characters.indexOf(character) >= 0;
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** A number in lower-case hexadecimal, with zeros in front. */
  static String hex(int value, int digits) {
    String hex = Integer.toHexString(value);
    return "0".repeat(digits - hex.length()) + hex;
  }

  /** The order of code points, which is not that of UTF-16 units. */
  static int compare(String a, String b) {
    int i = 0;
    while (i < a.length() && i < b.length()) {
      int left = a.codePointAt(i);
      int right = b.codePointAt(i);
      if (left != right) {
        return Integer.compare(left, right);
      }
      i += Character.charCount(left);
    }
    return Integer.compare(a.length(), b.length());
  }
}
