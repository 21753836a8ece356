package io.github.dvmap.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void write_oldFile_isReplacedWhole() throws IOException {
    Path file = folder.resolve("c.txt");
    AtomicFiles.write(file, out -> out.write("a long old text"));
    AtomicFiles.write(file, out -> out.write("new"));
    assertThat(Files.readString(file)).isEqualTo("new");
  }

  @Test
  void write_whileWriting_theOldFileIsThere() throws IOException {
    Path file = folder.resolve("c.txt");
    AtomicFiles.write(file, out -> out.write("old"));
    AtomicFiles.write(
        file,
        out -> {
          out.write("new");
          out.flush();
          assertThat(Files.readString(file)).isEqualTo("old");
        });
    assertThat(Files.readString(file)).isEqualTo("new");
  }

  @Test
  void write_insideAFile_throwsUncheckedIoNamingIt() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    Path inside = file.resolve("c.txt");
    assertThatThrownBy(() -> AtomicFiles.write(inside, out -> out.write("x")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot write " + inside)
        .hasCauseInstanceOf(IOException.class);
    assertThat(file).hasContent("text");
  }

  @Test
  void beside_target_isAnotherNameInTheSameFolder() {
    Path target = folder.resolve("c.txt");
    Path beside = AtomicFiles.beside(target);
    assertThat(beside).doesNotExist().isNotEqualTo(AtomicFiles.beside(target));
    assertThat(beside.getParent()).isEqualTo(folder);
    assertThat(beside.getFileName().toString()).startsWith(".c.txt.").endsWith(".part");
  }

  @Test
  void write_newFile_hasTheUsersUsualPermissions() throws IOException {
    Path usual = Files.writeString(folder.resolve("usual"), "x");
    Path atomic = folder.resolve("atomic");
    AtomicFiles.write(atomic, out -> out.write("x"));
    assertThat(Files.getPosixFilePermissions(atomic))
        .isEqualTo(Files.getPosixFilePermissions(usual));
  }

  @Test
  void writeFolder_behindALinkAndItsParent_isWhereTheSystemLooks() throws IOException {
    Path there = Files.createDirectories(folder.resolve("there/sub"));
    Path here = Files.createDirectories(folder.resolve("here/precious"));
    Files.writeString(here.resolve("thesis.txt"), "precious");
    Files.createSymbolicLink(folder.resolve("here/link"), there);
    Path out = folder.resolve("here/link/../precious");
    AtomicFiles.writeFolder(out, whole -> Files.writeString(whole.resolve("new.txt"), "new"));
    assertThat(out.resolve("new.txt")).hasContent("new");
    assertThat(folder.resolve("there/precious/new.txt")).hasContent("new");
    assertThat(here.resolve("thesis.txt")).hasContent("precious");
  }

  @Test
  void writeFolder_link_keepsItAndReplacesWhereItLeads() throws IOException {
    Path disk = Files.createDirectories(folder.resolve("disk/model"));
    Files.writeString(disk.resolve("old.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("model"), disk);
    AtomicFiles.writeFolder(link, whole -> Files.writeString(whole.resolve("new.txt"), "new"));
    assertThat(link).isSymbolicLink();
    assertThat(disk.resolve("new.txt")).hasContent("new");
    assertThat(disk.resolve("old.txt")).doesNotExist();
    assertThat(disk.getParent()).isDirectoryNotContaining(path -> !path.equals(disk));
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a/b",
    "a/./b/../c, a/c",
    "link/x, a/b/x",
    "link/../x/../y, a/y",
    "none/../x, x",
    "a/none/y, a/none/y",
  })
  void realPath_linksAndParents_areFollowed(String path, String expected) throws IOException {
    Files.createDirectories(folder.resolve("a/b"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a/b"));
    assertThat(RealPaths.of(folder.resolve(path))).isEqualTo(folder.toRealPath().resolve(expected));
  }
}
