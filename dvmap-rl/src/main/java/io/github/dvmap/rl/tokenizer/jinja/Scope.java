package io.github.dvmap.rl.tokenizer.jinja;

import java.util.HashMap;
import java.util.Map;

/** Variables by name; an inner scope reads the outer ones and writes its own. */
final class Scope {
  private final Scope outer;
  private final int depth;
  private final Map<String, Object> values = new HashMap<>();

  Scope(Scope outer) {
    this.outer = outer;
    this.depth = outer == null ? 0 : outer.depth + 1;
  }

  /** How many scopes are around this one. */
  int depth() {
    return depth;
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      if (scope.values.containsKey(name)) {
        return scope.values.get(name);
      }
    }
    return new Undefined("'" + name + "'");
  }

  void set(String name, Object value) {
    values.put(name, value);
  }
}
