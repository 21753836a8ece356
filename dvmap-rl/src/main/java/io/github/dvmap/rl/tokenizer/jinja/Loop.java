package io.github.dvmap.rl.tokenizer.jinja;

import java.util.List;

/** A loop's state at one item: {@code loop}. */
record Loop(List<Object> items, int index) {
  Object attribute(String name) {
    int size = items.size();
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "revindex" -> (long) (size - index);
      case "revindex0" -> (long) (size - index - 1);
      case "first" -> index == 0;
      case "last" -> index == size - 1;
      case "length" -> (long) size;
      case "previtem" -> index == 0 ? absent("previous") : items.get(index - 1);
      case "nextitem" -> index == size - 1 ? absent("next") : items.get(index + 1);
      case "cycle" -> (Function) this::cycle;
      default -> new Undefined("'loop." + name + "'");
    };
  }

  private static Undefined absent(String which) {
    return new Undefined("the " + which + " item of the loop");
  }

  private Object cycle(Render render, Arguments arguments) {
    List<Object> values = arguments.positional();
    if (values.isEmpty()) {
      throw render.error("loop.cycle needs an argument");
    }
    return values.get(index % values.size());
  }
}
