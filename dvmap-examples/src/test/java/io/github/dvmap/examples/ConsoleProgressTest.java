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
  private long now;

  @Override
  protected ProgressListener listener() {
    return progress(true);
  }

  private ConsoleProgress progress(boolean terminal) {
    return new ConsoleProgress(new PrintWriter(text), terminal, () -> now);
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
  void on_noTerminal_printsALineAtTheStartAndForEachTenth() {
    run(progress(false), 250);
    assertThat(text.toString().lines()).hasSize(11);
    assertThat(text.toString().lines().skip(5).findFirst().orElseThrow())
        .isEqualTo(
            "grpo       [############............] 125/250  reward 1.25  kl 0.0100  entropy 2.50  seconds left"
                + " 7.00");
  }

  @Test
  void on_terminal_redrawsOneLine() {
    run(progress(true), 250);
    assertThat(text.toString().chars().filter(c -> c == '\r')).hasSize(251);
    assertThat(text.toString().lines().filter(line -> line.contains("250/250"))).isNotEmpty();
    assertThat(text.toString()).endsWith(System.lineSeparator());
  }

  @Test
  void on_fewerStepsThanTenths_printsEachOnce() {
    run(progress(false), 3);
    assertThat(text.toString().lines()).hasSize(4);
  }

  @Test
  void on_slowStage_printsALineAMinute() {
    ProgressListener listener = progress(false);
    listener.on(new ProgressEvent.Started("warm-up", 1000));
    for (int done = 1; done <= 12; done++) {
      now += 20_000_000_000L;
      listener.on(new ProgressEvent.Advanced("warm-up", done, 1000, Map.of()));
    }
    assertThat(text.toString().lines())
        .containsExactly(
            "warm-up    [........................] 0/1000",
            "warm-up    [........................] 3/1000  seconds left 19940",
            "warm-up    [........................] 6/1000  seconds left 19880",
            "warm-up    [........................] 9/1000  seconds left 19820",
            "warm-up    [........................] 12/1000  seconds left 19760");
  }

  @Test
  void on_aValueThatIsNotThere_leavesItOut() {
    progress(false).on(new ProgressEvent.Advanced("forests", 9, 9, Map.of("accuracy", Double.NaN)));
    assertThat(text.toString()).contains("9/9").doesNotContain("NaN", "accuracy");
  }

  @Test
  void on_stageWithNothingToDo_isShownAsBegun() {
    run(progress(false), 0);
    assertThat(text.toString().strip()).isEqualTo("grpo       [........................] 0/0");
  }
}
