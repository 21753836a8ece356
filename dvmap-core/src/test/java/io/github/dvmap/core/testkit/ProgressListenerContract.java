package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.progress.ProgressListener;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link ProgressListener} has to bear. */
public abstract class ProgressListenerContract {
  /** The listener. */
  protected abstract ProgressListener listener();

  /** A stage with every kind of event there is. */
  private static List<ProgressEvent> stage(String name) {
    return List.of(
        new ProgressEvent.Started(name, 3),
        new ProgressEvent.Advanced(name, 1, 3, Map.of()),
        new ProgressEvent.Advanced(name, 2, 3, Map.of("reward", Double.NaN)),
        new ProgressEvent.Advanced(
            name, 3, 3, Map.of("kl", Double.NEGATIVE_INFINITY, "tokens_per_second", 1e300)),
        new ProgressEvent.Finished(name));
  }

  @Test
  public void on_aWholeStage_takesEveryEvent() {
    ProgressListener listener = listener();
    List<ProgressEvent> events = stage("stage");
    assertThat(events)
        .hasOnlyElementsOfTypes(ProgressEvent.class.getPermittedSubclasses())
        .extracting(Object::getClass)
        .contains(ProgressEvent.class.getPermittedSubclasses());
    assertThatCode(() -> events.forEach(listener::on)).doesNotThrowAnyException();
  }

  @Test
  public void on_oddStageNames_takesThem() {
    ProgressListener listener = listener();
    for (String name :
        List.of("", " ", "{} %s %n $1 \\", "line\nbreak", "مرحلة", "x".repeat(5000))) {
      assertThatCode(() -> stage(name).forEach(listener::on)).as(name).doesNotThrowAnyException();
    }
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
