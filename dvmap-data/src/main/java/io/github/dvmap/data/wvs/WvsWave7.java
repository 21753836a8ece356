package io.github.dvmap.data.wvs;

import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.data.table.CsvSurvey;
import io.github.dvmap.data.table.SurveyMapping;
import java.nio.file.Path;
import java.util.List;

/**
 * The World Values Survey, wave 7 (Haerpfer et al. 2022, doi:10.14281/18241.24): the 11 attributes
 * and 16 value questions of the paper for its 10 training countries. The coding is data: {@code
 * wvs7.json} beside this class.
 *
 * <p>Respondents without age (Q262) or income (Q288), and those of other countries, are dropped and
 * counted; a missing value of another attribute becomes {@code Not Answered}, as in the released
 * corpus.
 */
public final class WvsWave7 {
  private static final SurveyMapping MAPPING = SurveyMapping.resource(WvsWave7.class, "wvs7.json");

  /** The 11 attributes, in profile order. */
  public static final List<Attribute> CORE_11 = MAPPING.schema().attributes();

  /** The 16 training questions, in numeric order. */
  public static final List<Question> VALUES_16 = MAPPING.schema().questions();

  private WvsWave7() {}

  /** The coding of the cross-national file. */
  public static SurveyMapping mapping() {
    return MAPPING;
  }

  /** The survey in a cross-national CSV file as the World Values Survey Association gives it. */
  public static CsvSurvey csv(Path file) {
    return CsvSurvey.of(file, MAPPING);
  }
}
