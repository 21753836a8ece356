package io.github.dvmap.core.survey;

import com.google.common.collect.ImmutableMap;
import java.util.Iterator;

/**
 * Respondents in file order, with a count of the rows that gave none. {@code hasNext} and {@code
 * next} throw {@link SurveyFormatException} on a row that cannot be read. Where the thread is
 * interrupted they may give up with a {@link java.util.concurrent.CancellationException}, never
 * with the exception of a survey that cannot be read; the thread stays interrupted, and the stream
 * is only to be closed. Close may be called more than once.
 */
public interface RespondentStream extends Iterator<Respondent>, AutoCloseable {
  /** Rows read so far, some ahead of the last respondent; at the end, all of them. */
  long rowsRead();

  /** Rows read that gave no respondent, by reason; at the end, the sum plus respondents is all. */
  ImmutableMap<String, Long> dropped();

  @Override
  void close();
}
