package io.github.dvmap.rl.tokenizer.jinja;

import java.util.Iterator;
import java.util.List;

/** The items of a filter that gives a generator: true even when empty, gone through only once. */
record Lazy(Iterator<Object> items) {
  static Lazy of(List<Object> items) {
    return new Lazy(items.iterator());
  }
}
