package io.github.dvmap.examples;

import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.prompt.StructuredCotPrompt;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.List;

/** The prompt styles by the names of the command line. */
enum PromptChoice {
  PAPER,
  RELEASED,
  GENERIC,
  COMPACT,
  ANSWER_ONLY;

  PromptStyle style() {
    return switch (this) {
      case PAPER -> StructuredCotPrompt.paper();
      case RELEASED -> StructuredCotPrompt.released();
      case GENERIC -> StructuredCotPrompt.generic();
      case COMPACT -> StructuredCotPrompt.compact();
      case ANSWER_ONLY -> StructuredCotPrompt.compact(StructuredCotPrompt.Mode.ANSWER_ONLY);
    };
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
