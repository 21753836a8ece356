package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A reader over damaged files: each is read to its end or refused with a {@link
 * SurveyFormatException} that names it, within 10 s and, as they are of a few KB, within 256 MiB of
 * allocation. The number of files grows with the system property {@code dvmap.fuzz.scale}.
 */
final class FuzzRun {
  private static final int SECONDS = 10;
  private static final long ALLOCATION = 1L << 28;

  private final Path folder;
  private final Reader reader;

  /** A reader under test. */
  interface Reader {
    /** Reads all of a file. */
    void read(Path file) throws IOException;
  }

  FuzzRun(Path folder, Reader reader) {
    this.folder = folder;
    this.reader = reader;
  }

  /** Reads so many mutants; of these more than 1 in 50 are readable and 1 in 10 is not. */
  void over(int mutants, long seed, Function<Random, byte[]> mutant) throws IOException {
    long count = mutants * Long.getLong("dvmap.fuzz.scale", 1);
    long refused = 0;
    ExecutorService worker = Executors.newSingleThreadExecutor();
    try {
      for (long i = 0; i < count; i++) {
        Path file = folder.resolve("mutant");
        Files.write(file, mutant.apply(new Random(seed * 1_000_003 + i)));
        Optional<Throwable> thrown =
            worker.submit(() -> outcome(file)).get(SECONDS, TimeUnit.SECONDS);
        if (thrown.isPresent()) {
          assertThat(thrown.get())
              .as("mutant %d of seed %d", i, seed)
              .isInstanceOfSatisfying(
                  SurveyFormatException.class,
                  e -> assertThat(e.path()).isEqualTo(file.toString()));
          refused++;
        }
      }
    } catch (TimeoutException e) {
      fail("a mutant of seed " + seed + " took more than " + SECONDS + " s", e);
    } catch (InterruptedException | ExecutionException e) {
      fail("a mutant of seed " + seed, e);
    } finally {
      worker.shutdownNow();
    }
    assertThat(refused).as("mutants refused").isBetween(count / 10, count - count / 50);
  }

  /** What reading a file throws; on the worker's thread. */
  private Optional<Throwable> outcome(Path file) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Throwable thrown = null;
    try {
      reader.read(file);
    } catch (Throwable e) {
      thrown = e;
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    return allocated > ALLOCATION
        ? Optional.of(new AssertionError("allocated " + allocated + " bytes", thrown))
        : Optional.ofNullable(thrown);
  }
}
