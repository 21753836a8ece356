package io.github.dvmap.core.progress;

/** Is told of progress. What it throws is logged by {@link SafeListener} and never stops a run. */
@FunctionalInterface
public interface ProgressListener {
  /** Called in order, on the working thread. */
  void on(ProgressEvent event);

  /** A listener that does nothing. */
  static ProgressListener none() {
    return event -> {};
  }
}
