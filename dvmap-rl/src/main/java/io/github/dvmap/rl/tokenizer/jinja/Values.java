package io.github.dvmap.rl.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Truth, equality, order and items, as Python has them. */
final class Values {
  private Values() {}

  /** The type in words. */
  static String kind(Object value) {
    if (value == null) {
      return "none";
    }
    if (value instanceof Undefined undefined) {
      return undefined.what() + " (undefined)";
    }
    if (value instanceof String) {
      return "a text";
    }
    if (value instanceof Boolean) {
      return "a boolean";
    }
    if (value instanceof Number) {
      return "a number";
    }
    if (value instanceof List) {
      return value instanceof Tuple ? "a tuple" : "a list";
    }
    if (value instanceof Map) {
      return "a mapping";
    }
    if (value instanceof Function) {
      return "a function";
    }
    return value instanceof Lazy ? "a generator" : value instanceof Loop ? "a loop" : "a namespace";
  }

  static boolean truth(Object value) {
    if (value == null || value instanceof Undefined) {
      return false;
    }
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof String text) {
      return !text.isEmpty();
    }
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty();
    }
    return !(value instanceof Map<?, ?> map) || !map.isEmpty();
  }

  /** The items of a list, a text's characters, a mapping's keys. */
  static List<Object> items(Render render, Object value) {
    List<Object> items = new ArrayList<>();
    if (value instanceof String text) {
      render.charge(4L * text.length());
      text.codePoints().forEach(c -> items.add(Character.toString(c)));
    } else if (value instanceof List<?> list) {
      render.charge(list.size());
      items.addAll(list);
    } else if (value instanceof Map<?, ?> map) {
      render.charge(map.size());
      items.addAll(map.keySet());
    } else if (value instanceof Lazy lazy) {
      lazy.items().forEachRemaining(items::add);
      render.charge(items.size());
    } else if (!(value instanceof Undefined)) {
      throw render.error(kind(value) + " has no items");
    }
    return items;
  }

  static Object requireKey(Render render, Object key) {
    if (key == null || key instanceof String || key instanceof Number || key instanceof Boolean) {
      return key;
    }
    throw render.error(kind(key) + " cannot be a key");
  }

  /** Whether a comparison holds. */
  static boolean holds(Render render, String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> equal(render, left, right);
      case "!=" -> !equal(render, left, right);
      case "<" -> compare(render, left, right) < 0;
      case "<=" -> compare(render, left, right) <= 0;
      case ">" -> compare(render, left, right) > 0;
      case ">=" -> compare(render, left, right) >= 0;
      case "in" -> contains(render, right, left);
      default -> !contains(render, right, left);
    };
  }

  static boolean contains(Render render, Object container, Object wanted) {
    if (container instanceof String text) {
      if (!(wanted instanceof String part)) {
        throw render.error(kind(wanted) + " cannot be in a text");
      }
      render.chargeSearch(text, part);
      return text.contains(part);
    }
    if (container instanceof Map<?, ?> map) {
      return map.containsKey(requireKey(render, wanted));
    }
    for (Object item : items(render, container)) {
      if (equal(render, item, wanted)) {
        return true;
      }
    }
    return false;
  }

  static boolean equal(Render render, Object left, Object right) {
    render.charge(1);
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.compare(left, right) == 0;
    }
    if (left instanceof String a && right instanceof String b) {
      render.charge(Math.min(a.length(), b.length()) / 8);
      return a.equals(b);
    }
    render.deeper();
    boolean equal;
    if (left instanceof List<?> a && right instanceof List<?> b) {
      equal = a instanceof Tuple == b instanceof Tuple && equalItems(render, a, b);
    } else if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
      equal = a.size() == b.size() && equalEntries(render, a, b);
    } else if (left instanceof Undefined) {
      equal = right instanceof Undefined;
    } else {
      equal = left == null ? right == null : isSame(left, right);
    }
    render.back();
    return equal;
  }

  private static boolean equalItems(Render render, List<?> a, List<?> b) {
    boolean equal = a.size() == b.size();
    for (int i = 0; i < a.size() && equal; i++) {
      equal = equal(render, a.get(i), b.get(i));
    }
    return equal;
  }

  private static boolean equalEntries(Render render, Map<?, ?> a, Map<?, ?> b) {
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      if (!b.containsKey(entry.getKey())
          || !equal(render, entry.getValue(), b.get(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /** Python's {@code is}. */
  @SuppressWarnings("ReferenceEquality")
  static boolean isSame(Object left, Object right) {
    if (left instanceof Boolean || left instanceof Number || left instanceof String) {
      return Objects.equals(left, right);
    }
    return left == right;
  }

  /** The order of two numbers, texts or lists. */
  static int compare(Render render, Object left, Object right) {
    render.charge(1);
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.compare(left, right);
    }
    if (left instanceof String a && right instanceof String b) {
      render.charge(Math.min(a.length(), b.length()) / 8);
      return Strings.compare(a, b);
    }
    if (left instanceof List<?> a
        && right instanceof List<?> b
        && a instanceof Tuple == b instanceof Tuple) {
      render.deeper();
      int order = 0;
      for (int i = 0; i < Math.min(a.size(), b.size()) && order == 0; i++) {
        if (!equal(render, a.get(i), b.get(i))) {
          order = compare(render, a.get(i), b.get(i));
        }
      }
      render.back();
      return order != 0 ? order : Integer.compare(a.size(), b.size());
    }
    throw render.error(kind(left) + " and " + kind(right) + " have no order");
  }
}
