package io.github.dvmap.data.wvs;

import java.util.Objects;

/**
 * A country of the paper's study.
 *
 * @param code the code in column B_COUNTRY, ISO 3166 numeric
 * @param alpha3 the code in column B_COUNTRY_ALPHA
 * @param name the level of the attribute Country: ISO 3166 short name
 * @param role what the country is for
 * @param zone the cultural zone of the Inglehart-Welzel world map of 2023
 * @param rationale where on that map it lies, or what it adds to the training countries
 */
public record WvsCountry(
    int code, String alpha3, String name, Role role, String zone, String rationale) {
  /** What a country of the study is for (paper section 4.1). */
  public enum Role {
    /** Its respondents are trained on. */
    TRAINING,
    /** Unseen; in a part of the map that the training countries leave empty. */
    GAP_FILLING,
    /** Unseen; close to a training country. */
    NUANCE_TESTING
  }

  /** Checks for null. */
  public WvsCountry {
    Objects.requireNonNull(alpha3, "alpha3");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(rationale, "rationale");
  }
}
