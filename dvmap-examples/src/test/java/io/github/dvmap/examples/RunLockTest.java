package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir Path folder;

  @Test
  void during_anotherRunInTheFolder_isRefusedUntilThatEnds() {
    Path out = folder.resolve("run");
    var runs = new AtomicInteger();
    RunLock.during(
        out,
        () -> {
          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> RunLock.during(out, runs::incrementAndGet))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--out " + out + ": another run writes there");
          }
        });
    assertThat(runs).hasValue(0);
    RunLock.during(out, runs::incrementAndGet);
    assertThat(runs).hasValue(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void during_runThatFails_freesTheFolder() {
    assertThatThrownBy(
            () ->
                RunLock.during(
                    folder,
                    () -> {
                      throw new IllegalStateException("failed");
                    }))
        .hasMessage("failed");
    assertThat(folder).isEmptyDirectory();
  }
}
