package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.progress.ProgressListener;
import io.github.dvmap.core.testkit.ProgressListenerContract;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest extends ProgressListenerContract {
  private final StringWriter text = new StringWriter();

  @Override
  protected ProgressListener listener() {
    return new ConsoleProgress(new PrintWriter(text), true);
  }

  private void run(ProgressListener listener, int total) {
    listener.on(new ProgressEvent.Started("grpo", total));
    for (int done = 1; done <= total; done++) {
      listener.on(
          new ProgressEvent.Advanced(
              "grpo",
              done,
              total,
              Map.of(
                  "reward", 1.25, "kl", 0.01, "entropy", 2.5, "seconds_left", 7.0, "other", 3.0)));
    }
    listener.on(new ProgressEvent.Finished("grpo"));
  }

  @Test
  void on_noTerminal_printsALineForEachTenth() {
    run(new ConsoleProgress(new PrintWriter(text), false), 250);
    assertThat(text.toString().lines()).hasSize(10);
    assertThat(text.toString().lines().skip(4).findFirst().orElseThrow())
        .isEqualTo(
            "grpo       [############............] 125/250  reward 1.25  kl 0.0100  entropy 2.50  seconds left"
                + " 7.00");
  }

  @Test
  void on_terminal_redrawsOneLine() {
    run(new ConsoleProgress(new PrintWriter(text), true), 250);
    assertThat(text.toString().chars().filter(c -> c == '\r')).hasSize(250);
    assertThat(text.toString().lines().filter(line -> line.contains("250/250"))).isNotEmpty();
    assertThat(text.toString()).endsWith(System.lineSeparator());
  }

  @Test
  void on_fewerStepsThanTenths_printsEachOnce() {
    run(new ConsoleProgress(new PrintWriter(text), false), 3);
    assertThat(text.toString().lines()).hasSize(3);
  }
}
