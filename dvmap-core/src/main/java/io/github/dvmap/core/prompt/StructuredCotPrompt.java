package io.github.dvmap.core.prompt;

import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The role-play prompt with a three-step structured chain of thought (paper section 3.3, Algorithm
 * 1): analyse the question against the identity, reason for each option, select the answer.
 * Immutable and thread-safe.
 *
 * <p>A template has the placeholders {@code {Attribute name}}, {@code {Profile}} (every attribute,
 * one {@code Name: level} line each), {@code {Task}} (what to do, by {@link Mode}), {@code
 * {Question}}, {@code {Options}} (labels joined by a comma and a space) and {@code {Format}} (the
 * answer format's instruction).
 */
public final class StructuredCotPrompt implements PromptStyle {
  /** How much reasoning the prompt asks for; the paper's Table 4 compares the first two. */
  public enum Mode {
    /** The paper's three steps. */
    STRUCTURED("structured"),
    /** Reasoning in any form. */
    FREE_REASONING("free-reasoning"),
    /** No reasoning. */
    ANSWER_ONLY("answer-only");

    private final String resource;

    Mode(String resource) {
      this.resource = resource;
    }
  }

  private final PromptTemplate template;
  private final PromptTemplate task;
  private final String system;
  private final AnswerFormat answerFormat;

  private StructuredCotPrompt(Builder builder) {
    template = builder.template;
    task = PromptTemplate.resource(builder.taskPrefix + builder.mode.resource + ".txt");
    system = builder.system;
    answerFormat = builder.answerFormat;
  }

  /** Algorithm 1 of the paper; needs the 11 attributes of the World Values Survey. */
  public static StructuredCotPrompt paper() {
    return builder().build();
  }

  /**
   * The {@code prompt} column of the released corpus, byte for byte; it differs from Algorithm 1 in
   * quotes and white space. Needs the 11 attributes; the mode is always structured.
   */
  public static StructuredCotPrompt released() {
    return builder().template(PromptTemplate.resource("released.txt")).build();
  }

  /** The paper's steps for a profile of any attributes. */
  public static StructuredCotPrompt generic() {
    return builder().template(PromptTemplate.resource("generic.txt")).build();
  }

  /** The steps in few tokens, for small models and any attributes. */
  public static StructuredCotPrompt compact() {
    return compact(Mode.STRUCTURED);
  }

  /** {@link #compact()} in another mode. */
  public static StructuredCotPrompt compact(Mode mode) {
    Builder builder = builder().template(PromptTemplate.resource("compact.txt")).mode(mode);
    builder.answerFormat(
        TagAnswerFormat.answerTags().withInstruction("Answer inside <answer></answer>."));
    builder.taskPrefix = "compact-";
    return builder.build();
  }

  /** A builder that starts as {@link #paper()}. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Renders the prompt.
   *
   * @throws IllegalArgumentException if the template names an attribute that the profile lacks
   */
  @Override
  public Prompt render(Profile profile, Question question) {
    return new Prompt(system, template.fill(name -> value(name, profile, question)));
  }

  private String value(String name, Profile profile, Question question) {
    return switch (name) {
      case "Profile" -> lines(profile.levels());
      case "Task" -> steps(profile);
      case "Format" -> answerFormat.instruction();
      case "Question" -> question.text();
      case "Options" -> String.join(", ", question.scale().options());
      default -> profile.level(name);
    };
  }

  private String steps(Profile profile) {
    return task.fill(
            name -> name.equals("Format") ? answerFormat.instruction() : profile.level(name))
        .stripTrailing();
  }

  private static String lines(Map<String, String> levels) {
    return levels.entrySet().stream()
        .map(level -> level.getKey() + ": " + level.getValue())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public AnswerFormat answerFormat() {
    return answerFormat;
  }

  /** Builds a {@link StructuredCotPrompt}. */
  public static final class Builder {
    private PromptTemplate template = PromptTemplate.resource("paper.txt");
    private Mode mode = Mode.STRUCTURED;
    private String taskPrefix = "";
    private String system = "";
    private AnswerFormat answerFormat = TagAnswerFormat.answerTags();

    private Builder() {}

    /** How much reasoning to ask for; default structured. */
    public Builder mode(Mode value) {
      mode = Objects.requireNonNull(value, "mode");
      return this;
    }

    /** The system message; default none. */
    public Builder system(String value) {
      system = Objects.requireNonNull(value, "system");
      return this;
    }

    /** The output format; default {@code <answer>} tags. */
    public Builder answerFormat(AnswerFormat value) {
      answerFormat = Objects.requireNonNull(value, "answerFormat");
      return this;
    }

    /**
     * The user message with the placeholders named above.
     *
     * @throws IllegalArgumentException if it lacks {@code {Question}} or {@code {Options}}, or asks
     *     for no format, as it has neither {@code {Task}} nor {@code {Format}}
     */
    public Builder template(String text) {
      for (String needed : new String[] {"{Question}", "{Options}"}) {
        if (!text.contains(needed)) {
          throw new IllegalArgumentException("template lacks the placeholder " + needed);
        }
      }
      if (!text.contains("{Task}") && !text.contains("{Format}")) {
        throw new IllegalArgumentException("template has neither {Task} nor {Format}");
      }
      return template(new PromptTemplate(text));
    }

    private Builder template(PromptTemplate value) {
      template = value;
      return this;
    }

    /** The prompt style; the builder can be used again. */
    public StructuredCotPrompt build() {
      return new StructuredCotPrompt(this);
    }
  }
}
