package io.github.dvmap.data.wvs;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.data.table.CsvSurvey;
import io.github.dvmap.data.table.SurveyMapping;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The World Values Survey, wave 7 (Haerpfer et al. 2022, doi:10.14281/18241.24): the paper's 11
 * attributes, 16 training and 7 cross-value questions, 10 training and 8 unseen countries. The
 * coding is data, {@code wvs7.json} beside this class, and so is the study's design, {@code
 * wvs7-design.json}.
 *
 * <p>Respondents without age (Q262) or income (Q288), and those of other countries, are dropped and
 * counted; a missing value of another attribute becomes {@code Not Answered}, as in the released
 * corpus.
 */
public final class WvsWave7 {
  private static final SurveyMapping WHOLE = SurveyMapping.resource(WvsWave7.class, "wvs7.json");
  private static final StudyDesign DESIGN = StudyDesign.load();

  /** The 10 countries trained on. */
  public static final List<WvsCountry> TRAINING_10 = countries(WvsCountry.Role.TRAINING);

  /** The 8 unseen countries: gap filling, then nuance testing. */
  public static final List<WvsCountry> UNSEEN_8 =
      ImmutableList.<WvsCountry>builder()
          .addAll(countries(WvsCountry.Role.GAP_FILLING))
          .addAll(countries(WvsCountry.Role.NUANCE_TESTING))
          .build();

  /** The 16 training questions, in numeric order. */
  public static final List<Question> VALUES_16 = questions(DESIGN.training());

  /** The 7 unseen questions of the cross-value test, in numeric order. */
  public static final List<Question> VALUES_7 = questions(DESIGN.crossValue());

  /** All 23 questions, in numeric order. */
  public static final List<Question> ALL_23 = ImmutableList.copyOf(WHOLE.schema().questions());

  private static final SurveyMapping MAPPING = mapping(TRAINING_10, VALUES_16);

  /** The 11 attributes, in profile order. */
  public static final List<Attribute> CORE_11 = MAPPING.schema().attributes();

  private WvsWave7() {}

  private static List<WvsCountry> countries(WvsCountry.Role role) {
    return DESIGN.countries().stream()
        .filter(country -> country.role() == role)
        .collect(ImmutableList.toImmutableList());
  }

  private static List<Question> questions(Set<String> ids) {
    return WHOLE.schema().questions().stream()
        .filter(question -> ids.contains(question.id()))
        .collect(ImmutableList.toImmutableList());
  }

  /** The coding of the cross-national file: the 10 training countries and the 16 questions. */
  public static SurveyMapping mapping() {
    return MAPPING;
  }

  /**
   * The coding with these countries and questions only.
   *
   * @throws IllegalArgumentException if either is empty or one is not of the survey
   */
  public static SurveyMapping mapping(
      Collection<WvsCountry> countries, Collection<Question> questions) {
    SurveyMapping some =
        WHOLE
            .withLevels(
                "Country",
                countries.stream().map(WvsCountry::name).collect(ImmutableSet.toImmutableSet()))
            .withQuestions(
                questions.stream().map(Question::id).collect(ImmutableSet.toImmutableSet()));
    some.schema();
    return some;
  }

  /** The coding for the benchmark: the 18 countries of the study and all 23 questions. */
  public static SurveyMapping benchmarkMapping() {
    return mapping(DESIGN.countries(), ALL_23);
  }

  /** The coding with every country of the joint EVS/WVS data (91) and all 23 questions. */
  public static SurveyMapping wholeMapping() {
    return WHOLE;
  }

  /** The survey in a file as the World Values Survey Association gives it, by {@link #mapping}. */
  public static CsvSurvey csv(Path file) {
    return CsvSurvey.of(file, MAPPING);
  }

  /**
   * A survey whose Brazilian respondents come from an older release, with their religions as later
   * releases code them: 20213020 there is 21400000 now, and 20000000 is 20213020. Respondents of
   * other countries are unchanged.
   */
  public static SurveySource withOlderBrazilianReligions(SurveySource survey) {
    return new OlderReligions(survey, DESIGN.olderCountry(), DESIGN.olderReligions());
  }
}
