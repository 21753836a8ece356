package io.github.dvmap.core.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.testkit.ProgressListenerContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SafeListenerTest extends ProgressListenerContract {
  @Override
  protected ProgressListener listener() {
    return new SafeListener(
        event -> {
          throw new IllegalStateException("a listener that always fails");
        });
  }

  @Test
  void on_workingListener_passesEventsOnInOrder() {
    List<ProgressEvent> seen = new ArrayList<>();
    var listener = new SafeListener(seen::add);
    var started = new ProgressEvent.Started("s", 1);
    var finished = new ProgressEvent.Finished("s");
    listener.on(started);
    listener.on(finished);
    assertThat(seen).containsExactly(started, finished);
  }
}
