package io.github.dvmap.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of a process.
 *
 * @param seconds from its start to its end
 * @param cpuSeconds of all its cores, user and system, to within 25 ms
 * @param peakBytes the most memory it held, as Linux tells; 0 where it does not
 */
record ProcessRun(double seconds, double cpuSeconds, long peakBytes) {
  /** A command that runs a class of this program in another Java, which gets the given options. */
  static List<String> java(List<String> options, Class<?> main, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Runs a command to its end.
   *
   * @throws IllegalStateException with what it printed, if its exit code is not 0
   */
  static ProcessRun of(List<String> command) {
    try {
      Path printed = Files.createTempFile("bench", ".log");
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(printed.toFile())
              .start();
      long peak = 0;
      Duration cpu = Duration.ZERO;
      try {
        while (!process.waitFor(25, TimeUnit.MILLISECONDS)) {
          peak = Math.max(peak, memory(process.pid(), "VmHWM"));
          cpu = process.info().totalCpuDuration().orElse(cpu);
        }
      } catch (InterruptedException e) {
        process.destroy();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while running " + command, e);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      String text = Files.readString(printed, StandardCharsets.UTF_8);
      Files.delete(printed);
      if (process.exitValue() != 0) {
        throw new IllegalStateException(command + " ended with an error:\n" + text);
      }
      return new ProcessRun(seconds, cpu.toMillis() / 1e3, peak);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command, e);
    }
  }

  /**
   * What Linux tells of a process's memory; 0 where it does not.
   *
   * @param field VmRSS for now, VmHWM for the peak
   * @return bytes
   */
  static long memory(long pid, String field) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith(field + ":")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }
}
