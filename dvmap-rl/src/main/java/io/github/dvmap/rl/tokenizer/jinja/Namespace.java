package io.github.dvmap.rl.tokenizer.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/** The only value that a template may change: {@code namespace(name=value)}. */
record Namespace(Map<String, Object> values) {
  Namespace(Map<String, Object> values) {
    this.values = new LinkedHashMap<>(values);
  }
}
