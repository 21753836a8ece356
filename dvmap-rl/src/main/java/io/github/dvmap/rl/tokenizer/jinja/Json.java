package io.github.dvmap.rl.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The filter {@code tojson} of transformers: Python's {@code json.dumps} that keeps characters
 * beyond ASCII, with {@code indent}, {@code separators}, {@code sort_keys} and {@code
 * ensure_ascii}.
 */
final class Json {
  private final Render render;
  private final StringBuilder out = new StringBuilder();
  private final boolean ascii;
  private final String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sortKeys;

  private Json(Render render, Arguments.Bound given) {
    this.render = render;
    ascii = given.truth(0, false);
    indent = indent(given);
    sortKeys = given.truth(3, false);
    String item = indent == null ? ", " : ",";
    String key = ": ";
    if (given.get(2, null) != null) {
      List<Object> separators = Values.items(render, given.get(2));
      if (separators.size() != 2
          || !(separators.get(0) instanceof String first)
          || !(separators.get(1) instanceof String second)) {
        throw render.error("tojson needs two texts for 'separators'");
      }
      item = first;
      key = second;
    }
    itemSeparator = item;
    keySeparator = key;
  }

  static String of(Render render, Object value, Arguments arguments) {
    var json =
        new Json(
            render,
            arguments.bind(render, "tojson", "ensure_ascii", "indent", "separators", "sort_keys"));
    json.write(value, 1);
    return json.out.toString();
  }

  private String indent(Arguments.Bound given) {
    Object value = given.get(1, null);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    int width = Math.max(0, given.integer(1, 0));
    render.chargeText(width);
    return " ".repeat(width);
  }

  private void write(Object value, int depth) {
    render.deeper();
    if (value instanceof String text) {
      string(text);
    } else if (value instanceof List<?> list) {
      String separator = "[";
      for (Object item : list) {
        open(separator, depth);
        write(item, depth + 1);
        separator = itemSeparator;
      }
      close(list.isEmpty(), "[", "]", depth);
    } else if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Object key : keys(map)) {
        open(separator, depth);
        string(key instanceof String text ? text : scalar(key));
        render.append(out, keySeparator);
        write(map.get(key), depth + 1);
        separator = itemSeparator;
      }
      close(map.isEmpty(), "{", "}", depth);
    } else {
      render.append(out, scalar(value));
    }
    render.back();
  }

  private List<Object> keys(Map<?, ?> map) {
    List<Object> keys = new ArrayList<>(map.keySet());
    if (sortKeys) {
      Comparator<Object> order = (a, b) -> Values.compare(render, a, b);
      keys.sort(order);
    }
    return keys;
  }

  private void open(String separator, int depth) {
    render.append(out, separator);
    newLine(depth);
  }

  private void close(boolean empty, String open, String close, int depth) {
    if (empty) {
      render.append(out, open);
    } else {
      newLine(depth - 1);
    }
    render.append(out, close);
  }

  private void newLine(int depth) {
    if (indent != null) {
      render.append(out, "\n");
      for (int i = 0; i < depth; i++) {
        render.append(out, indent);
      }
    }
  }

  private String scalar(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Boolean || value instanceof Long) {
      return value.toString();
    }
    if (value instanceof Double real) {
      render.charge(16);
      return Double.isNaN(real)
          ? "NaN"
          : Double.isInfinite(real) ? (real > 0 ? "Infinity" : "-Infinity") : Printing.real(real);
    }
    throw render.error(Values.kind(value) + " has no JSON");
  }

  private void string(String text) {
    var quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int known = "\"\\\n\r\t\b\f".indexOf(c);
      if (known >= 0) {
        quoted.append('\\').append("\"\\nrtbf".charAt(known));
      } else if (c < ' ' || (ascii && c > '~')) {
        quoted.append("\\u").append(Strings.hex(c, 4));
      } else {
        quoted.append(c);
      }
    }
    render.append(out, quoted.append('"').toString());
  }
}
