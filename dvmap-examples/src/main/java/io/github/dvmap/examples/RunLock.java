package io.github.dvmap.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** Holds --out for one run: two would mix their checkpoints and results. */
final class RunLock {
  private static final String FILE = ".dvmap-run";

  private RunLock() {}

  /**
   * Runs while the folder is locked. It is made if it is absent, and goes again if it stays empty.
   *
   * @throws IllegalArgumentException if another run has it
   */
  static void during(Path out, Runnable run) {
    boolean absent = !Files.exists(out);
    try {
      Files.createDirectories(out);
      Path file = out.resolve(FILE);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        if (!lock(channel)) {
          throw new IllegalArgumentException("--out " + out + ": another run writes there");
        }
        try {
          run.run();
        } finally {
          Files.deleteIfExists(file);
          if (absent && isEmpty(out)) {
            Files.delete(out);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock --out " + out, e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.findAny().isEmpty();
    }
  }

  /** Whether the lock could be had; it ends with its channel. */
  @SuppressWarnings("MustBeClosedChecker")
  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
