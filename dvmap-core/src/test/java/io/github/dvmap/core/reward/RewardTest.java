package io.github.dvmap.core.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.testkit.Fixtures;
import io.github.dvmap.core.testkit.RewardContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RewardTest extends RewardContract {
  private static final Reward LENGTH = context -> context.reply().length();
  private static final Reward CHOSEN = context -> context.answer().optionOrMinusOne();

  @Override
  protected Reward reward() {
    return LENGTH.plus(0.5, CHOSEN);
  }

  @Test
  void plus_weight_addsTheWeightedScore() {
    var sample = Fixtures.sample("s", Fixtures.profile("Chile", "Low"), Fixtures.TRUST, 1);
    var context = RewardContext.of(sample, "<answer>No</answer>");
    assertThat(reward().score(context)).isEqualTo(19.5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void plus_weightNotFinite_isRefusedByValue(double weight) {
    assertThatThrownBy(() -> LENGTH.plus(weight, CHOSEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Double.toString(weight));
  }

  @Test
  void plus_chainAndNegativeWeight_addUpFromTheLeft() {
    var sample = Fixtures.sample("s", Fixtures.profile("Chile", "Low"), Fixtures.TRUST, 1);
    var context = RewardContext.of(sample, "No");
    Reward chain = LENGTH.plus(-2, c -> 3).plus(0.25, c -> 4).plus(0, LENGTH);
    assertThat(chain.score(context)).isEqualTo(2 - 6 + 1);
  }

  @Test
  void context_nullOrAnOptionOutsideTheScale_isRefused() {
    var sample = Fixtures.sample("s", Fixtures.profile("Chile", "Low"), Fixtures.TRUST, 1);
    var missing = new ParsedAnswer.Missing();
    assertThatThrownBy(() -> new RewardContext(null, "", missing)).hasMessage("sample");
    assertThatThrownBy(() -> new RewardContext(sample, null, missing)).hasMessage("reply");
    assertThatThrownBy(() -> new RewardContext(sample, "", null)).hasMessage("answer");
    assertThatThrownBy(() -> new RewardContext(sample, "", new ParsedAnswer.Chosen(2, true)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("2");
  }

  @Test
  void of_reply_isParsedWithTheSamplesFormat() {
    AlignmentSample sample =
        Fixtures.sample("s", Fixtures.profile("Chile", "Low"), Fixtures.TRUST, 1);
    var other =
        new AlignmentSample(
            "s",
            sample.profile(),
            sample.question(),
            1,
            1,
            sample.prompt(),
            TagAnswerFormat.of("a"));
    String reply = "<answer>Yes</answer><a>No</a>";
    assertThat(RewardContext.of(sample, reply))
        .isEqualTo(new RewardContext(sample, reply, new ParsedAnswer.Chosen(0, true)));
    assertThat(RewardContext.of(other, reply).answer()).isEqualTo(new ParsedAnswer.Chosen(1, true));
  }
}
