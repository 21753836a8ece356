package io.github.dvmap.core.proof;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveySchema;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.core.testkit.Fixtures;
import io.github.dvmap.core.testkit.SurveySourceContract;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SurveySourceProofTest {
  private static final Profile PROFILE = Fixtures.profile("Chile", "Low");
  private static final List<Respondent> SOUND =
      List.of(person("1", PROFILE, Map.of("Q57", new Response(1, 0))), person("2"), person("3"));

  private static Respondent person(String id, Profile profile, Map<String, Response> responses) {
    return new Respondent(id, profile, responses, 1);
  }

  private static Respondent person(String id) {
    return person(id, PROFILE, Map.of());
  }

  private record Source(Supplier<SurveySchema> schemas, Supplier<RespondentStream> streams)
      implements SurveySource {
    @Override
    public SurveySchema schema() {
      return schemas.get();
    }

    @Override
    public RespondentStream open() {
      return streams.get();
    }
  }

  /** Respondents of which a subclass breaks one call. */
  private static class Rows implements RespondentStream {
    final Iterator<Respondent> rows;
    long read;

    Rows(Iterator<Respondent> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Respondent next() {
      read++;
      return rows.next();
    }

    @Override
    public long rowsRead() {
      return read;
    }

    @Override
    public ImmutableMap<String, Long> dropped() {
      return ImmutableMap.of();
    }

    @Override
    public void close() {}
  }

  private static Arguments proof(
      String broken, SurveySource source, Consumer<SurveySourceContract> test) {
    var contract =
        new SurveySourceContract() {
          @Override
          protected SurveySource source() {
            return source;
          }
        };
    return Proof.of(broken, contract, test);
  }

  private static Arguments stream(
      String broken, Supplier<RespondentStream> stream, Consumer<SurveySourceContract> test) {
    return proof(broken, new Source(() -> Fixtures.SCHEMA, stream), test);
  }

  private static Arguments extra(String broken, Respondent respondent) {
    return extra(broken, respondent, SurveySourceContract::respondents_all_fitTheSchema);
  }

  private static Arguments extra(
      String broken, Respondent respondent, Consumer<SurveySourceContract> test) {
    List<Respondent> all = Stream.concat(SOUND.stream(), Stream.of(respondent)).toList();
    return stream(broken, () -> new Rows(all.iterator()), test);
  }

  static Stream<Arguments> rows() {
    return Stream.of(
        extra("attribute missing", person("4", Profile.of(Map.of("Country", "Chile")), Map.of())),
        extra("level not listed", person("4", Fixtures.profile("Chile", "Rich"), Map.of())),
        extra("unknown question", person("4", PROFILE, Map.of("Q9", new Response(1, 0)))),
        extra("option out of range", person("4", PROFILE, Map.of("Q57", new Response(3, 2)))),
        extra("negative option", person("4", PROFILE, Map.of("Q57", new Response(3, -1)))),
        extra(
            "one code for two options",
            person("4", PROFILE, Map.of("Q57", new Response(1, 1))),
            SurveySourceContract::responses_withTheSameCode_haveTheSameOption));
  }

  static Stream<Arguments> streams() {
    Iterator<Respondent> once = SOUND.iterator();
    var shared = new AtomicInteger();
    var schemas = new AtomicInteger();
    return Stream.of(
        stream(
            "readable once",
            () -> new Rows(once),
            SurveySourceContract::open_calledTwice_givesTheSameRespondents),
        stream(
            "one cursor for all streams",
            () ->
                new Rows(Stream.generate(() -> SOUND.get(shared.getAndIncrement() % 3)).iterator()),
            SurveySourceContract::open_twoStreamsAtOnce_doNotDisturbEachOther),
        stream(
            "hasNext reads on",
            () ->
                new Rows(SOUND.iterator()) {
                  private int calls;

                  @Override
                  public boolean hasNext() {
                    if (calls++ % 2 == 1) {
                      rows.next();
                    }
                    return rows.hasNext();
                  }
                },
            SurveySourceContract::hasNext_calledOften_skipsNoRespondent),
        stream(
            "null after the end",
            () ->
                new Rows(SOUND.iterator()) {
                  @Override
                  public Respondent next() {
                    return rows.hasNext() ? rows.next() : null;
                  }
                },
            SurveySourceContract::next_withoutHasNext_givesAllAndThenThrowsNoSuchElement),
        stream(
            "rows not counted",
            () ->
                new Rows(SOUND.iterator()) {
                  @Override
                  public long rowsRead() {
                    return 0;
                  }
                },
            SurveySourceContract::counts_atTheEnd_addUpToTheRowsRead),
        stream(
            "dropped rows not counted as read",
            () ->
                new Rows(SOUND.iterator()) {
                  @Override
                  public ImmutableMap<String, Long> dropped() {
                    return ImmutableMap.of("no answer", 2L);
                  }
                },
            SurveySourceContract::counts_atTheEnd_addUpToTheRowsRead),
        proof(
            "another schema each time",
            new Source(
                () ->
                    new SurveySchema(
                        "survey " + schemas.getAndIncrement(),
                        Fixtures.ATTRIBUTES,
                        List.of(Fixtures.TRUST)),
                () -> new Rows(SOUND.iterator())),
            SurveySourceContract::schema_calledTwice_isEqual));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"rows", "streams"})
  void contract_brokenSource_isNoticed(String broken, Runnable test) {
    Proof.assertNoticed(test);
  }
}
