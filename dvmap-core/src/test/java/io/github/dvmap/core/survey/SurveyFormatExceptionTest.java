package io.github.dvmap.core.survey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurveyFormatExceptionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12 | Q57 | 99 | a.csv, line 12, column Q57, value '99': is odd",
        "12 | Q57 | '' | a.csv, line 12, column Q57: is odd",
        "12 | ''  | 99 | a.csv, line 12, value '99': is odd",
        "12 | ''  | '' | a.csv, line 12: is odd",
        "0  | Q57 | '' | a.csv, column Q57: is odd",
        "0  | ''  | '' | a.csv: is odd",
        "1234567 | '' | '' | a.csv, line 1234567: is odd",
      })
  void message_knownParts_namesThem(long line, String column, String value, String message) {
    var exception = new SurveyFormatException("a.csv", line, column, value, "is odd");
    assertThat(exception).hasMessage(message);
    assertThat(exception.path()).isEqualTo("a.csv");
    assertThat(exception.line()).isEqualTo(line);
    assertThat(exception.column()).isEqualTo(column);
    assertThat(exception.value()).isEqualTo(value);
  }

  @Test
  void message_longValue_showsItsBeginning() {
    String value = "x".repeat(80) + "y";
    var exception = new SurveyFormatException("a.csv", 1, "c", value, "is too long");
    assertThat(exception)
        .hasMessage("a.csv, line 1, column c, value '" + "x".repeat(80) + "...': is too long");
    assertThat(exception.value()).isEqualTo(value);
    assertThat(new SurveyFormatException("a.csv", 1, "c", "x".repeat(80), "is long"))
        .hasMessage("a.csv, line 1, column c, value '" + "x".repeat(80) + "': is long");
  }
}
