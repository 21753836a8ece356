package io.github.dvmap.rl.tokenizer.jinja;

/** What a template may call. */
@FunctionalInterface
interface Function {
  Object call(Render render, Arguments arguments);
}
