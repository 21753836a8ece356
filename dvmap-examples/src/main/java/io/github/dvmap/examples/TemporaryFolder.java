package io.github.dvmap.examples;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder outside --out for what the work needs and nobody keeps; closing it deletes it. */
record TemporaryFolder(Path path) implements AutoCloseable {
  static TemporaryFolder create() {
    try {
      return new TemporaryFolder(Files.createTempDirectory("dvmap"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the folder for temporary files", e);
    }
  }

  @Override
  public void close() {
    try {
      MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path, e);
    }
  }
}
