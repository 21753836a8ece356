package io.github.dvmap.data.synthetic;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.policy.CounterRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The codes of one synthetic respondent's attributes, by WVS column. Marginals are plausible rather
 * than measured: religion and language depend on the country, marital status, children and
 * occupation on the age, work nature on the occupation.
 */
final class SyntheticRespondent {
  /** A country's codes, and its religions and language in falling frequency. */
  private record Country(int code, String alpha, int[] religions, int language) {}

  private static final int CATHOLIC = 10100000;
  private static final int PROTESTANT = 20000000;
  private static final int ORTHODOX = 30106000;
  private static final int SUNNI = 50101000;
  private static final int SHIA = 50202000;
  private static final int ALEVI = 50203000;
  private static final int HINDU = 60000000;
  private static final int BUDDHIST = 70000000;
  private static final int NONE = 100000020;

  private static final List<Country> COUNTRIES =
      List.of(
          new Country(76, "BRA", new int[] {CATHOLIC, PROTESTANT, NONE}, 3530),
          new Country(124, "CAN", new int[] {NONE, CATHOLIC, PROTESTANT}, 1240),
          new Country(156, "CHN", new int[] {NONE, BUDDHIST, PROTESTANT}, 2870),
          new Country(818, "EGY", new int[] {SUNNI, ORTHODOX, NONE}, 170),
          new Country(276, "DEU", new int[] {NONE, PROTESTANT, CATHOLIC}, 1530),
          new Country(356, "IND", new int[] {HINDU, SUNNI, BUDDHIST}, 1740),
          new Country(392, "JPN", new int[] {NONE, BUDDHIST, PROTESTANT}, 2020),
          new Country(643, "RUS", new int[] {ORTHODOX, NONE, SUNNI}, 3630),
          new Country(826, "GBR", new int[] {NONE, PROTESTANT, CATHOLIC}, 1240),
          new Country(840, "USA", new int[] {PROTESTANT, CATHOLIC, NONE}, 1240),
          new Country(566, "NGA", new int[] {PROTESTANT, SUNNI, CATHOLIC}, 1700),
          new Country(364, "IRN", new int[] {SHIA, SUNNI, NONE}, 3490),
          new Country(586, "PAK", new int[] {SUNNI, SHIA, HINDU}, 4420),
          new Country(360, "IDN", new int[] {SUNNI, PROTESTANT, CATHOLIC}, 1890),
          new Country(704, "VNM", new int[] {NONE, BUDDHIST, CATHOLIC}, 4470),
          new Country(36, "AUS", new int[] {NONE, PROTESTANT, CATHOLIC}, 1240),
          new Country(484, "MEX", new int[] {CATHOLIC, NONE, PROTESTANT}, 1270),
          new Country(792, "TUR", new int[] {SUNNI, ALEVI, NONE}, 4370));

  /** The paper's training countries come first. */
  static final int TRAINING_COUNTRIES = 10;

  /** With the unseen ones of its benchmark. */
  static final int ALL_COUNTRIES = COUNTRIES.size();

  private final long seed;
  private final int number;
  private final int countries;
  private int draws;

  /** Respondent {@code number} of a survey in the first so many countries. */
  SyntheticRespondent(long seed, int number, int countries) {
    this.seed = seed;
    this.number = number;
    this.countries = countries;
  }

  /** A uniform number in [0, 1): the respondent's next. */
  double next() {
    return CounterRandom.uniform(seed, number, draws++, 0);
  }

  /** Column to code; negative codes are missing values. */
  ImmutableMap<String, Integer> attributes() {
    var codes = new LinkedHashMap<String, Integer>();
    Country country = COUNTRIES.get((int) (next() * countries));
    codes.put("B_COUNTRY", country.code());
    codes.put("Q260", pick(1, 2));
    int age = 18 + (int) (next() * 65);
    boolean young = age < 30;
    int marital = young ? pick(6, 6, 6, 2, 1) : pick(1, 1, 1, 1, 3, 5, 6);
    codes.put("Q273", marital);
    codes.put("Q274", marital == 6 ? pick(0, 0, 0, 1) : pick(0, 1, 2, 2, 3));
    codes.put("Q275", pick(1, 3, 3, 6, 6, 7));
    int occupation =
        age >= 65 ? pick(4, 4, 4, 3) : young ? pick(6, 1, 1, 7) : pick(1, 1, 1, 2, 3, 5);
    codes.put("Q279", occupation);
    codes.put("Q284", occupation <= 3 ? pick(1, 2, 2) : -3);
    double faith = next();
    codes.put("Q289CS9", country.religions()[faith < 0.55 ? 0 : faith < 0.85 ? 1 : 2]);
    codes.put("Q262", age);
    codes.put("Q288", 1 + (int) (next() * 10));
    codes.put("Q272", country.language());
    lose(codes, "Q262", 0.01);
    lose(codes, "Q288", 0.02);
    lose(codes, "Q275", 0.01);
    lose(codes, "Q289CS9", 0.02);
    return ImmutableMap.copyOf(codes);
  }

  /** The alphabetic code of a country. */
  static String alpha(int code) {
    return COUNTRIES.stream()
        .filter(country -> country.code() == code)
        .findFirst()
        .orElseThrow()
        .alpha();
  }

  private void lose(Map<String, Integer> codes, String column, double share) {
    if (next() < share) {
      codes.put(column, -1);
    }
  }

  private int pick(int... values) {
    return values[(int) (next() * values.length)];
  }
}
