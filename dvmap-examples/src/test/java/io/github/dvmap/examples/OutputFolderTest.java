package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFolderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart --respondents 20",
        "extract --respondents 20",
        "analyse --respondents 20",
        "benchmark --respondents 20",
        "train --corpus FILE",
        "evaluate --corpus FILE --model .",
        "evaluate-benchmark --benchmark . --model .",
        "merge --model ."
      })
  void run_outUnderAFile_isRefusedAtOnceAndNothingIsLeft(String line) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    for (Path out : new Path[] {file, file.resolve("further/out")}) {
      String command = line.replace("FILE", file.toString()) + " --out " + out;
      Cli cli = Cli.run((Object[]) command.split(" ", -1));
      assertThat(cli.err()).contains("--out " + out).contains("file: is a file, not a folder");
      assertThat(cli.exitCode()).isEqualTo(2);
      assertThat(cli.out()).isEmpty();
    }
    assertThat(folder).isDirectoryContaining("glob:**/file").isDirectoryNotContaining("glob:**/o*");
    Cli cli =
        Cli.run((Object[]) (line.replace("FILE", file.toString()) + " --out=").split(" ", -1));
    assertThat(cli.err()).contains("--out '' names no folder");
  }

  @Test
  void require_writableFolder_leavesWhatWasThere() throws IOException {
    Path out = folder.resolve("a/b");
    OutputFolder.require(out);
    OutputFolder.requireReplaceable(out);
    assertThat(folder).isEmptyDirectory();
    Files.createDirectories(out);
    OutputFolder.require(out.resolve("c"));
    OutputFolder.requireReplaceable(out);
    try (Stream<Path> left = Files.walk(folder)) {
      assertThat(left).containsExactlyInAnyOrder(folder, folder.resolve("a"), out);
    }
  }
}
