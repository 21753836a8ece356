package io.github.dvmap.core.io;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
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
    writeFile(
        file,
        beside -> {
          try (Writer out = Files.newBufferedWriter(beside)) {
            content.write(out);
          }
        });
  }

  /**
   * Writes a file of any kind.
   *
   * @param content is given the path to write to
   * @throws UncheckedIOException if it cannot be written; an older file is then as it was
   */
  public static void writeFile(Path file, PathContent content) {
    Path target = file.toAbsolutePath();
    try {
      Files.createDirectories(target.getParent());
      Path beside = beside(target);
      try {
        content.write(beside);
        Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Writes a file, or the files of a folder. */
  @FunctionalInterface
  public interface PathContent {
    /**
     * Writes all of it.
     *
     * @param path a file that is not there yet, or an empty folder
     * @throws IOException if it cannot be written
     */
    void write(Path path) throws IOException;
  }

  /**
   * Writes a folder: beside its place first, then renamed, so that it is either whole or not there.
   * An older folder of the same name is replaced; where the name is a link, the folder that it
   * leads to.
   *
   * @throws UncheckedIOException if it cannot be written; an older folder is then as it was
   */
  public static void writeFolder(Path folder, PathContent content) {
    Path target = RealPaths.of(folder);
    try {
      if (Files.exists(target) && !Files.isDirectory(target)) {
        throw new FileAlreadyExistsException(target.toString(), null, "is not a folder");
      }
      Files.createDirectories(target.getParent());
      Path beside = Files.createDirectory(beside(target));
      try {
        Path whole = Files.createDirectory(beside.resolve("new"));
        content.write(whole);
        replace(target, whole, beside.resolve("old"));
      } finally {
        MoreFiles.deleteRecursively(beside, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder, e);
    }
  }

  private static void replace(Path target, Path whole, Path old) throws IOException {
    if (!Files.exists(target)) {
      Files.move(whole, target);
      return;
    }
    Files.move(target, old);
    try {
      Files.move(whole, target);
    } catch (IOException e) {
      Files.move(old, target);
      throw e;
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
