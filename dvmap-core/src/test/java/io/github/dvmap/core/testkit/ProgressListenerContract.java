package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.progress.ProgressListener;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link ProgressListener} has to bear. */
public abstract class ProgressListenerContract {
  /** The listener. */
  protected abstract ProgressListener listener();

  @Test
  public void on_aWholeStage_takesEveryEvent() {
    ProgressListener listener = listener();
    assertThatCode(
            () -> {
              listener.on(new ProgressEvent.Started("stage", 3));
              for (int done = 1; done <= 3; done++) {
                listener.on(
                    new ProgressEvent.Advanced("stage", done, 3, Map.of("reward", Double.NaN)));
              }
              listener.on(new ProgressEvent.Finished("stage"));
            })
        .doesNotThrowAnyException();
  }

  @Test
  public void on_stageWithoutWork_takesIt() {
    ProgressListener listener = listener();
    assertThatCode(
            () -> {
              listener.on(new ProgressEvent.Started("nothing", 0));
              listener.on(new ProgressEvent.Finished("nothing"));
            })
        .doesNotThrowAnyException();
  }

  @Test
  public void on_stageCutShort_takesTheNext() {
    ProgressListener listener = listener();
    assertThatCode(
            () -> {
              listener.on(new ProgressEvent.Started("first", 10));
              listener.on(new ProgressEvent.Advanced("first", 1, 10, Map.of()));
              listener.on(new ProgressEvent.Started("second", 1));
              listener.on(new ProgressEvent.Advanced("second", 1, 1, Map.of()));
              listener.on(new ProgressEvent.Finished("second"));
            })
        .doesNotThrowAnyException();
  }
}
