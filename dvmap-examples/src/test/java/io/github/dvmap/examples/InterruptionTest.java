package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A command that is told to end. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class InterruptionTest {
  @Test
  void quickstart_terminatedWhileItComputes_endsWithoutACrash(@TempDir Path folder)
      throws Exception {
    List<String> command =
        ProcessRun.java(
            Main.class,
            "quickstart",
            "--respondents",
            "800",
            "--warm-up-steps",
            "2000",
            "--held-out",
            "50",
            "--out",
            folder.resolve("run").toString());
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    try (BufferedReader printed = process.inputReader()) {
      String line = printed.readLine();
      while (line != null && !line.contains("policy with")) {
        line = printed.readLine();
      }
      assertThat(line).contains("policy with");
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(process.exitValue()).isEqualTo(Interruption.EXIT_CODE);
    assertThat(folder.toFile().list()).noneMatch(name -> name.startsWith("hs_err"));
  }
}
