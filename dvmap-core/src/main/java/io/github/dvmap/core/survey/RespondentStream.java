package io.github.dvmap.core.survey;

import com.google.common.collect.ImmutableMap;
import java.util.Iterator;

/**
 * Respondents in file order, with a count of the rows that gave none. {@code hasNext} and {@code
 * next} throw {@link SurveyFormatException} on a row that cannot be read. Close may be called more
 * than once.
 */
public interface RespondentStream extends Iterator<Respondent>, AutoCloseable {
  /** Rows read so far, whether or not they gave a respondent. */
  long rowsRead();

  /** Rows that gave no respondent so far, by reason; the sum plus respondents is rowsRead. */
  ImmutableMap<String, Long> dropped();

  @Override
  void close();
}
