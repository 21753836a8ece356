package io.github.dvmap.core.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.testkit.Fixtures;
import io.github.dvmap.core.testkit.PromptStyleContract;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StructuredCotPromptTest {
  private static final Profile PERSON = person();

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

  abstract static class Preset extends PromptStyleContract {
    @Override
    protected Profile profile() {
      return PERSON;
    }
  }

  @Nested
  class Paper extends Preset {
    @Override
    protected PromptStyle style() {
      return StructuredCotPrompt.paper();
    }
  }

  @Nested
  class PaperFreeReasoning extends Preset {
    @Override
    protected PromptStyle style() {
      return StructuredCotPrompt.builder()
          .mode(StructuredCotPrompt.Mode.FREE_REASONING)
          .system("You answer surveys.")
          .build();
    }
  }

  @Nested
  class PaperAnswerOnly extends Preset {
    @Override
    protected PromptStyle style() {
      return StructuredCotPrompt.builder().mode(StructuredCotPrompt.Mode.ANSWER_ONLY).build();
    }
  }

  @Nested
  class Released extends Preset {
    @Override
    protected PromptStyle style() {
      return StructuredCotPrompt.released();
    }
  }

  @Nested
  class Generic extends Preset {
    @Override
    protected PromptStyle style() {
      return StructuredCotPrompt.generic();
    }
  }

  @Nested
  class Compact extends Preset {
    @Override
    protected PromptStyle style() {
      return StructuredCotPrompt.compact();
    }
  }

  @Test
  void paper_aPerson_rendersAlgorithm1() {
    String text = StructuredCotPrompt.paper().render(PERSON, Fixtures.FAMILY).user();
    // written out by hand from Algorithm 1 of arXiv 2605.14420
    assertThat(text)
        .startsWith(
            "You are playing the role of a Young Adulthood Female from Japan. You are Married and"
                + " has no children. You have completed your education at the level of Upper"
                + " secondary education (ISCED 3). Currently, you work as a Student. Your work"
                + " involves Not Answered. Your income level is Low income, which is categorized as"
                + " low, medium, or high. Your native language is Japanese. You practice the"
                + " religion of Buddhist.\nBased on the character's personal information")
        .contains("\n\n1. **Analyze the current question in relation to")
        .contains("\n\n2. **Provide reasoning for each option:**\n")
        .contains("\n\n3. **Select the most appropriate answer:**\n")
        .contains("**Only output the final answer inside the `<answer></answer>` tags, without")
        .endsWith(
            "\n\n**Question**: How important is family in your life?\n**Options**: Very important,"
                + " Rather important, Not very important, Not at all important\n");
  }

  @Test
  void released_aPerson_keepsTheReleasedQuotesAndWhiteSpace() {
    String text = StructuredCotPrompt.released().render(PERSON, Fixtures.FAMILY).user();
    // the resource was compared with the prompt column of all 7,183 rows of the released dev
    // split, byte for byte
    assertThat(text)
        .startsWith(
            "\n                You are playing the role of a Young Adulthood Female from Japan.")
        .contains("level of 'Upper secondary education (ISCED 3)'. Currently")
        .contains("Japanese.You practice the religion of 'Buddhist'. \n            Based on")
        .contains(
            "**Analyze the current question in relation to the character's identity and values:**  \n")
        .contains("\n            **Question**: How important is family in your life?\n")
        .endsWith("Not very important, Not at all important\n            ");
  }

  @Test
  void compact_anyAttributes_listsThem() {
    Prompt prompt =
        StructuredCotPrompt.compact(StructuredCotPrompt.Mode.ANSWER_ONLY)
            .render(Fixtures.profile("Chile", "High"), Fixtures.TRUST);
    assertThat(prompt.user())
        .isEqualTo(
            """
            Country: Chile
            Income Bracket: High
            Question: Can people be trusted?
            Options: Yes, No
            Answer inside <answer></answer>.
            """);
  }

  @Test
  void render_attributeMissing_namesIt() {
    assertThatThrownBy(
            () ->
                StructuredCotPrompt.paper()
                    .render(Fixtures.profile("Chile", "High"), Fixtures.TRUST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'Life Stage'");
  }

  @Test
  void render_valueWithBraces_isNotFilledAgain() {
    Profile odd = Fixtures.profile("{Question} $1 \\", "High");
    String text = StructuredCotPrompt.generic().render(odd, Fixtures.TRUST).user();
    assertThat(text).contains("Country: {Question} $1 \\\n");
  }

  @Test
  void template_withoutQuestion_isRefused() {
    assertThatThrownBy(() -> StructuredCotPrompt.builder().template("{Options}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{Question}");
  }

  @Test
  void template_withoutTaskOrFormat_isRefused() {
    assertThatThrownBy(() -> StructuredCotPrompt.builder().template("{Question} {Options}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{Format}");
  }

  @Test
  void template_ownText_isUsed() {
    PromptStyle style =
        StructuredCotPrompt.builder()
            .template("As someone from {Country}: {Question} ({Options}) {Format}")
            .mode(StructuredCotPrompt.Mode.ANSWER_ONLY)
            .answerFormat(TagAnswerFormat.of("a"))
            .system("Be brief.")
            .build();
    Prompt prompt = style.render(Fixtures.profile("Chile", "High"), Fixtures.TRUST);
    assertThat(prompt.system()).isEqualTo("Be brief.");
    assertThat(prompt.user())
        .startsWith("As someone from Chile: Can people be trusted? (Yes, No) ")
        .contains("<a></a>");
  }
}
