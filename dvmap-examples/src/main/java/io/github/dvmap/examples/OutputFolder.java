package io.github.dvmap.examples;

import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.io.RealPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;

/** Whether --out can be written, which is worth knowing before the work; nothing stays there. */
final class OutputFolder {
  private OutputFolder() {}

  /**
   * Checks that files can be written in a folder, which may be absent.
   *
   * @throws IllegalArgumentException if it has no name
   * @throws UncheckedIOException if they cannot
   */
  static void require(Path out) {
    if (out.toString().isEmpty()) {
      throw new IllegalArgumentException("--out '' names no folder; the current one is .");
    }
    Deque<Path> made = new ArrayDeque<>();
    try {
      try {
        Path folder = RealPaths.of(out);
        make(folder, made);
        Files.delete(Files.createFile(AtomicFiles.beside(folder.resolve("probe"))));
      } finally {
        deleteEmpty(made);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("--out " + out + " cannot be written", e);
    }
  }

  /** Checks that a folder can be replaced by another, which is written beside it. */
  static void requireReplaceable(Path out) {
    Path parent = RealPaths.of(out).getParent();
    require(Files.isDirectory(out) && parent != null && !out.toString().isEmpty() ? parent : out);
  }

  /**
   * Checks that an input is not what will be written over.
   *
   * @param written names of files and folders of --out; none where all of it is replaced
   * @throws IllegalArgumentException if it is
   */
  static void requireKept(Path out, String option, Path input, String... written) {
    Path folder = RealPaths.of(out);
    Path real = RealPaths.of(input);
    boolean lost =
        written.length == 0
            ? real.startsWith(folder)
            : Stream.of(written).anyMatch(name -> real.startsWith(folder.resolve(name)));
    if (lost) {
      throw new IllegalArgumentException(
          "--out " + out + " would be written over " + option + " " + input);
    }
  }

  private static void make(Path folder, Deque<Path> made) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (Files.exists(folder)) {
      throw new FileSystemException(folder.toString(), null, "is a file, not a folder");
    }
    make(folder.getParent(), made);
    Files.createDirectory(folder);
    made.push(folder);
  }

  /** The last made first; one that another process uses by now stays, with those above it. */
  private static void deleteEmpty(Deque<Path> made) throws IOException {
    try {
      for (Path folder : made) {
        Files.delete(folder);
      }
    } catch (DirectoryNotEmptyException e) {
      return;
    }
  }
}
