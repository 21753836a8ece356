package io.github.dvmap.examples;

import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.progress.ProgressListener;
import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A bar on a terminal; elsewhere a line as a stage begins, for each tenth of it and each minute.
 */
final class ConsoleProgress implements ProgressListener {
  private static final int WIDTH = 24;
  private static final long MINUTE = 60_000_000_000L;
  private static final List<String> SHOWN =
      List.of(
          "loss",
          "reward",
          "accuracy",
          "format",
          "kl",
          "entropy",
          "tokens_per_second",
          "seconds_left");

  private final PrintWriter out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private long started;
  private long tenth;
  private long shown;

  /** Draws a bar if the process writes to a terminal. */
  static ConsoleProgress on(PrintWriter out) {
    return new ConsoleProgress(
        out,
        !"dumb".equals(System.getenv("TERM"))
            && Optional.ofNullable(System.console())
                .filter(ConsoleProgress::isTerminal)
                .isPresent(),
        System::nanoTime);
  }

  /** From Java 22 on there is a console without a terminal too. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  ConsoleProgress(PrintWriter out, boolean terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  @Override
  public void on(ProgressEvent event) {
    if (event instanceof ProgressEvent.Started begun) {
      started = nanoTime.getAsLong();
      tenth = 0;
      show(new ProgressEvent.Advanced(begun.stage(), 0, begun.total(), Map.of()));
    } else if (event instanceof ProgressEvent.Advanced advanced) {
      advanced(advanced);
    } else if (terminal) {
      out.println();
    }
    out.flush();
  }

  private void advanced(ProgressEvent.Advanced event) {
    long tenths = event.done() * 10 / event.total();
    if (terminal || tenths > tenth || nanoTime.getAsLong() - shown >= MINUTE) {
      tenth = tenths;
      show(event);
    }
  }

  private void show(ProgressEvent.Advanced event) {
    String line = line(event);
    if (terminal) {
      out.print("\r" + line + "\u001b[K");
    } else {
      out.println(line);
    }
    shown = nanoTime.getAsLong();
  }

  private String line(ProgressEvent.Advanced event) {
    int filled = (int) (WIDTH * event.done() / Math.max(event.total(), 1));
    var text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%-10s [%s%s] %d/%d",
                event.stage(),
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                event.done(),
                event.total()));
    for (String name : SHOWN) {
      Double value = event.values().get(name);
      if (value != null && !value.isNaN()) {
        text.append(String.format(Locale.ROOT, "  %s %.3g", name.replace('_', ' '), value));
      }
    }
    if (!event.values().containsKey("seconds_left") && event.done() > 0) {
      double seconds = (nanoTime.getAsLong() - started) / 1e9;
      text.append(
          String.format(
              Locale.ROOT,
              "  seconds left %.0f",
              seconds * (event.total() - event.done()) / event.done()));
    }
    return text.toString();
  }
}
