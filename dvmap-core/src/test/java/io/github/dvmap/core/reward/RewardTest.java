package io.github.dvmap.core.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.testkit.Fixtures;
import io.github.dvmap.core.testkit.RewardContract;
import org.junit.jupiter.api.Test;

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

  @Test
  void plus_weightNaN_isRefused() {
    assertThatThrownBy(() -> LENGTH.plus(Double.NaN, CHOSEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }
}
