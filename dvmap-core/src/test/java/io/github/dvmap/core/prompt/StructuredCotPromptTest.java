package io.github.dvmap.core.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.testkit.Fixtures;
import io.github.dvmap.core.testkit.PromptStyleContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuredCotPromptTest {
  abstract static class Preset extends PromptStyleContract {
    @Override
    protected Profile profile() {
      return GoldenPromptTest.PERSON;
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

  @Nested
  class CompactFreeReasoning extends Preset {
    @Override
    protected PromptStyle style() {
      return StructuredCotPrompt.compact(StructuredCotPrompt.Mode.FREE_REASONING);
    }
  }

  @Nested
  class CompactAnswerOnly extends Preset {
    @Override
    protected PromptStyle style() {
      return StructuredCotPrompt.compact(StructuredCotPrompt.Mode.ANSWER_ONLY);
    }
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

  @ParameterizedTest
  @CsvSource({
    "'{Options} {Task}', {Question}",
    "'{Question} {Task}', {Options}",
    "'{question} {options} {Task}', {Question}",
    "'', {Question}",
    "'{Question} {Options}', {Format}",
  })
  void template_withoutAPlaceholder_isRefusedByName(String text, String told) {
    assertThatThrownBy(() -> StructuredCotPrompt.builder().template(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  @Test
  void builder_null_isRefusedByName() {
    StructuredCotPrompt.Builder builder = StructuredCotPrompt.builder();
    assertThatNullPointerException().isThrownBy(() -> builder.mode(null)).withMessage("mode");
    assertThatNullPointerException().isThrownBy(() -> builder.system(null)).withMessage("system");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.answerFormat(null))
        .withMessage("answerFormat");
  }

  @Test
  void build_builderUsedAgain_leavesTheFirstStyleAsItWas() {
    StructuredCotPrompt.Builder builder = StructuredCotPrompt.builder().system("first");
    PromptStyle first = builder.build();
    PromptStyle second =
        builder
            .system("second")
            .mode(StructuredCotPrompt.Mode.ANSWER_ONLY)
            .answerFormat(TagAnswerFormat.of("a"))
            .build();
    Prompt prompt = first.render(GoldenPromptTest.PERSON, Fixtures.TRUST);
    assertThat(prompt.system()).isEqualTo("first");
    assertThat(prompt.user()).contains("<answer></answer>").contains("follow these steps");
    assertThat(second.render(GoldenPromptTest.PERSON, Fixtures.TRUST).user())
        .contains("<a></a>")
        .doesNotContain("follow these steps");
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
