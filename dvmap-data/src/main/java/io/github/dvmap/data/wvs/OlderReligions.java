package io.github.dvmap.data.wvs;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.SurveySchema;
import io.github.dvmap.core.survey.SurveySource;
import java.util.Map;

/** A survey in which the religions of one country are coded as they were in older releases. */
record OlderReligions(SurveySource survey, String country, Map<String, String> labels)
    implements SurveySource {
  private static final String COUNTRY = "Country";
  private static final String RELIGION = "Religion";

  @Override
  public SurveySchema schema() {
    return survey.schema();
  }

  @Override
  public RespondentStream open() {
    return new Relabelled(survey.open());
  }

  private Respondent relabelled(Respondent respondent) {
    Profile profile = respondent.profile();
    String newer = labels.get(profile.level(RELIGION));
    if (newer == null || !profile.level(COUNTRY).equals(country)) {
      return respondent;
    }
    return new Respondent(
        respondent.id(),
        profile.with(RELIGION, newer),
        respondent.responses(),
        respondent.weight());
  }

  private final class Relabelled implements RespondentStream {
    private final RespondentStream stream;

    Relabelled(RespondentStream stream) {
      this.stream = stream;
    }

    @Override
    public boolean hasNext() {
      return stream.hasNext();
    }

    @Override
    public Respondent next() {
      return relabelled(stream.next());
    }

    @Override
    public long rowsRead() {
      return stream.rowsRead();
    }

    @Override
    public ImmutableMap<String, Long> dropped() {
      return stream.dropped();
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
