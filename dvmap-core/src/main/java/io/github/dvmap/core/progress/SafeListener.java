package io.github.dvmap.core.progress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes events on and logs what the listener throws. */
public record SafeListener(ProgressListener listener) implements ProgressListener {
  private static final Logger LOG = LoggerFactory.getLogger(SafeListener.class);

  @Override
  public void on(ProgressEvent event) {
    try {
      listener.on(event);
    } catch (RuntimeException e) {
      LOG.warn("progress listener failed on {}", event, e);
    }
  }
}
