package io.github.dvmap.core.progress;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/** What happens during long work. */
public sealed interface ProgressEvent {
  /** The stage's name, for instance {@code grpo}. */
  String stage();

  /**
   * A stage begins.
   *
   * @param total how many units of work it has
   */
  record Started(String stage, long total) implements ProgressEvent {}

  /**
   * A unit is done.
   *
   * @param done units done so far
   * @param total units in all
   * @param values what was measured, by name, for instance reward, accuracy, kl, tokens_per_second
   */
  record Advanced(String stage, long done, long total, Map<String, Double> values)
      implements ProgressEvent {
    /** Copies the values. */
    public Advanced {
      values = ImmutableMap.copyOf(values);
    }
  }

  /** A stage has ended. */
  record Finished(String stage) implements ProgressEvent {}
}
