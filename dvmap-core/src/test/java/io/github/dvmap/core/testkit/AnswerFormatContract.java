package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.survey.AnswerScale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link AnswerFormat} promises. */
public abstract class AnswerFormatContract {
  private static final AnswerScale SCALE = Fixtures.FAMILY.scale();

  /** The format. */
  protected abstract AnswerFormat format();

  @Test
  public void parse_whatItWrote_isThatOption() {
    for (int k = 0; k < SCALE.size(); k++) {
      String reply = format().write(SCALE.label(k));
      assertThat(format().parse(reply, SCALE)).isEqualTo(new ParsedAnswer.Chosen(k, true));
      assertThat(format().wellFormed(reply)).isTrue();
    }
  }

  @Test
  public void parse_emptyReply_isMissing() {
    assertThat(format().parse("", SCALE)).isEqualTo(new ParsedAnswer.Missing());
    assertThat(format().wellFormed("")).isFalse();
  }

  @Test
  public void parse_anyText_neverThrows() {
    var random = new Random(7);
    String perfect = format().write(SCALE.label(0));
    for (int i = 0; i < 2000; i++) {
      var text = new StringBuilder();
      for (int part = random.nextInt(5); part >= 0; part--) {
        if (random.nextBoolean()) {
          int from = random.nextInt(perfect.length());
          text.append(perfect, from, from + random.nextInt(perfect.length() - from + 1));
        } else {
          text.append((char) random.nextInt(Character.MAX_VALUE + 1));
        }
      }
      ParsedAnswer answer = format().parse(text.toString(), SCALE);
      assertThat(answer.optionOrMinusOne()).isBetween(-1, SCALE.size() - 1);
      format().wellFormed(text.toString());
    }
  }

  @Test
  public void parse_veryLongReply_comesToAnEnd() {
    String reply = "because ".repeat(50_000) + format().write(SCALE.label(2));
    assertThat(format().parse(reply, SCALE).optionOrMinusOne()).isEqualTo(2);
  }

  @Test
  public void instruction_any_isNotBlank() {
    assertThat(format().instruction()).isNotBlank();
  }
}
