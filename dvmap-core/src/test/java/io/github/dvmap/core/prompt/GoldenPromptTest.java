package io.github.dvmap.core.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.testkit.Fixtures;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole prompts, written out by hand. */
class GoldenPromptTest {
  static final Profile PERSON = person();

  private static final Question FAMILY = Fixtures.FAMILY;

  /** From Algorithm 1 of arXiv 2605.14420. */
  private static final String STEPS =
      """
      Based on the character's personal information (such as education, occupation, income, \
      religious beliefs, life stage, etc.) and the given value-based question, please follow \
      these steps:

      1. **Analyze the current question in relation to the character's identity and values:**
      Consider whether the current question aligns or conflicts with the character's background, \
      social context, and personal beliefs. For each identity attribute (e.g., education, \
      occupation, income, etc.), keep the analysis concise (1-3 sentences).

      2. **Provide reasoning for each option:**
      Explain why each option aligns or misaligns with the character's identity, values, and \
      beliefs. You may reference education level, income bracket, religion, occupation, life \
      stage, and other relevant traits. Keep the reasoning for each option brief (1-3 sentences).

      3. **Select the most appropriate answer:**
      After analyzing all options, choose the one that best reflects the character's social \
      background, personal beliefs, and core values. **Only output the final answer inside the \
      `<answer></answer>` tags, without any additional explanation.**
      """;

  private static final String ASKED =
      """

      **Question**: How important is family in your life?
      **Options**: Very important, Rather important, Not very important, Not at all important
      """;

  private static Profile person() {
    Map<String, String> levels = new LinkedHashMap<>();
    levels.put("Country", "Japan");
    levels.put("Gender", "Female");
    levels.put("Marital Status", "Married");
    levels.put("Has Children", "has no children");
    levels.put("Education Level", "Upper secondary education (ISCED 3)");
    levels.put("Occupation", "Student");
    levels.put("Work Nature", Attribute.NOT_ANSWERED);
    levels.put("Religion", "Buddhist");
    levels.put("Life Stage", "Young Adulthood");
    levels.put("Income Bracket", "Low income");
    levels.put("Common Language", "Japanese");
    return Profile.of(levels);
  }

  @Test
  void paper_aPerson_isAlgorithm1() {
    String role =
        """
        You are playing the role of a Young Adulthood Female from Japan. You are Married and has \
        no children. You have completed your education at the level of Upper secondary education \
        (ISCED 3). Currently, you work as a Student. Your work involves Not Answered. Your income \
        level is Low income, which is categorized as low, medium, or high. Your native language \
        is Japanese. You practice the religion of Buddhist.
        """;
    Prompt prompt = StructuredCotPrompt.paper().render(PERSON, FAMILY);
    assertThat(prompt).isEqualTo(new Prompt("", role + STEPS + ASKED));
  }

  @Test
  void released_aPerson_keepsTheReleasedQuotesAndWhiteSpace() {
    // the resource was compared with the prompt column of all 7,183 rows of the released dev
    // split, byte for byte; the steps differ from the paper's in the indent and in two spaces at
    // the ends of the headings
    String steps =
        STEPS
            .replace("values:**\n", "values:**  \n")
            .replace("option:**\n", "option:**  \n")
            .replace("answer:**\n", "answer:**  \n")
            .replaceAll("(?m)^(?=.)", " ".repeat(12));
    String expected =
        "\n"
            + " ".repeat(16)
            + "You are playing the role of a Young Adulthood Female from Japan. You are Married and"
            + " has no children. You have completed your education at the level of 'Upper secondary"
            + " education (ISCED 3)'. Currently, you work as a 'Student'. Your work involves 'Not"
            + " Answered'. Your income level is 'Low income', which is categorized as low, medium,"
            + " or high. Your native language is Japanese.You practice the religion of 'Buddhist'."
            + " \n"
            + steps
            + "\n            \n"
            + "            **Question**: How important is family in your life?\n"
            + "            **Options**: Very important, Rather important, Not very important, Not at"
            + " all important\n            ";
    Prompt prompt = StructuredCotPrompt.released().render(PERSON, FAMILY);
    assertThat(prompt).isEqualTo(new Prompt("", expected));
  }

  @Test
  void generic_twoAttributes_listsThemAndGivesTheSteps() {
    String role =
        """
        You are playing the role of a survey respondent with this profile:
        Country: Chile
        Income Bracket: High
        """;
    Prompt prompt = StructuredCotPrompt.generic().render(Fixtures.profile("Chile", "High"), FAMILY);
    assertThat(prompt).isEqualTo(new Prompt("", role + STEPS + ASKED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FREE_REASONING | , think step by step and then select the most appropriate answer.",
        "ANSWER_ONLY    | , select the most appropriate answer without any reasoning.",
      })
  void builder_otherMode_changesTheTaskOnly(StructuredCotPrompt.Mode mode, String task) {
    String paper = StructuredCotPrompt.paper().render(PERSON, FAMILY).user();
    String other = StructuredCotPrompt.builder().mode(mode).build().render(PERSON, FAMILY).user();
    String expected =
        STEPS.substring(0, STEPS.indexOf(", please"))
            + task
            + STEPS.substring(STEPS.indexOf(" **Only output"));
    assertThat(other).isEqualTo(paper.replace(STEPS, expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "STRUCTURED|Steps: 1. the character, 2. each option, 3. the answer. ",
        "FREE_REASONING|Think, then answer. ",
        "ANSWER_ONLY|''",
      })
  void compact_anyMode_isInFewWords(StructuredCotPrompt.Mode mode, String task) {
    Prompt prompt =
        StructuredCotPrompt.compact(mode)
            .render(Fixtures.profile("Chile", Attribute.NOT_ANSWERED), Fixtures.TRUST);
    String expected =
        """
        Country: Chile
        Income Bracket: Not Answered
        Question: Can people be trusted?
        Options: Yes, No
        TASKAnswer inside <answer></answer>.
        """;
    assertThat(prompt).isEqualTo(new Prompt("", expected.replace("TASK", task)));
  }

  @Test
  void compact_withoutMode_isStructured() {
    Profile profile = Fixtures.profile("Chile", "Low");
    assertThat(StructuredCotPrompt.compact().render(profile, FAMILY))
        .isEqualTo(
            StructuredCotPrompt.compact(StructuredCotPrompt.Mode.STRUCTURED)
                .render(profile, FAMILY));
  }
}
