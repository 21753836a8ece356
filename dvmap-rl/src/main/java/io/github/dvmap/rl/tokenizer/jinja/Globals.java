package io.github.dvmap.rl.tokenizer.jinja;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that every template sees. */
final class Globals {
  /** Longest range, that of Jinja's sandbox. */
  static final int MAX_RANGE = 100_000;

  private Globals() {}

  static Map<String, Function> of(LocalDateTime now) {
    return Map.of(
        "range", Globals::range,
        "dict",
            (render, arguments) ->
                new LinkedHashMap<Object, Object>(named(render, "dict", arguments)),
        "namespace", (render, arguments) -> new Namespace(named(render, "namespace", arguments)),
        "raise_exception",
            (render, arguments) -> {
              Object message = arguments.bind(render, "raise_exception", "message").get(0);
              throw render.error("the template refuses: " + Printing.text(render, message));
            },
        "strftime_now",
            (render, arguments) ->
                Strftime.format(
                    render, arguments.bind(render, "strftime_now", "format").text(0), now));
  }

  /** Named arguments, after the entries of a mapping where one is given. */
  private static Map<String, Object> named(Render render, String function, Arguments arguments) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Object first : arguments.positional()) {
      if (!(first instanceof Map<?, ?> map) || arguments.positional().size() > 1) {
        throw render.error(function + " takes one mapping and named arguments");
      }
      render.charge(4L * map.size());
      map.forEach((key, value) -> values.put(Printing.text(render, key), value));
    }
    values.putAll(arguments.named());
    return values;
  }

  private static Object range(Render render, Arguments arguments) {
    List<Object> given = arguments.positional();
    if (given.isEmpty() || given.size() > 3 || !arguments.named().isEmpty()) {
      throw render.error("range takes one to three integers");
    }
    long[] bounds = new long[given.size()];
    for (int i = 0; i < bounds.length; i++) {
      if (!(given.get(i) instanceof Long bound)) {
        throw render.error("range needs integers, not " + Values.kind(given.get(i)));
      }
      bounds[i] = bound;
    }
    long start = bounds.length == 1 ? 0 : bounds[0];
    long stop = bounds.length == 1 ? bounds[0] : bounds[1];
    long step = bounds.length == 3 ? bounds[2] : 1;
    if (step == 0) {
      throw render.error("range needs a step other than 0");
    }
    double size = Math.ceil(((double) stop - start) / step);
    if (size > MAX_RANGE) {
      throw render.error("a range of more than " + MAX_RANGE + " integers");
    }
    List<Object> items = new ArrayList<>();
    for (long i = 0; i < size; i++) {
      render.charge(1);
      items.add(start + i * step);
    }
    return items;
  }
}
