package io.github.dvmap.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.testkit.Fixtures;
import org.junit.jupiter.api.Test;

class PredictionTest {
  private final AlignmentSample sample =
      Fixtures.sample("s", Fixtures.profile("Chile", "Low"), Fixtures.TRUST, 1);

  @Test
  void correct_rightOptionOnly_isTrue() {
    assertThat(new Prediction(sample, new ParsedAnswer.Chosen(1, false)).correct()).isTrue();
    assertThat(new Prediction(sample, new ParsedAnswer.Chosen(0, true)).correct()).isFalse();
    assertThat(new Prediction(sample, new ParsedAnswer.Missing()).correct()).isFalse();
    assertThat(new Prediction(sample, new ParsedAnswer.Unrecognised("No")).correct()).isFalse();
  }

  @Test
  void construct_optionOutsideTheScale_isRefused() {
    assertThatThrownBy(() -> new Prediction(sample, new ParsedAnswer.Chosen(2, true)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
