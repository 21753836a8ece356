package io.github.dvmap.rl.tokenizer.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values as text: Python's {@code str} and {@code repr}. */
final class Printing {
  private Printing() {}

  /** {@code str(value)}. */
  static String text(Render render, Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Undefined) {
      return "";
    }
    var out = new StringBuilder();
    repr(render, value, out);
    return out.toString();
  }

  /** {@code repr(value)}. */
  static void repr(Render render, Object value, StringBuilder out) {
    render.deeper();
    if (value instanceof String text) {
      render.append(out, quoted(text));
    } else if (value instanceof List<?> list) {
      repr(render, list, out);
    } else if (value instanceof Map<?, ?> map) {
      repr(render, map, out);
    } else if (value instanceof Namespace names) {
      render.append(out, "<Namespace ");
      repr(render, names.values(), out);
      render.append(out, ">");
    } else {
      render.append(out, scalar(render, value));
    }
    render.back();
  }

  private static void repr(Render render, List<?> list, StringBuilder out) {
    boolean tuple = list instanceof Tuple;
    render.append(out, tuple ? "(" : "[");
    for (int i = 0; i < list.size(); i++) {
      render.append(out, i == 0 ? "" : ", ");
      repr(render, list.get(i), out);
    }
    render.append(out, !tuple ? "]" : list.size() == 1 ? ",)" : ")");
  }

  private static void repr(Render render, Map<?, ?> map, StringBuilder out) {
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      render.append(out, separator);
      repr(render, entry.getKey(), out);
      render.append(out, ": ");
      repr(render, entry.getValue(), out);
      separator = ", ";
    }
    render.append(out, map.isEmpty() ? "{}" : "}");
  }

  private static String scalar(Render render, Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof Boolean truth) {
      return truth ? "True" : "False";
    }
    if (value instanceof Double real) {
      render.charge(16);
      return real(real);
    }
    if (value instanceof Long) {
      return value.toString();
    }
    if (value instanceof Undefined) {
      return "Undefined";
    }
    throw render.error(Values.kind(value) + " cannot be printed");
  }

  /** The shortest decimal that reads back, laid out as Python's {@code repr(float)}. */
  static String real(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    String sign = value < 0 || 1 / value < 0 ? "-" : "";
    if (value == 0) {
      return sign + "0.0";
    }
    BigDecimal exact = new BigDecimal(Math.abs(value));
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= 17; digits++) {
      shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shortest.doubleValue() == Math.abs(value)) {
        break;
      }
    }
    shortest = shortest.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      return sign + shortest.setScale(Math.max(1, shortest.scale())).toPlainString();
    }
    String digits = shortest.unscaledValue().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return String.format(
        Locale.ROOT, "%s%se%s%02d", sign, mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /** A text as Python's source has it. */
  private static String quoted(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    var out = new StringBuilder().append(quote);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                  if (c == quote) {
                    out.append('\\').append(quote);
                  } else if (isPrintable(c)) {
                    out.appendCodePoint(c);
                  } else {
                    int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
                    out.append('\\').append(digits == 2 ? 'x' : digits == 4 ? 'u' : 'U');
                    out.append(Strings.hex(c, digits));
                  }
                }
              }
            });
    return out.append(quote).toString();
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> character == ' ';
      default -> true;
    };
  }
}
