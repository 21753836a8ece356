package io.github.dvmap.rl.tokenizer.jinja;

/**
 * The value of what is not there: prints as nothing, is false and has no items.
 *
 * @param what what was asked for, quoted
 */
record Undefined(String what) {
  String problem() {
    return what + " is undefined";
  }
}
