package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.survey.Response;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnRuleTest {
  private static ColumnRule rule(boolean integers, Consumer<ColumnMapping> values) {
    var builder = SurveyMapping.builder("S").missingText("No  answer").missingText("99");
    if (integers) {
      builder.integers();
    }
    return builder
        .attribute("A", "a", c -> c.code(1, "A"))
        .question("q", "q", "Well?", values)
        .build()
        .questions()
        .get(0)
        .rule();
  }

  private static ColumnRule rule(String kind) {
    return switch (kind) {
      case "texts" -> rule(false, c -> c.code("x", "X").code("y", "Y"));
      case "codes" -> rule(true, c -> c.code(1, "X").code(2, "Y"));
      case "bins" -> rule(false, c -> c.bin(-9, 0, "X").bin(1, 200, "Y"));
      case "integer bins" -> rule(true, c -> c.bin(-9, 0, "X").bin(1, 200, "Y"));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static String read(ColumnRule rule, String text) {
    Optional<Response> response = rule.read(text).map(ColumnRule.Cell::response);
    return response.map(r -> r.code() + " " + r.option()).orElse("missing");
  }

  @ParameterizedTest
  @CsvSource({
    "texts, ' x ', 0 0",
    "texts, y, 1 1",
    "texts, Y, -1 -1",
    "texts, ' no ANSWER', missing",
    "texts, 99, missing",
    "codes, 2, 2 1",
    "codes, 99, missing",
    "codes, 98, 98 -1",
    "codes, No answer, missing",
    "codes, -1, missing",
    "bins, 99, missing",
    "bins, No answer, missing",
    "bins, 98, 98 1",
    "bins, -5, -5 0",
    "bins, -10, -10 -1",
    "integer bins, 98, 98 1",
    "integer bins, -5, missing",
    "integer bins, 0, 0 0",
  })
  void read_anyKindOfColumn_looksAtMissingTextsFirst(String kind, String text, String cell) {
    assertThat(read(rule(kind), text)).isEqualTo(cell);
  }

  @ParameterizedTest
  @CsvSource({"3, -3 0", "0, 0 1", "-2, missing", "None, 0 1", "All, 3 1"})
  void read_reversedColumnWithEndsOfOppositeSign_isMirrored(String text, String cell) {
    ColumnRule rule =
        rule(true, c -> c.bin(-3, -1, "X").bin(0, 3, "Y").alias("None", 0).alias("All", 3));
    assertThat(read(rule.reversed(), text)).isEqualTo(cell);
    assertThat(rule.reversed()).isNotEqualTo(rule);
  }

  @Test
  void read_mirroredBeyondTheIntegers_hasNoLabel() {
    ColumnRule rule = rule(true, c -> c.code(7, "X").code(Integer.MAX_VALUE - 1, "Y")).reversed();
    assertThat(read(rule, "7")).isEqualTo("2147483646 1");
    assertThat(read(rule, "0")).isEqualTo("-1 -1");
  }
}
