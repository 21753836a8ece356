package io.github.dvmap.examples;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A run of the command line. */
record Cli(int exitCode, String out, String err) {
  static Cli run(Object... arguments) {
    String[] texts = new String[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      texts[i] = arguments[i].toString();
    }
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err, true), texts);
    return new Cli(exitCode, out.toString(), err.toString());
  }
}
