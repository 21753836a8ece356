package io.github.dvmap.data.synthetic;

import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveySchema;
import java.util.List;

/**
 * The law that synthetic answers follow, after the two dimensions of the Inglehart-Welzel cultural
 * map (doi:10.1017/CBO9780511790881): traditional against secular-rational values, moved by
 * religion and life stage, and survival against self-expression values, moved by income and
 * education. A question q reads one dimension d with a sign s, both chosen by hashing, and its
 * attitude a in [0, 1] is
 *
 * <pre>a = clip(1/2 + 0.10 o(q) + s(q) (0.12 c(d, country) + 0.30 e(d, 1) + 0.30 e(d, 2)), 0, 1)
 * </pre>
 *
 * with the offset o, the country effect c and the attribute effects e in [-1, 1]; ordered
 * attributes rise evenly over their levels, others have one hashed effect a level, a level of
 * {@code Not Answered} none. Option k of K is chosen with probability proportional to
 * exp(-SHARPNESS (k / (K - 1) - a)^2). The law depends on the profile alone and on no seed, so all
 * draws come from the same population.
 */
final class SyntheticModel {
  private static final long LAW = 20260514420L;
  private static final double OFFSET = 0.10;
  private static final double COUNTRY_EFFECT = 0.12;
  private static final double DRIVER_EFFECT = 0.30;
  private static final double SHARPNESS = 50;

  /** What an attribute adds to a dimension. */
  private record Driver(String attribute, boolean ordered) {}

  private static final List<List<Driver>> DIMENSIONS =
      List.of(
          List.of(new Driver("Religion", false), new Driver("Life Stage", true)),
          List.of(new Driver("Income Bracket", true), new Driver("Education Level", true)));

  private final SurveySchema schema;

  SyntheticModel(SurveySchema schema) {
    this.schema = schema;
  }

  /** The attributes that drive a question, besides the country. */
  List<String> drivers(Question question) {
    return DIMENSIONS.get(dimension(question)).stream().map(Driver::attribute).toList();
  }

  /** The distribution over the options of a respondent with this profile; sums to 1. */
  double[] distribution(Profile profile, Question question) {
    double attitude = attitude(profile, question);
    int options = question.scale().size();
    double[] p = new double[options];
    double sum = 0;
    for (int k = 0; k < options; k++) {
      double distance = k / (options - 1.0) - attitude;
      p[k] = Math.exp(-SHARPNESS * distance * distance);
      sum += p[k];
    }
    for (int k = 0; k < options; k++) {
      p[k] /= sum;
    }
    return p;
  }

  private double attitude(Profile profile, Question question) {
    int dimension = dimension(question);
    double value = COUNTRY_EFFECT * hashed(dimension, "Country", profile.level("Country"));
    for (Driver driver : DIMENSIONS.get(dimension)) {
      value += DRIVER_EFFECT * effect(dimension, driver, profile.level(driver.attribute()));
    }
    double sign = uniform(question.id() + "/sign") < 0.5 ? -1 : 1;
    double offset = OFFSET * (2 * uniform(question.id() + "/offset") - 1);
    return Math.min(1, Math.max(0, 0.5 + offset + sign * value));
  }

  private static int dimension(Question question) {
    return (int) (uniform(question.id() + "/dimension") * DIMENSIONS.size());
  }

  private double effect(int dimension, Driver driver, String level) {
    if (level.equals(Attribute.NOT_ANSWERED)) {
      return 0;
    }
    if (!driver.ordered()) {
      return hashed(dimension, driver.attribute(), level);
    }
    List<String> levels =
        schema.attributes().stream()
            .filter(a -> a.name().equals(driver.attribute()))
            .findFirst()
            .orElseThrow()
            .levels();
    return 2.0 * levels.indexOf(level) / (levels.size() - 1) - 1;
  }

  private static double hashed(int dimension, String attribute, String level) {
    return 2 * uniform(dimension + "/" + attribute + "/" + level) - 1;
  }

  private static double uniform(String key) {
    return CounterRandom.uniform(LAW, key.hashCode(), 0, 0);
  }
}
