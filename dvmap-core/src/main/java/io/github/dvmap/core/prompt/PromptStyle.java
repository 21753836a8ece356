package io.github.dvmap.core.prompt;

import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;

/** Turns a profile and a question into a prompt; pure and thread-safe. */
public interface PromptStyle {
  /** Renders the prompt. */
  Prompt render(Profile profile, Question question);

  /** The format that the prompt asks for, and that parses the reply to it. */
  AnswerFormat answerFormat();
}
