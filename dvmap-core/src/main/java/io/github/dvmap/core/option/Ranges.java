package io.github.dvmap.core.option;

/** Checks of option values: each returns the value; what is out of range, or NaN, is refused. */
public final class Ranges {
  private Ranges() {}

  /**
   * An integer in [bound, inf).
   *
   * @throws IllegalArgumentException naming the option, the value and the bound
   */
  public static int atLeast(int bound, String option, int value) {
    require(value >= bound, option, value, "must be >= " + bound);
    return value;
  }

  /**
   * A number in (0, inf).
   *
   * @throws IllegalArgumentException naming the option, the value and the range
   */
  public static double positive(String option, double value) {
    require(value > 0 && Double.isFinite(value), option, value, "is not in (0, inf)");
    return value;
  }

  /**
   * A number in [0, inf).
   *
   * @throws IllegalArgumentException naming the option, the value and the range
   */
  public static double notNegative(String option, double value) {
    require(value >= 0 && Double.isFinite(value), option, value, "is not in [0, inf)");
    return value;
  }

  /**
   * A number in [0, 1).
   *
   * @throws IllegalArgumentException naming the option, the value and the range
   */
  public static double belowOne(String option, double value) {
    require(value >= 0 && value < 1, option, value, "is not in [0, 1)");
    return value;
  }

  /**
   * A limit in (0, inf], infinity for none.
   *
   * @throws IllegalArgumentException naming the option, the value and the bound
   */
  public static double limit(String option, double value) {
    require(value > 0, option, value, "must be > 0");
    return value;
  }

  private static void require(boolean ok, String option, Object value, String problem) {
    if (!ok) {
      throw new IllegalArgumentException(option + " " + value + " " + problem);
    }
  }
}
