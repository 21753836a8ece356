package io.github.dvmap.rl.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.reward.Reward;
import io.github.dvmap.core.reward.RewardContext;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.rl.grpo.WordWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewardsTest {
  /** The right answer is option 1, "fair", of four. */
  private static final AlignmentSample SAMPLE = WordWorld.samples(2).get(1);

  private static double score(Reward reward, String reply) {
    return reward.score(RewardContext.of(SAMPLE, reply));
  }

  @ParameterizedTest
  @CsvSource({
    "fair, 1, 1, 1, 1",
    "fair then, 0, 1, 0, 1",
    "good, 0, 0, 1, 0.66666667",
    "bad, 0, 0, 1, 0.33333333",
    "so, 0, 0, 0, 0",
    "'', 0, 0, 0, 0"
  })
  void score_replies_followTheTable(
      String reply, double exact, double accuracy, double format, double likert) {
    assertThat(score(Rewards.exactMatch(), reply)).isEqualTo(exact);
    assertThat(score(Rewards.accuracy(), reply)).isEqualTo(accuracy);
    assertThat(score(Rewards.format(), reply)).isEqualTo(format);
    assertThat(score(Rewards.likert(), reply)).isCloseTo(likert, within(1e-8));
    assertThat(score(Rewards.paper(0.4), reply)).isCloseTo(exact + 0.4 * format, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "<reasoning>x</reasoning><answer>fair</answer>, 2.8",
    "<reasoning>x</reasoning><answer> fair </answer>, 2.8",
    "<answer>fair</answer>, 2.4",
    "<answer>\u00a0fair\u00a0</answer>, 2.4",
    "<answer>good</answer><answer>fair</answer>, 2.4",
    "<answer>fair</answer><answer>good</answer>, 0.4",
    "<reasoning>x</reasoning><answer>**fair**</answer>, 0.8",
    "<reasoning>x</reasoning><answer>fair, 0.6",
    "fair, 0",
    "'', 0"
  })
  void released_replies_scoreAsTheScriptTakesEffect(String reply, double expected) {
    assertThat(score(Rewards.released(), reply)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void released_answerBlock_countsOnlyWithinTheLast300Characters() {
    String block = "<answer>fair</answer>";
    int room = Rewards.RELEASED_ANSWER_WINDOW - block.length();
    assertThat(score(Rewards.released(), block + " ".repeat(room))).isCloseTo(2.4, within(1e-12));
    assertThat(score(Rewards.released(), block + " ".repeat(room + 1)))
        .isCloseTo(0.4, within(1e-12));
    assertThat(score(Rewards.released(), "<reasoning>" + "x".repeat(500) + "</reasoning>" + block))
        .isCloseTo(2.8, within(1e-12));
  }

  @Test
  void likert_unparsed_isZeroEvenNextToTheAnswer() {
    var context = new RewardContext(SAMPLE, "fairly", new ParsedAnswer.Unrecognised("fairly"));
    assertThat(Rewards.likert().score(context)).isEqualTo(0);
  }

  @Test
  void paper_nanWeight_isRefused() {
    assertThatThrownBy(() -> Rewards.paper(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }
}
