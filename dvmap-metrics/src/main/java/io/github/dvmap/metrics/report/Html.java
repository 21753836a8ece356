package io.github.dvmap.metrics.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Text and numbers for HTML. */
final class Html {
  private Html() {}

  /** Escapes text for element content and attribute values; control characters become U+FFFD. */
  static String escape(String text) {
    var out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
              }
            });
    return out.toString();
  }

  private static boolean allowed(int c) {
    return c == '\n'
        || c == '\t'
        || (c >= 0x20 && c != 0x7F && c < 0xD800)
        || (c > 0xDFFF && c < 0xFFFE)
        || c > 0xFFFF;
  }

  /** A label cut to a length, with an ellipsis. */
  static String cut(String text, int length) {
    int count = text.codePointCount(0, text.length());
    return count <= length
        ? text
        : text.substring(0, text.offsetByCodePoints(0, length - 1)).stripTrailing() + "…";
  }

  /** A number in four significant digits, from 1,000 on with one decimal. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    var exact = new BigDecimal(value);
    BigDecimal rounded = exact.round(new MathContext(4));
    return plain(rounded.scale() < 1 ? exact.setScale(1, RoundingMode.HALF_UP) : rounded);
  }

  /** A number without an exponent, unless that takes more than six decimals or fifteen digits. */
  static String plain(BigDecimal value) {
    BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    int digits = stripped.precision() - stripped.scale();
    if (stripped.scale() <= 6 && digits <= 15) {
      return stripped.toPlainString();
    }
    int decimals = Math.min(stripped.precision(), 15) - 1;
    return String.format(Locale.ROOT, "%." + decimals + "e", stripped);
  }
}
