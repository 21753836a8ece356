package io.github.dvmap.rl.tokenizer.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's {@code pattern % values} and {@code pattern.format(values)}, the plain part of each. */
final class Formats {
  private static final int MAX_WIDTH = 1000;
  private static final Pattern PERCENT =
      Pattern.compile(
          "%(?<flags>[-0+ ]*)(?<width>[0-9]{0,4})(?:\\.(?<digits>[0-9]{1,4}))?(?<kind>.)",
          Pattern.DOTALL);
  private static final Pattern BRACES = Pattern.compile("\\{\\{|\\}\\}|\\{(?<name>\\w*)\\}|[{}]");

  private Formats() {}

  /** {@code %s}, {@code %r}, {@code %d}, {@code %i}, {@code %f}, {@code %x} and {@code %%}. */
  static String percent(Render render, String pattern, List<?> values) {
    render.chargeText(pattern.length());
    var out = new StringBuilder();
    int next = 0;
    int end = 0;
    Matcher matcher = PERCENT.matcher(pattern);
    while (matcher.find()) {
      render.append(out, pattern.substring(end, matcher.start()));
      end = matcher.end();
      if (matcher.group("kind").equals("%")) {
        render.append(out, "%");
        continue;
      }
      if (next == values.size()) {
        throw render.error("not enough values for the format");
      }
      render.append(out, converted(render, matcher, values.get(next++)));
    }
    if (pattern.indexOf('%', end) >= 0) {
      throw render.error("the format ends within a '%'");
    }
    if (next < values.size()) {
      throw render.error("not all values are used by the format");
    }
    render.append(out, pattern.substring(end));
    return out.toString();
  }

  private static String converted(Render render, Matcher spec, Object value) {
    int width = spec.group("width").isEmpty() ? 0 : Integer.parseInt(spec.group("width"));
    int digits = spec.group("digits") == null ? -1 : Integer.parseInt(spec.group("digits"));
    if (width > MAX_WIDTH || digits > MAX_WIDTH) {
      throw render.error("a format's width is more than " + MAX_WIDTH);
    }
    String flags = spec.group("flags");
    boolean number = "dixf".contains(spec.group("kind"));
    String body = body(render, spec.group("kind"), digits, value);
    String sign = "";
    if (number) {
      boolean minus = body.startsWith("-");
      body = minus ? body.substring(1) : body;
      sign = minus ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    }
    int missing = Math.max(0, width - Strings.length(body) - sign.length());
    if (flags.contains("-")) {
      return sign + body + " ".repeat(missing);
    }
    return number && flags.contains("0")
        ? sign + "0".repeat(missing) + body
        : " ".repeat(missing) + sign + body;
  }

  private static String body(Render render, String kind, int digits, Object value) {
    switch (kind) {
      case "s", "r" -> {
        var text = new StringBuilder();
        if (kind.equals("s")) {
          text.append(Printing.text(render, value));
        } else {
          Printing.repr(render, value, text);
        }
        boolean cut = digits >= 0 && digits < Strings.length(text.toString());
        return cut ? text.substring(0, text.offsetByCodePoints(0, digits)) : text.toString();
      }
      case "d", "i", "x", "f" -> {
        if (!Numbers.isNumber(value) || !Double.isFinite(Numbers.real(value))) {
          throw render.error("'%" + kind + "' needs a finite number, not " + Values.kind(value));
        }
        if (kind.equals("f")) {
          return new BigDecimal(Numbers.real(value))
              .setScale(digits < 0 ? 6 : digits, RoundingMode.HALF_EVEN)
              .toPlainString();
        }
        long integer = value instanceof Double real ? (long) (double) real : Numbers.integer(value);
        return kind.equals("x") ? Long.toString(integer, 16) : Long.toString(integer);
      }
      default -> throw render.error("the format '%" + kind + "' is not supported");
    }
  }

  /** <code>{}</code>, <code>{0}</code>, <code>{name}</code> and doubled braces. */
  static String braces(Render render, String pattern, Arguments arguments) {
    render.chargeText(pattern.length());
    var out = new StringBuilder();
    int next = 0;
    int end = 0;
    Matcher matcher = BRACES.matcher(pattern);
    while (matcher.find()) {
      render.append(out, pattern.substring(end, matcher.start()));
      end = matcher.end();
      String name = matcher.group("name");
      if (name == null) {
        if (matcher.group().length() == 1) {
          throw render.error("format knows only {}, {0} and {name}");
        }
        render.append(out, matcher.group().substring(1));
      } else if (name.isEmpty() || name.chars().allMatch(c -> c >= '0' && c <= '9')) {
        int index = name.isEmpty() ? next++ : name.length() > 4 ? -1 : Integer.parseInt(name);
        List<Object> values = arguments.positional();
        if (index < 0 || index >= values.size()) {
          throw render.error("format has no value " + (name.isEmpty() ? index : name));
        }
        render.append(out, Printing.text(render, values.get(index)));
      } else {
        Map<String, Object> values = arguments.named();
        if (!values.containsKey(name)) {
          throw render.error("format has no value '" + name + "'");
        }
        render.append(out, Printing.text(render, values.get(name)));
      }
    }
    render.append(out, pattern.substring(end));
    return out.toString();
  }
}
