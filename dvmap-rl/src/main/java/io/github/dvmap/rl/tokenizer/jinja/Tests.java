package io.github.dvmap.rl.tokenizer.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tests: {@code value is name}. */
final class Tests {
  private Tests() {}

  static boolean holds(Render render, String name, Object value, Arguments arguments) {
    return switch (name) {
      case "eq", "equalto" -> compare(render, "==", name, value, arguments);
      case "ne" -> compare(render, "!=", name, value, arguments);
      case "lt", "lessthan" -> compare(render, "<", name, value, arguments);
      case "le" -> compare(render, "<=", name, value, arguments);
      case "gt", "greaterthan" -> compare(render, ">", name, value, arguments);
      case "ge" -> compare(render, ">=", name, value, arguments);
      case "in" -> compare(render, "in", name, value, arguments);
      case "sameas" -> Values.isSame(value, other(render, name, arguments));
      case "divisibleby" -> remainder(render, value, other(render, name, arguments)) == 0;
      default -> {
        arguments.bind(render, name);
        yield alone(render, name, value);
      }
    };
  }

  private static Object other(Render render, String name, Arguments arguments) {
    return arguments.bind(render, name, "other").get(0);
  }

  private static boolean compare(
      Render render, String operator, String name, Object value, Arguments arguments) {
    return Values.holds(render, operator, value, other(render, name, arguments));
  }

  private static boolean alone(Render render, String name, Object value) {
    return switch (name) {
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "none" -> value == null;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "true" -> Boolean.TRUE.equals(value);
      case "false" -> Boolean.FALSE.equals(value);
      case "number" -> Numbers.isNumber(value);
      case "integer" -> value instanceof Long;
      case "float" -> value instanceof Double;
      case "mapping" -> value instanceof Map;
      // as in Jinja an undefined value can be gone through: it has no items
      case "sequence" -> hasItems(value);
      case "iterable" -> hasItems(value) || value instanceof Lazy;
      case "callable" -> value instanceof Function || value instanceof Undefined;
      case "odd" -> remainder(render, value, 2L) == 1;
      case "even" -> remainder(render, value, 2L) == 0;
      case "lower" -> isCase(render, value, false);
      case "upper" -> isCase(render, value, true);
      default -> throw render.error("the test '" + name + "' is unknown or not supported");
    };
  }

  private static boolean hasItems(Object value) {
    return value instanceof String
        || value instanceof List
        || value instanceof Map
        || value instanceof Undefined;
  }

  private static double remainder(Render render, Object value, Object by) {
    return Numbers.real(Numbers.apply(render, "%", requireNumber(render, value), by));
  }

  private static Object requireNumber(Render render, Object value) {
    if (Numbers.isNumber(value)) {
      return value;
    }
    throw render.error(Values.kind(value) + " is not a number");
  }

  private static boolean isCase(Render render, Object value, boolean upper) {
    String text = Printing.text(render, value);
    render.chargeText(text.length());
    String changed = upper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT);
    return text.equals(changed) && text.codePoints().anyMatch(Character::isLetter);
  }
}
