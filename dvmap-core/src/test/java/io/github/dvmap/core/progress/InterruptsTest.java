package io.github.dvmap.core.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterruptsTest {
  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void check_interrupted_cancelsAndLeavesTheFlag() {
    Interrupts.check("counting");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Interrupts.check("counting"))
        .isInstanceOf(CancellationException.class)
        .hasMessage("counting was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withhold_flagOfBefore_isNotSeenByTheWorkAndThereAfterwards(boolean before) {
    if (before) {
      Thread.currentThread().interrupt();
    }
    Interrupts.withhold(() -> Interrupts.check("work"));
    assertThat(Thread.currentThread().isInterrupted()).isEqualTo(before);
    assertThatThrownBy(
            () ->
                Interrupts.withhold(
                    () -> {
                      throw new IllegalStateException("no room");
                    }))
        .hasMessage("no room");
    assertThat(Thread.interrupted()).isEqualTo(before);
  }

  @Test
  void withhold_interruptDuringTheWork_leavesItsFlag() {
    Interrupts.withhold(() -> Thread.currentThread().interrupt());
    assertThat(Thread.interrupted()).isTrue();
  }
}
