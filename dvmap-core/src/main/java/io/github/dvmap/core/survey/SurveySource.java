package io.github.dvmap.core.survey;

/**
 * A survey that can be read, any number of times. Implementations are immutable; each {@link #open}
 * starts at the first respondent again.
 */
public interface SurveySource {
  /** What the survey asks. */
  SurveySchema schema();

  /**
   * Starts reading; the caller closes the stream.
   *
   * @throws SurveyFormatException if the survey's header cannot be used
   * @throws java.io.UncheckedIOException if the survey cannot be opened
   * @throws java.util.concurrent.CancellationException if the thread is interrupted meanwhile; it
   *     stays interrupted
   */
  RespondentStream open();
}
