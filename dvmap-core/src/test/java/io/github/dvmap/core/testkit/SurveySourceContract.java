package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.SurveySource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** What every {@link SurveySource} promises. */
public abstract class SurveySourceContract {
  /** A source with 2 respondents or more. */
  protected abstract SurveySource source();

  private static List<Respondent> read(SurveySource source) {
    var respondents = new ArrayList<Respondent>();
    try (RespondentStream stream = source.open()) {
      stream.forEachRemaining(respondents::add);
    }
    return respondents;
  }

  @Test
  public void open_calledTwice_givesTheSameRespondents() {
    SurveySource source = source();
    List<Respondent> first = read(source);
    assertThat(first).hasSizeGreaterThanOrEqualTo(2);
    assertThat(read(source)).isEqualTo(first);
  }

  @Test
  public void open_twoStreamsAtOnce_doNotDisturbEachOther() {
    SurveySource source = source();
    try (RespondentStream one = source.open();
        RespondentStream other = source.open()) {
      Respondent first = one.next();
      assertThat(other.next()).isEqualTo(first);
      assertThat(other.next()).isEqualTo(one.next());
    }
  }

  @Test
  public void schema_calledTwice_isEqual() {
    SurveySource source = source();
    assertThat(source.schema()).isEqualTo(source.schema());
  }

  @Test
  public void hasNext_calledOften_skipsNoRespondent() {
    SurveySource source = source();
    List<Respondent> expected = read(source);
    var respondents = new ArrayList<Respondent>();
    try (RespondentStream stream = source.open()) {
      while (stream.hasNext()) {
        assertThat(stream.hasNext()).isTrue();
        respondents.add(stream.next());
      }
    }
    assertThat(respondents).isEqualTo(expected);
  }

  @Test
  public void next_withoutHasNext_givesAllAndThenThrowsNoSuchElement() {
    SurveySource source = source();
    try (RespondentStream stream = source.open()) {
      for (Respondent expected : read(source)) {
        assertThat(stream.next()).isEqualTo(expected);
      }
      assertThat(stream.hasNext()).isFalse();
      assertThatThrownBy(stream::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  public void respondents_all_fitTheSchema() {
    SurveySource source = source();
    var schema = source.schema();
    List<String> names = schema.attributes().stream().map(a -> a.name()).toList();
    for (Respondent respondent : read(source)) {
      assertThat(respondent.profile().levels().keySet()).containsExactlyElementsOf(names);
      schema.attributes().stream()
          .filter(a -> !a.levels().isEmpty())
          .forEach(
              a -> {
                var allowed = new HashSet<>(a.levels());
                allowed.add(Attribute.NOT_ANSWERED);
                assertThat(allowed).contains(respondent.profile().level(a.name()));
              });
      respondent
          .responses()
          .forEach(
              (id, response) -> {
                assertThat(schema.questions()).extracting(Question::id).contains(id);
                assertThat(response.option()).isBetween(0, schema.question(id).scale().size() - 1);
              });
    }
  }

  @Test
  public void responses_withTheSameCode_haveTheSameOption() {
    var options = new HashMap<String, Map<Integer, Integer>>();
    for (Respondent respondent : read(source())) {
      respondent
          .responses()
          .forEach(
              (id, response) -> {
                Integer first =
                    options
                        .computeIfAbsent(id, question -> new HashMap<>())
                        .putIfAbsent(response.code(), response.option());
                assertThat(first)
                    .as("option of code %s of question %s before", response.code(), id)
                    .isIn(null, response.option());
              });
    }
  }

  @Test
  public void counts_atTheEnd_addUpToTheRowsRead() {
    try (RespondentStream stream = source().open()) {
      long respondents = 0;
      while (stream.hasNext()) {
        stream.next();
        respondents++;
      }
      long dropped = stream.dropped().values().stream().mapToLong(n -> n).sum();
      assertThat(stream.rowsRead()).isEqualTo(respondents + dropped);
    }
  }

  @Test
  public void close_calledTwice_doesNothing() {
    RespondentStream stream = source().open();
    stream.close();
    stream.close();
  }
}
