package io.github.dvmap.core.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a path leads, so that what is checked is what is written. */
public final class RealPaths {
  private RealPaths() {}

  /**
   * A path without links, {@code .} and {@code ..}, as the system follows them: {@code ..} behind a
   * link leads to the parent of the link's target. The last parts may be absent.
   *
   * @throws UncheckedIOException if a link cannot be followed
   */
  public static Path of(Path path) {
    Path whole = path.toAbsolutePath();
    Path real = whole.getRoot();
    try {
      for (Path part : whole) {
        real = next(real, part.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot find " + path, e);
    }
    return real;
  }

  private static Path next(Path real, String part) throws IOException {
    if (part.equals("..")) {
      return real.getParent() == null ? real : real.getParent();
    }
    Path next = real.resolve(part).normalize();
    return Files.exists(next) ? next.toRealPath() : next;
  }
}
