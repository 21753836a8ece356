package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a class of the tests in a Java of its own, so that its memory can be bounded and read. */
final class ChildJava {
  private ChildJava() {}

  /**
   * What the class printed.
   *
   * @param addressSpaceKiB bound on its address space; 0 for none
   */
  static String run(Path folder, Class<?> main, int addressSpaceKiB, String... options)
      throws IOException, InterruptedException {
    Path printed = folder.resolve("printed.txt");
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(List.of("-XX:+UseSerialGC", "-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true"));
    java.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    java.addAll(List.of(options));
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    String limit = addressSpaceKiB == 0 ? "" : "ulimit -v " + addressSpaceKiB + "; ";
    List<String> command = new ArrayList<>(List.of("sh", "-c", limit + "exec \"$@\"", "sh"));
    command.addAll(java);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    String text = Files.readString(printed, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
