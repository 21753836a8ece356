package io.github.dvmap.core.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangesTest {
  private static double check(String range, double value) {
    return switch (range) {
      case "(0, inf)" -> Ranges.positive("rate", value);
      case "[0, inf)" -> Ranges.notNegative("rate", value);
      case "[0, 1)" -> Ranges.belowOne("rate", value);
      case "> 0" -> Ranges.limit("rate", value);
      default -> Ranges.atLeast(Integer.parseInt(range), "rate", (int) value);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "'(0, inf)', 4.9E-324",
    "'(0, inf)', 1.7976931348623157E308",
    "'[0, inf)', 0",
    "'[0, 1)', 0",
    "'[0, 1)', 0.9999999999999999",
    "> 0, 4.9E-324",
    "> 0, Infinity",
    "2, 2",
    "0, 2147483647",
  })
  void check_valueInRange_isReturned(String range, double value) {
    assertThat(check(range, value)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "'(0, inf)', 0, 'rate 0.0 is not in (0, inf)'",
    "'(0, inf)', Infinity, 'rate Infinity is not in (0, inf)'",
    "'(0, inf)', NaN, 'rate NaN is not in (0, inf)'",
    "'[0, inf)', -4.9E-324, 'rate -4.9E-324 is not in [0, inf)'",
    "'[0, inf)', Infinity, 'rate Infinity is not in [0, inf)'",
    "'[0, inf)', NaN, 'rate NaN is not in [0, inf)'",
    "'[0, 1)', 1, 'rate 1.0 is not in [0, 1)'",
    "'[0, 1)', -0.1, 'rate -0.1 is not in [0, 1)'",
    "'[0, 1)', NaN, 'rate NaN is not in [0, 1)'",
    "> 0, 0, rate 0.0 must be > 0",
    "> 0, NaN, rate NaN must be > 0",
    "2, 1, rate 1 must be >= 2",
    "0, -1, rate -1 must be >= 0",
  })
  void check_valueOutOfRange_isRefusedWithOptionValueAndBound(
      String range, double value, String problem) {
    assertThatThrownBy(() -> check(range, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }
}
