package io.github.dvmap.rl.tokenizer.jinja;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of a call. */
record Arguments(List<Object> positional, Map<String, Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  /** These without the first so many positional ones. */
  Arguments without(int first) {
    int size = positional.size();
    return new Arguments(positional.subList(Math.min(first, size), size), named);
  }

  /** These and a named one. */
  Arguments with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(named);
    more.put(name, value);
    return new Arguments(positional, more);
  }

  /** These less a named one. */
  Arguments withoutNamed(String name) {
    Map<String, Object> fewer = new LinkedHashMap<>(named);
    fewer.remove(name);
    return new Arguments(positional, fewer);
  }

  /** Gives each value its parameter; one too many or of an unknown name is an error. */
  Bound bind(Render render, String function, String... parameters) {
    if (positional.size() > parameters.length) {
      throw render.error(
          function + " takes " + parameters.length + " arguments, not " + positional.size());
    }
    var values = new Object[parameters.length];
    var given = new boolean[parameters.length];
    for (int i = 0; i < positional.size(); i++) {
      values[i] = positional.get(i);
      given[i] = true;
    }
    named.forEach(
        (name, value) -> {
          int i = Arrays.asList(parameters).indexOf(name);
          if (i < 0 || given[i]) {
            throw render.error(
                function + (i < 0 ? " has no parameter '" : " is given twice '") + name + "'");
          }
          values[i] = value;
          given[i] = true;
        });
    return new Bound(render, function, parameters, values, given);
  }

  /** The values by parameter. */
  static final class Bound {
    private final Render render;
    private final String function;
    private final String[] parameters;
    private final Object[] values;
    private final boolean[] given;

    private Bound(
        Render render, String function, String[] parameters, Object[] values, boolean[] given) {
      this.render = render;
      this.function = function;
      this.parameters = parameters;
      this.values = values;
      this.given = given;
    }

    boolean has(int i) {
      return given[i];
    }

    Object get(int i) {
      if (!given[i]) {
        throw render.error(function + " needs its argument '" + parameters[i] + "'");
      }
      return values[i];
    }

    Object get(int i, Object otherwise) {
      return given[i] ? values[i] : otherwise;
    }

    String text(int i) {
      if (get(i) instanceof String text) {
        return text;
      }
      throw wrong(i, "text");
    }

    String text(int i, String otherwise) {
      return given[i] && values[i] != null ? text(i) : otherwise;
    }

    /** An integer within the range of {@code int}. */
    int integer(int i, int otherwise) {
      if (!given[i]) {
        return otherwise;
      }
      if (values[i] instanceof Long number && number == number.intValue()) {
        return number.intValue();
      }
      throw wrong(i, "an integer");
    }

    boolean truth(int i, boolean otherwise) {
      return given[i] ? Values.truth(values[i]) : otherwise;
    }

    private JinjaException wrong(int i, String wanted) {
      return render.error(
          function
              + " needs "
              + wanted
              + " for '"
              + parameters[i]
              + "', not "
              + Values.kind(values[i]));
    }
  }
}
