package io.github.dvmap.core.survey;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.testkit.Fixtures;
import io.github.dvmap.core.testkit.SurveySourceContract;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The smallest source that keeps the contract. */
class InMemorySurveyTest extends SurveySourceContract {
  @Override
  protected SurveySource source() {
    List<Respondent> respondents =
        List.of(
            new Respondent(
                "1", Fixtures.profile("Chile", "Low"), Map.of("Q57", new Response(1, 0)), 1),
            new Respondent("2", Fixtures.profile("Japan", "High"), Map.of(), 2));
    return new SurveySource() {
      @Override
      public SurveySchema schema() {
        return Fixtures.SCHEMA;
      }

      @Override
      public RespondentStream open() {
        return new Stream(respondents.iterator());
      }
    };
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
