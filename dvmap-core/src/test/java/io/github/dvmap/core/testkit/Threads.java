package io.github.dvmap.core.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the same work on several threads that start together. */
final class Threads {
  private static final int COUNT = 4;

  private Threads() {}

  /** What each of the threads got. */
  static <T> List<T> each(Callable<T> work) {
    var barrier = new CyclicBarrier(COUNT);
    ExecutorService pool = Executors.newFixedThreadPool(COUNT);
    try {
      var futures = new ArrayList<Future<T>>();
      for (int i = 0; i < COUNT; i++) {
        futures.add(
            pool.submit(
                () -> {
                  barrier.await();
                  return work.call();
                }));
      }
      var results = new ArrayList<T>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError("failed on one of several threads", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      pool.shutdownNow();
    }
  }
}
