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

  /**
   * Does work that must be whole, such as reading or writing a state, without the interrupts that
   * this thread has had before it: the flag is taken away and set again afterwards, whatever the
   * work throws. An interrupt that comes during the work is seen by it, and its flag stays.
   */
  public static void withhold(Runnable work) {
    boolean interrupted = Thread.interrupted();
    try {
      work.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
