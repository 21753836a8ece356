package io.github.dvmap.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder;

  @Test
  void write_newFile_createsItsFolders() throws IOException {
    Path file = folder.resolve("a/b/c.txt");
    AtomicFiles.write(file, out -> out.write("سلام"));
    assertThat(Files.readString(file)).isEqualTo("سلام");
  }

  @Test
  void write_failsMidway_leavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("c.txt");
    AtomicFiles.write(file, out -> out.write("old"));
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    out -> {
                      out.write("half");
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("c.txt");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    out -> {
                      throw new IllegalStateException("a bug");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Files.readString(file)).isEqualTo("old");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void write_newFile_hasTheUsersUsualPermissions() throws IOException {
    Path usual = Files.writeString(folder.resolve("usual"), "x");
    Path atomic = folder.resolve("atomic");
    AtomicFiles.write(atomic, out -> out.write("x"));
    assertThat(Files.getPosixFilePermissions(atomic))
        .isEqualTo(Files.getPosixFilePermissions(usual));
  }
}
