package io.github.dvmap.rl.torch;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * glibc takes a large tensor's memory from the kernel and gives it back with the tensor, so that
 * each operation waits for pages that are cleared anew. Told to keep them, a pass on the CPU takes
 * about half the time; the process then holds what it once needed until it is told to {@link
 * #trim}.
 */
final class Malloc {
  private static final int TRIM_THRESHOLD = -1;
  private static final int TOP_PAD = -2;
  private static final int MMAP_THRESHOLD = -3;
  private static final Logger LOG = LoggerFactory.getLogger(Malloc.class);

  /** The part of the C library that is needed. */
  interface CLibrary extends Library {
    /** Sets a parameter of malloc; 0 where it is not known. */
    int mallopt(int parameter, int value);

    /** Gives free pages back to the kernel, all but some bytes at the end; 1 if it gave any. */
    int malloc_trim(long rest);
  }

  private Malloc() {}

  /** To be called before libtorch is loaded; what the user has set by variables stays. */
  static void keepPages() {
    boolean set = System.getenv().keySet().stream().anyMatch(name -> name.startsWith("MALLOC_"));
    if (!Platform.isLinux() || set) {
      return;
    }
    try {
      CLibrary c = Native.load("c", CLibrary.class);
      c.mallopt(MMAP_THRESHOLD, 1 << 30);
      c.mallopt(TRIM_THRESHOLD, Integer.MAX_VALUE);
      c.mallopt(TOP_PAD, 1 << 26);
    } catch (UnsatisfiedLinkError e) {
      LOG.debug("cannot set parameters of malloc", e);
    }
  }

  /** Gives the pages that hold nothing back to the kernel. */
  static void trim() {
    if (Platform.isLinux()) {
      try {
        Native.load("c", CLibrary.class).malloc_trim(0);
      } catch (UnsatisfiedLinkError e) {
        LOG.debug("cannot trim malloc's memory", e);
      }
    }
  }
}
