package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.survey.AnswerScale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link AnswerFormat} promises. */
public abstract class AnswerFormatContract {
  private static final AnswerScale SCALE = Fixtures.FAMILY.scale();

  /** The format. */
  protected abstract AnswerFormat format();

  /** Scales of labels that hold one another, digits, marks and other scripts. */
  private static List<AnswerScale> scales() {
    return List.of(
        SCALE,
        AnswerScale.of("Agree", "Agree strongly", "Neither agree nor disagree", "Disagree"),
        AnswerScale.of("1", "2", "10", "10.5", "-1"),
        AnswerScale.of("Yes!", "No (never)", "It depends: a, b", "$1 or \\2", "50 %"),
        AnswerScale.of("مهم جدا", "مهم", "غير مهم"),
        AnswerScale.of("非常重要", "重要", "\uD83D\uDE00", "É", "İyi"));
  }

  @Test
  public void parse_whatItWrote_isThatOption() {
    for (AnswerScale scale : scales()) {
      for (int k = 0; k < scale.size(); k++) {
        String reply = format().write(scale.label(k));
        assertThat(format().parse(reply, scale)).isEqualTo(new ParsedAnswer.Chosen(k, true));
        assertThat(format().wellFormed(reply)).as(reply).isTrue();
      }
    }
  }

  @Test
  public void parse_whatItWroteAfterReasoning_isThatOption() {
    for (AnswerScale scale : scales()) {
      String reasoning = String.join(" or\n", scale.options()) + "?\n";
      for (int k = 0; k < scale.size(); k++) {
        String reply = reasoning + format().write(scale.label(k));
        assertThat(format().parse(reply, scale).optionOrMinusOne()).as(reply).isEqualTo(k);
      }
    }
  }

  @Test
  public void stopStrings_ofWhatItWrote_cutOffNothing() {
    for (String stop : format().stopStrings()) {
      assertThat(stop).isNotEmpty();
      for (AnswerScale scale : scales()) {
        for (int k = 0; k < scale.size(); k++) {
          String reply = format().write(scale.label(k));
          assertThat(reply.indexOf(stop))
              .as("%s in %s", stop, reply)
              .isIn(-1, reply.length() - stop.length());
        }
      }
    }
    String reply = format().write(SCALE.label(0));
    if (!format().stopStrings().isEmpty()) {
      assertThat(format().stopStrings()).anyMatch(reply::endsWith);
    }
  }

  @Test
  public void parse_manyThreads_agreeWithOne() {
    AnswerFormat format = format();
    String reply = format.write(SCALE.label(1));
    assertThat(
            Threads.each(
                () -> {
                  var answers = new HashSet<ParsedAnswer>();
                  for (int i = 0; i < 500; i++) {
                    answers.add(format.parse(reply, SCALE));
                  }
                  return answers;
                }))
        .allSatisfy(a -> assertThat(a).containsExactly(new ParsedAnswer.Chosen(1, true)));
  }

  @Test
  public void parse_emptyReply_isMissing() {
    assertThat(format().parse("", SCALE)).isEqualTo(new ParsedAnswer.Missing());
    assertThat(format().wellFormed("")).isFalse();
  }

  /** Replies of some length, with no answer and no option of any scale here in them. */
  private static List<String> noAnswers() {
    var replies = new ArrayList<String>();
    var reply = new StringBuilder();
    for (String word :
        List.of(
            "I", "cannot", "say", "what", "this", "person", "would", "tell", "so", "I", "had",
            "better", "stop")) {
      reply.append(word);
      replies.add(reply.toString());
      replies.add(reply + ".\n");
      reply.append(' ');
    }
    return replies;
  }

  @Test
  public void parse_noOptionNamed_choosesNone() {
    for (String reply : noAnswers()) {
      for (String text : List.of(reply, format().write(reply), reply + format().write("so"))) {
        assertThat(format().parse(text, SCALE)).as(text).isNotInstanceOf(ParsedAnswer.Chosen.class);
      }
    }
  }

  @Test
  public void parse_severalOptionsNamed_choosesNone() {
    String reply = format().write(SCALE.label(0) + " or " + SCALE.label(1));
    assertThat(format().parse(reply, SCALE)).as(reply).isNotInstanceOf(ParsedAnswer.Chosen.class);
  }

  /** A text alone has the shape only in a format that writes an answer as it stands. */
  @Test
  public void wellFormed_noAnswer_isFalse() {
    for (String reply : noAnswers()) {
      if (!format().write(reply).equals(reply)) {
        assertThat(format().wellFormed(reply)).as(reply).isFalse();
      }
    }
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
      assertTaken(text.toString());
    }
  }

  private void assertTaken(String reply) {
    assertThatCode(
            () -> {
              ParsedAnswer answer = format().parse(reply, SCALE);
              assertThat(answer.optionOrMinusOne()).isBetween(-1, SCALE.size() - 1);
              assertThat(format().parse(reply, SCALE)).isEqualTo(answer);
              assertThat(format().wellFormed(reply)).isEqualTo(format().wellFormed(reply));
            })
        .doesNotThrowAnyException();
  }

  @Test
  public void parse_perfectReplyCutAnywhere_neverThrows() {
    String perfect = format().write(SCALE.label(0));
    for (int from = 0; from <= perfect.length(); from++) {
      for (int to = from; to <= perfect.length(); to++) {
        assertTaken(perfect.substring(from, to));
        assertTaken(perfect.substring(to) + perfect.substring(0, from));
      }
    }
  }

  @Test
  public void parse_veryLongReply_comesToAnEnd() {
    String reply = "because ".repeat(50_000) + format().write(SCALE.label(2));
    assertThat(format().parse(reply, SCALE).optionOrMinusOne()).isEqualTo(2);
  }

  @Test
  public void parse_longRepetitions_comeToAnEnd() {
    String perfect = format().write(SCALE.label(0));
    String blank = format().write(" ".repeat(100_000));
    String options = format().write((SCALE.label(0) + " ").repeat(5_000));
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertTaken(blank);
          assertTaken(options);
          for (int cut = 1; cut <= perfect.length(); cut++) {
            assertTaken(perfect.substring(0, cut).repeat(100_000 / cut));
            assertTaken(perfect.substring(perfect.length() - cut).repeat(100_000 / cut));
          }
        });
  }

  @Test
  public void instruction_any_isNotBlank() {
    assertThat(format().instruction()).isNotBlank();
  }
}
