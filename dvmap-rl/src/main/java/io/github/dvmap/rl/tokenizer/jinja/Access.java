package io.github.dvmap.rl.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code value.name}, {@code value[key]} and {@code value[from:to:step]}. */
final class Access {
  private Access() {}

  /** A method or named part; what is not there is undefined, and of the undefined an error. */
  static Object attribute(Render render, Object value, String name) {
    if (value instanceof Namespace names && names.values().containsKey(name)) {
      return names.values().get(name);
    }
    Object found = method(render, value, name);
    if (found == null && value instanceof Map<?, ?> map && map.containsKey(name)) {
      return map.get(name);
    }
    return found == null ? new Undefined("'" + name + "' of " + Values.kind(value)) : found;
  }

  /** An item by position or key; where there is none, what {@code value.key} would be. */
  static Object item(Render render, Object value, Object key) {
    if (value instanceof Undefined undefined) {
      throw render.error(undefined.problem());
    }
    if (value instanceof Map<?, ?> map && map.containsKey(Values.requireKey(render, key))) {
      return map.get(key);
    }
    if (key instanceof Long index) {
      Object found = null;
      if (value instanceof String text) {
        found = character(render, text, index);
      } else if (value instanceof List<?> list) {
        long i = index < 0 ? index + list.size() : index;
        if (i >= 0 && i < list.size()) {
          return list.get((int) i);
        }
      }
      return found == null ? new Undefined("item " + index + " of " + Values.kind(value)) : found;
    }
    if (key instanceof String name) {
      return attribute(render, value, name);
    }
    return new Undefined(Values.kind(key) + " as a key of " + Values.kind(value));
  }

  private static Object character(Render render, String text, long index) {
    render.charge(text.length() / 8 + 1);
    int length = Strings.length(text);
    long i = index < 0 ? index + length : index;
    return i < 0 || i >= length
        ? null
        : Character.toString(text.codePointAt(text.offsetByCodePoints(0, (int) i)));
  }

  /** A method or part that is not an item; null where there is none. */
  private static Object method(Render render, Object value, String name) {
    if (value instanceof Undefined undefined) {
      throw render.error(undefined.problem());
    }
    if (value instanceof String text) {
      return StringMethods.of(text, name);
    }
    if (value instanceof Map<?, ?> map) {
      return mappingMethod(map, name);
    }
    if (value instanceof List<?> list) {
      return listMethod(list, name);
    }
    return value instanceof Loop loop ? loop.attribute(name) : null;
  }

  private static Function mappingMethod(Map<?, ?> map, String name) {
    return switch (name) {
      case "keys" ->
          (render, arguments) -> {
            arguments.bind(render, name);
            return Values.items(render, map);
          };
      case "values" ->
          (render, arguments) -> {
            arguments.bind(render, name);
            render.charge(map.size());
            return new ArrayList<Object>(map.values());
          };
      case "items" ->
          (render, arguments) -> {
            arguments.bind(render, name);
            return entries(render, map);
          };
      case "get" ->
          (render, arguments) -> {
            Arguments.Bound given = arguments.bind(render, name, "key", "default");
            Object key = Values.requireKey(render, given.get(0));
            return map.containsKey(key) ? map.get(key) : given.get(1, null);
          };
      default -> null;
    };
  }

  /** A mapping's entries as pairs. */
  static List<Object> entries(Render render, Map<?, ?> map) {
    render.charge(4L * map.size());
    List<Object> entries = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      List<Object> pair = new ArrayList<>();
      pair.add(entry.getKey());
      pair.add(entry.getValue());
      entries.add(new Tuple(pair));
    }
    return entries;
  }

  private static Function listMethod(List<?> list, String name) {
    return switch (name) {
      case "count" ->
          (render, arguments) -> {
            Object wanted = arguments.bind(render, name, "value").get(0);
            return list.stream().filter(item -> Values.equal(render, item, wanted)).count();
          };
      case "index" ->
          (render, arguments) -> {
            Object wanted = arguments.bind(render, name, "value").get(0);
            for (int i = 0; i < list.size(); i++) {
              if (Values.equal(render, list.get(i), wanted)) {
                return (long) i;
              }
            }
            throw render.error("the list does not hold the value");
          };
      default -> null;
    };
  }

  /** A part of a text or list; a bound of null is absent. */
  static Object slice(Render render, Object value, Object from, Object to, Object step) {
    if (value instanceof Undefined undefined) {
      throw render.error(undefined.problem());
    }
    if (!(value instanceof String) && !(value instanceof List)) {
      throw render.error(Values.kind(value) + " has no slices");
    }
    if (value instanceof String text) {
      render.charge(text.length() / 2);
      int[] characters = text.codePoints().toArray();
      var part = new StringBuilder();
      for (int i : positions(render, characters.length, from, to, step)) {
        part.appendCodePoint(characters[i]);
      }
      return part.toString();
    }
    List<Object> items = Values.items(render, value);
    List<Object> part = new ArrayList<>();
    for (int i : positions(render, items.size(), from, to, step)) {
      part.add(items.get(i));
    }
    return value instanceof Tuple ? new Tuple(part) : part;
  }

  /** Which of {@code size} items a slice takes, as Python's {@code slice.indices}. */
  private static int[] positions(Render render, int size, Object from, Object to, Object step) {
    long by = bound(render, step, 1);
    if (by == 0) {
      throw render.error("a slice's step is 0");
    }
    long least = by > 0 ? 0 : -1;
    long most = by > 0 ? size : size - 1;
    long start = clamp(bound(render, from, by > 0 ? 0 : size), size, least, most);
    long stop = to == null ? (by > 0 ? size : -1) : clamp(bound(render, to, 0), size, least, most);
    // a step beyond the size takes one item, and cannot overflow
    long stride = Math.max(-size - 1L, Math.min(size + 1L, by));
    long span = by > 0 ? stop - start : start - stop;
    int count = span <= 0 ? 0 : (int) ((span - 1) / Math.abs(stride) + 1);
    int[] positions = new int[count];
    for (int i = 0; i < count; i++) {
      positions[i] = (int) (start + i * stride);
    }
    return positions;
  }

  private static long bound(Render render, Object value, long otherwise) {
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Long number) {
      return number;
    }
    throw render.error("a slice needs integers, not " + Values.kind(value));
  }

  private static long clamp(long index, int size, long least, long most) {
    long i = index < 0 ? index + size : index;
    return Math.max(least, Math.min(most, i));
  }
}
