package io.github.dvmap.core.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.testkit.ProgressListenerContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

class SafeListenerTest extends ProgressListenerContract {
  @Override
  protected ProgressListener listener() {
    return new SafeListener(
        event -> {
          throw new IllegalStateException("a listener that always fails");
        });
  }

  @Test
  @ResourceLock(Resources.SYSTEM_ERR)
  void on_failingListener_logsTheEventAndTheCause() {
    PrintStream before = System.err;
    var bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      listener().on(new ProgressEvent.Finished("grpo"));
    } finally {
      System.setErr(before);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("WARN")
        .contains("Finished[stage=grpo]")
        .contains("IllegalStateException: a listener that always fails");
  }

  @Test
  void on_checkedExceptionOfAnotherLanguage_doesNotStopTheRun() {
    var listener = new SafeListener(event -> SafeListenerTest.<RuntimeException>sneak());
    assertThatCode(() -> listener.on(new ProgressEvent.Finished("s"))).doesNotThrowAnyException();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> void sneak() throws E {
    throw (E) new IOException("disk full");
  }

  @Test
  void on_error_isNotSwallowed() {
    var listener =
        new SafeListener(
            event -> {
              throw new OutOfMemoryError("a test");
            });
    assertThatThrownBy(() -> listener.on(new ProgressEvent.Finished("s")))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void advanced_valuesChangedLater_keepsItsOwn() {
    var values = new HashMap<String, Double>(Map.of("reward", 0.5));
    var event = new ProgressEvent.Advanced("s", 1, 2, values);
    values.put("reward", 0.7);
    assertThat(event.values()).containsExactly(Map.entry("reward", 0.5));
  }

  @Test
  void none_anyEvent_doesNothing() {
    assertThatCode(() -> ProgressListener.none().on(new ProgressEvent.Started("s", 1)))
        .doesNotThrowAnyException();
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
