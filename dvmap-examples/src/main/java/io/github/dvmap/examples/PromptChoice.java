package io.github.dvmap.examples;

import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.prompt.StructuredCotPrompt;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.List;
import java.util.function.Supplier;

/** The prompt styles by the names of the command line. */
enum PromptChoice {
  PAPER(StructuredCotPrompt::paper),
  RELEASED(StructuredCotPrompt::released),
  GENERIC(StructuredCotPrompt::generic),
  COMPACT(StructuredCotPrompt::compact),
  ANSWER_ONLY(() -> StructuredCotPrompt.compact(StructuredCotPrompt.Mode.ANSWER_ONLY));

  private final Supplier<StructuredCotPrompt> style;

  PromptChoice(Supplier<StructuredCotPrompt> style) {
    this.style = style;
  }

  PromptStyle style() {
    return style.get();
  }

  /** The samples with their prompts written anew. */
  List<AlignmentSample> render(List<AlignmentSample> samples) {
    PromptStyle prompts = style();
    return samples.stream()
        .map(
            s ->
                new AlignmentSample(
                    s.id(),
                    s.profile(),
                    s.question(),
                    s.answer(),
                    s.frequency(),
                    prompts.render(s.profile(), s.question()),
                    prompts.answerFormat()))
        .toList();
  }
}
