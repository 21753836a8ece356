package io.github.dvmap.rl.torch;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads that decode side by side on the processor, each with its share of the cores. The
 * operations of a decode step are short: cores that share one wait for each other most of the time,
 * cores that each decode rows of their own do not.
 */
final class DecodeWorkers implements AutoCloseable {
  private final int count;
  private final int cores;
  private final ExecutorService threads;
  private volatile boolean interrupted;

  /**
   * Starts the threads as they are needed.
   *
   * @param count how many
   * @param cores threads that each may use for an operation
   */
  DecodeWorkers(int count, int cores, CpuThreads cpu) {
    this.count = count;
    this.cores = cores;
    var daemons = new ThreadFactoryBuilder().setNameFormat("decode-%d").setDaemon(true).build();
    threads =
        Executors.newFixedThreadPool(
            count,
            task ->
                daemons.newThread(
                    () -> {
                      cpu.setHere(cores);
                      task.run();
                    }));
  }

  /** Whether there are so many of so many cores. */
  boolean are(int ofCount, int ofCores) {
    return count == ofCount && cores == ofCores;
  }

  /**
   * Runs all tasks and returns when none is running. An interrupt of the calling thread shows in
   * {@link #areInterrupted}, for the tasks to heed, and the thread's flag is as before afterwards.
   *
   * @throws RuntimeException that of the first task that failed
   */
  void run(List<Runnable> tasks) {
    interrupted = Thread.interrupted();
    List<Future<?>> running = new ArrayList<>();
    tasks.forEach(task -> running.add(threads.submit(task)));
    Throwable failure = null;
    for (Future<?> task : running) {
      try {
        await(task);
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      Throwables.throwIfUnchecked(failure);
      throw new IllegalStateException(failure);
    }
  }

  private void await(Future<?> task) throws ExecutionException {
    while (true) {
      try {
        task.get();
        return;
      } catch (InterruptedException e) {
        interrupted = true; // a task that is running must end before its arrays can be closed
      }
    }
  }

  /** Whether the thread that waits for the tasks was interrupted. */
  boolean areInterrupted() {
    return interrupted;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
