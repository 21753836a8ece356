package io.github.dvmap.data.synthetic;

import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveySchema;
import java.util.ArrayList;
import java.util.List;

/**
 * The law that synthetic answers follow. Question q has a country effect and two driving
 * attributes, chosen by hashing; an attitude a in [0, 1] is
 *
 * <pre>a = clip(1/2 + 0.12 c(q, country) + 0.30 e(q, 1, level) + 0.30 e(q, 2, level), 0, 1)</pre>
 *
 * with c and e in [-1, 1]; ordered attributes rise or fall evenly over their levels, others have
 * one hashed effect a level, a level of {@code Not Answered} none. Option k of K is chosen with
 * probability proportional to exp(-SHARPNESS (k / (K - 1) - a)^2). The law depends on the profile
 * alone and on no seed, so all draws come from the same population.
 */
final class SyntheticModel {
  private static final long LAW = 20260514420L;
  private static final double COUNTRY_EFFECT = 0.12;
  private static final double DRIVER_EFFECT = 0.30;
  private static final double SHARPNESS = 22;

  /** Attributes that may drive a question; true where their levels are ordered. */
  private static final List<Driver> DRIVERS =
      List.of(
          new Driver("Life Stage", true),
          new Driver("Income Bracket", true),
          new Driver("Education Level", true),
          new Driver("Religion", false),
          new Driver("Gender", true),
          new Driver("Marital Status", false),
          new Driver("Has Children", true));

  private record Driver(String attribute, boolean ordered) {}

  private final SurveySchema schema;

  SyntheticModel(SurveySchema schema) {
    this.schema = schema;
  }

  /** The attributes that drive a question. */
  List<String> drivers(Question question) {
    List<Driver> pool = new ArrayList<>(DRIVERS);
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int at = (int) (uniform(question.id() + "/driver", i) * pool.size());
      chosen.add(pool.remove(at).attribute());
    }
    return chosen;
  }

  /** The distribution over the options of a respondent with this profile; sums to 1. */
  double[] distribution(Profile profile, Question question) {
    double attitude = 0.5 + COUNTRY_EFFECT * hashed(question, "Country", profile.level("Country"));
    for (String driver : drivers(question)) {
      attitude += DRIVER_EFFECT * effect(question, driver, profile.level(driver));
    }
    attitude = Math.min(1, Math.max(0, attitude));
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

  private double effect(Question question, String attribute, String level) {
    if (level.equals(Attribute.NOT_ANSWERED)) {
      return 0;
    }
    boolean ordered =
        DRIVERS.stream().anyMatch(d -> d.attribute().equals(attribute) && d.ordered());
    if (!ordered) {
      return hashed(question, attribute, level);
    }
    List<String> levels =
        schema.attributes().stream()
            .filter(a -> a.name().equals(attribute))
            .findFirst()
            .orElseThrow()
            .levels();
    double slope = uniform(question.id() + "/slope/" + attribute, 0) < 0.5 ? -1 : 1;
    return slope * (2.0 * levels.indexOf(level) / (levels.size() - 1) - 1);
  }

  private static double hashed(Question question, String attribute, String level) {
    return 2 * uniform(question.id() + "/" + attribute + "/" + level, 0) - 1;
  }

  private static double uniform(String key, int index) {
    return CounterRandom.uniform(LAW, key.hashCode(), index, 0);
  }
}
