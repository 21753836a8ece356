package io.github.dvmap.rl.torch;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libtorch's OpenMP threads spin 300,000 times before they sleep while they wait for each other, so
 * that on cores with other work a step takes many times as long. {@value #SPINS} times cost nothing
 * on idle cores. Java cannot set a variable of its own process, the C library can.
 */
final class OpenMp {
  private static final String SPINS = "3000";
  private static final Logger LOG = LoggerFactory.getLogger(OpenMp.class);

  /** The part of the C library that is needed. */
  interface CLibrary extends Library {
    /** Sets a variable, if {@code overwrite} is 0 only where it is not set. */
    int setenv(String name, String value, int overwrite);
  }

  private OpenMp() {}

  /** To be called before libtorch is loaded; a count that the user has set stays. */
  static void spinBriefly() {
    if (!Platform.isLinux()) {
      return;
    }
    try {
      Native.load("c", CLibrary.class).setenv("GOMP_SPINCOUNT", SPINS, 0);
    } catch (UnsatisfiedLinkError e) {
      LOG.debug("cannot set GOMP_SPINCOUNT", e);
    }
  }
}
