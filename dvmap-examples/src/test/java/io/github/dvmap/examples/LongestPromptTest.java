package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LongestPromptTest {
  /** A token for each character, counting what is encoded. */
  private static final class Letters implements TextTokenizer {
    private int prompts;

    @Override
    public int[] encode(String text) {
      return new int[text.length()];
    }

    @Override
    public String decode(int[] ids) {
      return "";
    }

    @Override
    public int[] encodePrompt(Prompt prompt) {
      prompts++;
      return encode(prompt.user());
    }

    @Override
    public int endOfText() {
      return 0;
    }
  }

  private static AlignmentSample sample(int length) {
    return new AlignmentSample(
        "of " + length,
        Profile.of(Map.of("Country", "A")),
        new Question("q", "Q?", "c", new AnswerScale(List.of("Yes", "No"))),
        0,
        1,
        new Prompt("", "x".repeat(length)),
        TagAnswerFormat.answerTags());
  }

  private static List<AlignmentSample> samples(int shortOnes, int longest) {
    var samples = new ArrayList<AlignmentSample>();
    IntStream.range(0, shortOnes).forEach(i -> samples.add(sample(10 + i % 5)));
    samples.add(sample(longest));
    return samples;
  }

  @Test
  void of_manyShortPrompts_findsTheLongestAndEncodesFew() {
    var tokenizer = new Letters();
    assertThat(LongestPrompt.of(tokenizer, samples(1000, 90), 0))
        .isEqualTo(new LongestPrompt("of 90", 90));
    assertThat(tokenizer.prompts).isLessThan(40);
  }

  @Test
  void requireRoom_tooManyNewTokens_namesOptionPromptAndRoom() {
    LongestPrompt longest = LongestPrompt.of(new Letters(), samples(5, 90), 0);
    assertThatCode(() -> longest.requireRoom(10, 100)).doesNotThrowAnyException();
    assertThatThrownBy(() -> longest.requireRoom(11, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--max-new-tokens 11 is too large: the longest prompt, of sample 'of 90', has 90"
                + " tokens, which leaves 10 of the context of 100");
    assertThatThrownBy(() -> longest.requireRoom(1, 90))
        .hasMessageEndingWith("has 90 tokens, which leaves no room in the context of 90");
  }

  @Test
  void requireReplies_answerThatDoesNotFit_namesTheSample() {
    int reply = LongestPrompt.reply(sample(1)).length() + 1;
    List<AlignmentSample> samples = samples(50, 90);
    assertThatCode(() -> LongestPrompt.requireReplies(new Letters(), samples, 90 + reply))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> LongestPrompt.requireReplies(new Letters(), samples, 89 + reply))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("sample 'of 90': its prompt of 90 tokens");
  }
}
