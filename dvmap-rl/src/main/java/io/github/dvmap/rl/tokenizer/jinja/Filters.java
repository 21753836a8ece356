package io.github.dvmap.rl.tokenizer.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The filters over one value: {@code value|name}; those over items are in {@link ItemFilters}. */
final class Filters {
  private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern TITLE = Pattern.compile("[-\\s({\\[<]");
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,18}");
  private static final Pattern REAL =
      Pattern.compile("[-+]?(?:[0-9]{1,40}\\.?[0-9]{0,40}|\\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,4})?");

  private Filters() {}

  static Object apply(Render render, String name, Object value, Arguments arguments) {
    Object result =
        switch (name) {
          case "default", "d" -> otherwise(render, value, arguments);
          case "string", "safe" -> {
            arguments.bind(render, name);
            yield Printing.text(render, value);
          }
          case "length", "count" -> {
            arguments.bind(render, name);
            yield length(render, value);
          }
          case "tojson" -> Json.of(render, value, arguments);
          case "int" -> integer(render, value, arguments);
          case "float" -> real(render, value, arguments);
          case "abs" -> {
            arguments.bind(render, name);
            Object zero = Numbers.apply(render, "-", value, 0L);
            yield Numbers.compare(zero, 0L) < 0 ? Numbers.apply(render, "-", 0L, zero) : zero;
          }
          case "round" -> round(render, value, arguments);
          case "items" -> {
            arguments.bind(render, name);
            yield entries(render, value);
          }
          default -> text(render, name, value, arguments);
        };
    return result == ItemFilters.UNKNOWN ? unknown(render, name) : result;
  }

  private static Object unknown(Render render, String name) {
    throw render.error("the filter '" + name + "' is unknown or not supported");
  }

  /** The filters over a value's text. */
  private static Object text(Render render, String name, Object value, Arguments arguments) {
    return switch (name) {
      case "trim" -> {
        String characters = arguments.bind(render, name, "chars").text(0, null);
        String text = Printing.text(render, value);
        render.chargeSearch(text, characters == null ? "" : characters);
        yield Strings.strip(text, characters, true, true);
      }
      case "upper", "lower", "capitalize" -> {
        arguments.bind(render, name);
        yield StringMethods.changeCase(render, Printing.text(render, value), name);
      }
      case "title" -> {
        arguments.bind(render, name);
        yield title(render, Printing.text(render, value));
      }
      case "replace" -> StringMethods.replace(render, Printing.text(render, value), arguments);
      case "format" ->
          Formats.percent(render, Printing.text(render, value), arguments.positional());
      case "indent" -> indent(render, Printing.text(render, value), arguments);
      case "wordcount" -> {
        arguments.bind(render, name);
        String text = Printing.text(render, value);
        render.chargeText(text.length());
        yield WORD.matcher(text).results().count();
      }
      default -> ItemFilters.apply(render, name, value, arguments);
    };
  }

  private static Object otherwise(Render render, Object value, Arguments arguments) {
    Arguments.Bound given = arguments.bind(render, "default", "default_value", "boolean");
    boolean missing = value instanceof Undefined || (given.truth(1, false) && !Values.truth(value));
    return missing ? given.get(0, "") : value;
  }

  private static Object length(Render render, Object value) {
    if (value instanceof String text) {
      render.charge(text.length() / 8);
      return (long) Strings.length(text);
    }
    if (value instanceof Map<?, ?> map) {
      return (long) map.size();
    }
    if (value instanceof List<?> list) {
      return (long) list.size();
    }
    if (value instanceof Undefined) {
      return 0L;
    }
    throw render.error(Values.kind(value) + " has no length");
  }

  private static Lazy entries(Render render, Object value) {
    if (value instanceof Undefined) {
      return Lazy.of(List.of());
    }
    if (value instanceof Map<?, ?> map) {
      return Lazy.of(Access.entries(render, map));
    }
    throw render.error("items needs a mapping, not " + Values.kind(value));
  }

  private static Object integer(Render render, Object value, Arguments arguments) {
    Object otherwise = arguments.bind(render, "int", "default").get(0, 0L);
    if (value instanceof String text && INTEGER.matcher(trimmed(text)).matches()) {
      return Long.parseLong(trimmed(text));
    }
    Object real = number(render, value);
    if (real instanceof Double number) {
      if (Double.isFinite(number) && Math.abs(number) >= 0x1p63) {
        throw render.error(Printing.real(number) + " is not an integer of 64 bits");
      }
      return Double.isFinite(number) ? (Object) (long) (double) number : otherwise;
    }
    return real == null ? otherwise : (Object) Numbers.integer(real);
  }

  private static Object real(Render render, Object value, Arguments arguments) {
    Object otherwise = arguments.bind(render, "float", "default").get(0, 0.0);
    Object number = number(render, value);
    return number == null ? otherwise : (Object) Numbers.real(number);
  }

  /** A number, or the real number that a text holds; else null. */
  private static Object number(Render render, Object value) {
    if (value instanceof Undefined undefined) {
      throw render.error(undefined.problem());
    }
    if (value instanceof String text && REAL.matcher(trimmed(text)).matches()) {
      return Double.valueOf(trimmed(text));
    }
    return Numbers.isNumber(value) ? value : null;
  }

  private static String trimmed(String text) {
    return Strings.strip(text, null, true, true);
  }

  private static Object round(Render render, Object value, Arguments arguments) {
    Arguments.Bound given = arguments.bind(render, "round", "precision", "method");
    int precision = given.integer(0, 0);
    if (!Numbers.isNumber(value) || Math.abs(precision) > 300) {
      throw render.error("round needs a number and a precision of at most 300");
    }
    double number = Numbers.real(value);
    String method = given.text(1, "common");
    boolean whole = !(value instanceof Double) && method.equals("common") && precision >= 0;
    if (whole || !Double.isFinite(number)) {
      return whole ? Numbers.integer(value) : (Object) number;
    }
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw render.error("round knows the methods common, ceil and floor");
        };
    return new BigDecimal(number).setScale(precision, mode).doubleValue();
  }

  private static String title(Render render, String text) {
    render.chargeText(text.length());
    var out = new StringBuilder();
    boolean start = true;
    for (int c : text.codePoints().toArray()) {
      String one = Character.toString(c);
      out.append(StringMethods.changeCase(render, one, start ? "upper" : "lower"));
      start = TITLE.matcher(one).matches();
    }
    return out.toString();
  }

  private static String indent(Render render, String text, Arguments arguments) {
    Arguments.Bound given = arguments.bind(render, "indent", "width", "first", "blank");
    String by;
    if (given.has(0) && given.get(0) instanceof String prefix) {
      by = prefix;
    } else {
      int width = Math.max(0, given.integer(0, 4));
      render.chargeText(width);
      by = " ".repeat(width);
    }
    var out = new StringBuilder();
    String[] lines = text.split("\n", -1);
    render.charge(lines.length);
    for (int i = 0; i < lines.length; i++) {
      boolean indented =
          i == 0 ? given.truth(1, false) : given.truth(2, false) || !lines[i].isEmpty();
      render.append(out, (i == 0 ? "" : "\n"));
      render.append(out, indented ? by : "");
      render.append(out, lines[i]);
    }
    return out.toString();
  }
}
