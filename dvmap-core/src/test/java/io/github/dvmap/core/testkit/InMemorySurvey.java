package io.github.dvmap.core.testkit;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.SurveySchema;
import io.github.dvmap.core.survey.SurveySource;
import java.util.Iterator;
import java.util.List;

/** The smallest source that keeps the contract: respondents in a list, none dropped. */
public record InMemorySurvey(SurveySchema schema, List<Respondent> respondents)
    implements SurveySource {
  /** Copies the list. */
  public InMemorySurvey {
    respondents = List.copyOf(respondents);
  }

  @Override
  public RespondentStream open() {
    return new Stream(respondents.iterator());
  }

  private static final class Stream implements RespondentStream {
    private final Iterator<Respondent> iterator;
    private long rows;

    Stream(Iterator<Respondent> iterator) {
      this.iterator = iterator;
    }

    @Override
    public boolean hasNext() {
      return iterator.hasNext();
    }

    @Override
    public Respondent next() {
      rows++;
      return iterator.next();
    }

    @Override
    public long rowsRead() {
      return rows;
    }

    @Override
    public ImmutableMap<String, Long> dropped() {
      return ImmutableMap.of();
    }

    @Override
    public void close() {}
  }
}
