package io.github.dvmap.core.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ParsedAnswerTest {
  @Test
  void chosen_negativeOption_isRefused() {
    assertThat(new ParsedAnswer.Chosen(0, true).optionOrMinusOne()).isZero();
    assertThat(new ParsedAnswer.Missing().optionOrMinusOne()).isEqualTo(-1);
    assertThatThrownBy(() -> new ParsedAnswer.Chosen(-1, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("option -1");
  }
}
