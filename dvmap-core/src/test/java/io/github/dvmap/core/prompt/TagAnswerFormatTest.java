package io.github.dvmap.core.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.testkit.AnswerFormatContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagAnswerFormatTest extends AnswerFormatContract {
  private static final AnswerScale SCALE =
      AnswerScale.of("Agree", "Agree strongly", "Disagree", "Don't know");

  private final TagAnswerFormat tags = TagAnswerFormat.answerTags();

  @Override
  protected AnswerFormat format() {
    return tags;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "<answer>Agree</answer>                                    | 0 | true",
        "<answer>  Disagree  </answer>                             | 2 | true",
        "\"<answer>\nAgree strongly\n</answer>\"                   | 1 | true",
        "1. so. 2. so. <answer>Don't know</answer> and that is it  | 3 | true",
        "<answer>Agree</answer> no: <answer>Disagree</answer>      | 2 | true",
        "<answer>Agree</answer> <answer>Disagree                   | 0 | true",
        "<answer><answer>Agree</answer>                            | 0 | true",
        "<answer>Agree</answer></answer>                           | 0 | true",
        "<answer>Agree<answer>Disagree</answer></answer>           | 2 | true",
        "<answer>Agree</answer> then </answer> and <answer>        | 0 | true",
        "<answer>Disagree, I Disagree</answer>                     | 2 | false",
        "<answer>I Disagree.</answer>                              | 2 | false",
        "<answer>I Agree strongly!</answer>                        | 1 | false",
        "<answer>Agree</answer> as asked, in `<answer></answer>`   | 0 | true",
        "<answer>Agree</answer><answer> </answer><answer></answer> | 0 | true",
        "<answer>\u00a0Agree\u3000</answer>                        | 0 | true",
        "<answer>agree</answer>                                    | 0 | false",
        "<answer>AGREE STRONGLY</answer>                           | 1 | false",
        "<answer>Agree  strongly</answer>                          | 1 | false",
        "\"<answer>Agree\nstrongly</answer>\"                      | 1 | false",
        "<answer>Agree\u00a0strongly</answer>                      | 1 | false",
        "<answer>Strongly agree</answer>                           | 1 | false",
        "<answer>**Strongly** agree.</answer>                      | 1 | false",
        "<answer>DON’T KNOW</answer>                               | 3 | false",
        "<answer>I do not agree, I disagree</answer>               | 2 | false",
      })
  void parse_completeBlock_choosesTheOption(String reply, int option, boolean exact) {
    assertThat(tags.parse(reply, SCALE)).isEqualTo(new ParsedAnswer.Chosen(option, exact));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<answer>Perhaps</answer>           | Perhaps",
        "<answer>Agree or Disagree</answer> | Agree or Disagree",
        "<answer>Agreeable</answer>         | Agreeable",
        "<answer>not Agree</answer>         | not Agree",
        "<answer>I don't agree</answer>     | I don't agree",
        "<answer>I strongly do agree</answer> | I strongly do agree",
        "<answer>...</answer>               | ...",
        "<answer></answer>                  | ''",
      })
  void parse_noOptionOrSeveral_isUnrecognised(String reply, String text) {
    assertThat(tags.parse(reply, SCALE)).isEqualTo(new ParsedAnswer.Unrecognised(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Agree", "<answer>Agree", "Agree</answer>", "</answer>Agree<answer>", "<ans"})
  void parse_noCompleteBlock_isMissing(String reply) {
    assertThat(tags.parse(reply, SCALE)).isEqualTo(new ParsedAnswer.Missing());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reasons <answer>Perhaps</answer>            | true",
        "'<answer>Agree</answer>  '                  | true",
        "<answer>Agree</answer> and more             | false",
        "<answer> </answer>                          | false",
        "<answer>A</answer><answer>B</answer>        | false",
        "</answer><answer>                           | false",
        "<answer>A                                   | false",
      })
  void wellFormed_reply_asksForOneBlockAtTheEnd(String reply, boolean expected) {
    assertThat(tags.wellFormed(reply)).isEqualTo(expected);
  }

  @Test
  void parse_labelsWithSpaceAround_areExact() {
    AnswerScale padded = AnswerScale.of("Yes ", " No");
    assertThat(tags.parse(tags.write("Yes "), padded)).isEqualTo(new ParsedAnswer.Chosen(0, true));
    assertThat(tags.parse("<answer>No</answer>", padded))
        .isEqualTo(new ParsedAnswer.Chosen(1, true));
    assertThat(tags.parse("<answer>No!</answer>", padded))
        .isEqualTo(new ParsedAnswer.Chosen(1, false));
  }

  @ParameterizedTest
  @CsvSource({
    // World Values Survey, wave 7: Q8, Q1 and Q177
    "Not Mentioned, Mentioned, Not mentioned, 1",
    "MENTIONED!, Mentioned, Not mentioned, 0",
    "Not Very important, Very important, Not very important, 1",
    "It is not very important, Very important, Not very important, 1",
    "It is not so very important, Very important, Rather important, -1",
    "never justifiable, Always justifiable, Never justifiable, 1",
    "-1, 1, -1, 1",
    "−1, 1, -1, 1",
    "1., 1, -1, 0",
    "1.5, 1, 5, -1",
    "-1, 1, 2, -1",
    "between 1-2, 1, 2, -1",
    "yes, Yes, YES, -1",
    "e\u0301tat, État, non, 0",
  })
  void parse_notALabelLetterByLetter_isNeverAnotherOption(
      String text, String first, String second, int option) {
    assertThat(tags.parse(tags.write(text), AnswerScale.of(first, second)).optionOrMinusOne())
        .isEqualTo(option);
  }

  @Test
  void parse_wholeWordBehindAnOverlappingPart_isFound() {
    AnswerScale scale = AnswerScale.of("so so", "bad");
    assertThat(tags.parse("<answer>also so so</answer>", scale))
        .isEqualTo(new ParsedAnswer.Chosen(0, false));
  }

  @ParameterizedTest
  @CsvSource({
    // a vowel sign and a candrabindu are parts of the word
    "हा, हाँ",
    // so is an Arabic vowel mark
    "نعم, نعمَة",
    // and a letter outside the basic plane
    "ab, ab𝐜",
    "ab, 𝐜ab",
  })
  void parse_labelAsBeginningOrEndOfAWord_isUnrecognised(String label, String word) {
    assertThat(tags.parse(tags.write(word), AnswerScale.of(label, "other")))
        .isEqualTo(new ParsedAnswer.Unrecognised(word));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*Agree*", "_Agree_", "(Agree)", "Agree.", "'Agree'", "→Agree", "Agree\u0000"})
  void parse_labelBetweenMarks_isChosen(String text) {
    assertThat(tags.parse(tags.write(text), SCALE)).isEqualTo(new ParsedAnswer.Chosen(0, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<Answer>Agree</Answer>", "< answer>Agree</answer >", "<answer >Agree</answer>"})
  void parse_tagsWrittenOtherwise_isMissing(String reply) {
    assertThat(tags.parse(reply, SCALE)).isEqualTo(new ParsedAnswer.Missing());
    assertThat(tags.wellFormed(reply)).isFalse();
  }

  @Test
  void of_otherTag_isWrittenAskedForAndParsed() {
    TagAnswerFormat choice = TagAnswerFormat.of("choice");
    assertThat(choice.write("Agree")).isEqualTo("<choice>Agree</choice>");
    assertThat(choice.instruction()).contains("<choice></choice>");
    assertThat(choice.parse("<answer>Agree</answer>", SCALE)).isEqualTo(new ParsedAnswer.Missing());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "a b", "a>"})
  void of_badTag_isRefusedByName(String tag) {
    assertThatThrownBy(() -> TagAnswerFormat.of(tag))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + tag + "'");
  }

  @Test
  void withInstruction_withoutTheTags_isRefused() {
    assertThatThrownBy(() -> tags.withInstruction("Just answer."))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("<answer>");
    assertThat(tags.withInstruction("Say <answer>x</answer>.").instruction())
        .isEqualTo("Say <answer>x</answer>.");
  }

  @Test
  void equals_tagOrInstructionDiffers_isFalse() {
    assertThat(TagAnswerFormat.of("answer"))
        .isEqualTo(tags)
        .hasSameHashCodeAs(tags)
        .isNotEqualTo(TagAnswerFormat.of("reply"))
        .isNotEqualTo(tags.withInstruction("Reply in <answer> and </answer>."));
  }
}
