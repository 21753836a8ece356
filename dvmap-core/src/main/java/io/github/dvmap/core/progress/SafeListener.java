package io.github.dvmap.core.progress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes events on and logs the exceptions that the listener throws; an {@link Error} goes through.
 */
public record SafeListener(ProgressListener listener) implements ProgressListener {
  private static final Logger LOG = LoggerFactory.getLogger(SafeListener.class);

  @Override
  public void on(ProgressEvent event) {
    try {
      listener.on(event);
    } catch (Exception e) { // checked ones too: a listener may be written in another language
      LOG.warn("progress listener failed on {}", event, e);
    }
  }
}
