package io.github.dvmap.rl.tokenizer.jinja;

/** The state of one rendering: what is left of its bounds, and the line at work. */
final class Render {
  /** Most units of work: 1 for an expression, statement or item, 1 for 8 characters. */
  static final long MAX_WORK = 10_000_000;

  /** Longest text, the output included, in UTF-16 units. */
  static final int MAX_TEXT = 10_000_000;

  /** Deepest nesting of expressions, calls and values. */
  static final int MAX_DEPTH = 500;

  private static final int MAX_MESSAGE = 500;

  private long work;
  private int depth;
  private int line = 1;

  JinjaException error(String problem) {
    boolean cut = problem.length() > MAX_MESSAGE;
    return new JinjaException(line, cut ? problem.substring(0, MAX_MESSAGE) + "..." : problem);
  }

  Object evaluate(Expression expression, Scope scope) {
    int before = line;
    line = expression.line();
    charge(1);
    deeper();
    Object value = expression.evaluate(scope, this);
    depth--;
    line = before;
    return value;
  }

  /** The line that later errors name. */
  void at(int place) {
    line = place;
  }

  void charge(long units) {
    work += units;
    if (work > MAX_WORK) {
      throw error("the template takes more than " + MAX_WORK + " steps");
    }
  }

  /**
   * Enters a level; {@link #back} leaves it. An exception ends the rendering, so need not leave.
   */
  void deeper() {
    if (++depth > MAX_DEPTH) {
      throw error("nested more than " + MAX_DEPTH + " deep");
    }
  }

  void back() {
    depth--;
  }

  /** Pays for a text of this length before it is made. */
  void chargeText(long length) {
    if (length > MAX_TEXT) {
      throw error("a text of more than " + MAX_TEXT + " characters");
    }
    charge(length / 8 + 1);
  }

  /** Pays for searching a text. */
  void chargeSearch(String text, String wanted) {
    charge((long) text.length() * Math.max(1, wanted.length()) / 64 + 1);
  }

  void append(StringBuilder out, String text) {
    if ((long) out.length() + text.length() > MAX_TEXT) {
      throw error("a text of more than " + MAX_TEXT + " characters");
    }
    charge(text.length() / 8 + 1);
    out.append(text);
  }
}
