package io.github.dvmap.rl.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Java values as a template's values; nothing else gets in. */
final class HostValues {
  private static final int MAX_DEPTH = 100;

  private HostValues() {}

  static Object of(String variable, Object value) {
    return of(variable, value, 0);
  }

  private static Object of(String variable, Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "variable " + variable + " is nested more than " + MAX_DEPTH + " deep");
    }
    if (value == null || value instanceof Boolean || value instanceof String) {
      return value;
    }
    if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    if (value instanceof Long || value instanceof Double) {
      return value;
    }
    if (value instanceof Float number) {
      return Double.valueOf(number);
    }
    if (value instanceof List<?> list) {
      List<Object> items = new ArrayList<>(list.size());
      list.forEach(item -> items.add(of(variable, item, depth + 1)));
      return Collections.unmodifiableList(items);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      map.forEach(
          (key, item) -> {
            if (!(key instanceof String)) {
              throw new IllegalArgumentException(
                  "variable " + variable + " has a key that is not text: " + key);
            }
            entries.put(key, of(variable, item, depth + 1));
          });
      return Collections.unmodifiableMap(entries);
    }
    throw new IllegalArgumentException(
        "variable "
            + variable
            + " is a "
            + value.getClass().getName()
            + ", not text, boolean, number, null, list or map");
  }
}
