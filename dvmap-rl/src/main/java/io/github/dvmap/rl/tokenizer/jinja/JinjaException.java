package io.github.dvmap.rl.tokenizer.jinja;

/** A template that cannot be read, or that cannot be rendered with the values given. */
public final class JinjaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final String problem;

  JinjaException(int line, String problem) {
    super("line " + line + ": " + problem);
    this.line = line;
    this.problem = problem;
  }

  /** The line of the template, from 1. */
  public int line() {
    return line;
  }

  /** What is wrong, without the line. */
  public String problem() {
    return problem;
  }
}
