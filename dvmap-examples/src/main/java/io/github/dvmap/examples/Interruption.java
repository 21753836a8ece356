package io.github.dvmap.examples;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;

/**
 * What Ctrl-C and a termination signal do: the command's thread is interrupted and gets some time
 * to end, which is when training saves its state; then the process is gone at once, since libtorch
 * must not be unloaded under a thread that computes in it.
 */
final class Interruption {
  /** Exit code of a process that was interrupted. */
  static final int EXIT_CODE = 130;

  /** Time to end that a command gets. */
  static final Duration GRACE = Duration.ofSeconds(30);

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private Interruption() {}

  /** Runs a command on this thread and returns its exit code. */
  static int guard(PrintWriter err, Duration grace, IntSupplier command) {
    Thread working = Thread.currentThread();
    var ended = new CountDownLatch(1);
    var hook = new Thread(() -> end(err, grace, working, ended), "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return command.getAsInt();
    } finally {
      ended.countDown();
      remove(hook);
    }
  }

  private static void end(PrintWriter err, Duration grace, Thread working, CountDownLatch ended) {
    err.println("dvmap: ending within " + grace.toSeconds() + " seconds");
    if (!interrupted(grace, working, ended)) {
      err.println("dvmap: ended before the work did");
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  /** Interrupts again and again, since a library that is being loaded may swallow an interrupt. */
  private static boolean interrupted(Duration grace, Thread working, CountDownLatch ended) {
    long end = System.nanoTime() + grace.toNanos();
    for (long left = grace.toNanos(); left > 0; left = end - System.nanoTime()) {
      working.interrupt();
      Duration wait = Duration.ofNanos(Math.min(left, AGAIN.toNanos()));
      if (Uninterruptibles.awaitUninterruptibly(ended, wait)) {
        return true;
      }
    }
    return false;
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending, and the hook with it
      return;
    }
  }
}
