package io.github.dvmap.core.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Files that are either whole or not there: written beside, then renamed. */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Writes the content. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes all of it.
     *
     * @throws IOException if it cannot be written
     */
    void write(Writer out) throws IOException;
  }

  /**
   * Writes a UTF-8 text file.
   *
   * @throws UncheckedIOException if it cannot be written; an older file is then as it was
   */
  public static void write(Path file, Content content) {
    Path target = file.toAbsolutePath();
    try {
      Files.createDirectories(target.getParent());
      Path beside = beside(target);
      try {
        try (Writer out = Files.newBufferedWriter(beside)) {
          content.write(out);
        }
        Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /**
   * A name that no file has, in the same folder and thus on the same disk, for what will be renamed
   * to the target. Nothing is created, so that what is gets the user's usual permissions.
   */
  public static Path beside(Path target) {
    return target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
  }
}
