package io.github.dvmap.core.progress;

import java.util.concurrent.CancellationException;

/** How long work takes an interrupt of its thread. */
public final class Interrupts {
  private Interrupts() {}

  /**
   * Gives up the work if this thread is interrupted; the flag stays.
   *
   * @param work what is given up, for the message
   * @throws CancellationException if it is
   */
  public static void check(String work) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException(work + " was interrupted");
    }
  }
}
