package io.github.dvmap.examples;

import io.github.dvmap.core.option.Ranges;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Checks of values by the names that options have on the command line; the library knows them by
 * others. Each returns the value; null is an option that is not given.
 */
final class Given {
  /** More threads than so many for each processor gain nothing, and libtorch crashes with some. */
  private static final int THREADS_FOR_A_PROCESSOR = 16;

  private Given() {}

  static Integer atLeast(int bound, String option, Integer value) {
    return value == null ? null : Integer.valueOf(Ranges.atLeast(bound, option, value));
  }

  static Double positive(String option, Double value) {
    return value == null ? null : Double.valueOf(Ranges.positive(option, value));
  }

  static Double notNegative(String option, Double value) {
    return value == null ? null : Double.valueOf(Ranges.notNegative(option, value));
  }

  /** The value of --threads. */
  static Integer threads(Integer value) {
    int most = THREADS_FOR_A_PROCESSOR * Runtime.getRuntime().availableProcessors();
    if (value != null && value > most) {
      throw new IllegalArgumentException(
          "--threads "
              + value
              + " must be <= "
              + most
              + ", "
              + THREADS_FOR_A_PROCESSOR
              + " for each processor");
    }
    return atLeast(1, "--threads", value);
  }

  static Path file(String option, Path value) {
    String other =
        Files.isDirectory(value)
            ? "a folder, not a file"
            : "no regular file, and is read more than once";
    require(option, value, Files.isRegularFile(value), other, "file");
    return value;
  }

  static Path folder(String option, Path value) {
    require(option, value, Files.isDirectory(value), "a file, not a folder", "folder");
    return value;
  }

  /** Shares that held-out samples take: some, and not all. */
  static double share(String option, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(option + " " + value + " is not in (0, 1)");
    }
    return value;
  }

  private static void require(String option, Path value, boolean ok, String other, String kind) {
    if (value.toString().isEmpty()) {
      throw new IllegalArgumentException(option + " '' names no " + kind);
    }
    if (!ok) {
      throw new IllegalArgumentException(
          option
              + " "
              + value
              + (Files.exists(value) ? " is " + other : ": there is no such " + kind));
    }
  }
}
