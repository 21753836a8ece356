package io.github.dvmap.rl.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupAdvantageTest {
  @Test
  void of_standardized_dividesByTheUnbiasedDeviation() {
    // By hand: mean 0.25, sum of squares 0.75, std sqrt(0.75 / 3) = 0.5.
    assertThat(GroupAdvantage.standardized(0).of(new double[] {1, 0, 0, 0}))
        .containsExactly(new double[] {1.5, -0.5, -0.5, -0.5}, within(1e-12));
    assertThat(GroupAdvantage.standardized(0.5).of(new double[] {1, 0, 0, 0})[0])
        .isCloseTo(0.75, within(1e-12));
  }

  @Test
  void of_centered_onlySubtractsTheMean() {
    assertThat(GroupAdvantage.centered().of(new double[] {1, 0, 0, 0}))
        .containsExactly(0.75, -0.25, -0.25, -0.25);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 1.4, -3.3})
  void of_equalRewards_isExactlyZero(double reward) {
    var rewards = new double[7];
    Arrays.fill(rewards, reward);
    assertThat(GroupAdvantage.standardized(0).of(rewards)).containsOnly(0.0);
    assertThat(GroupAdvantage.centered().of(rewards)).containsOnly(0.0);
  }

  @Test
  void of_singleReward_isZero() {
    assertThat(GroupAdvantage.standardized(1e-6).of(new double[] {2})).containsExactly(0.0);
  }

  @Test
  void of_badInput_isRefusedWithTheValue() {
    assertThatThrownBy(() -> GroupAdvantage.centered().of(new double[] {1, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> GroupAdvantage.centered().of(new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GroupAdvantage.standardized(Double.NaN))
        .hasMessageContaining("epsilon NaN");
  }
}
