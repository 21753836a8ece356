package io.github.dvmap.core.prompt;

import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
  private final String system;
  private final AnswerFormat answerFormat;

  private StructuredCotPrompt(Builder builder) {
    system = builder.system;
    answerFormat = builder.answerFormat;
    String format = answerFormat.instruction();
    String task =
        PromptTemplate.resource(builder.taskPrefix + builder.mode.resource + ".txt")
            .with(Map.of("Format", format))
            .text()
            .stripTrailing();
    template = builder.template.with(Map.of("Format", format, "Task", task));
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
    return Prompt.joined(system, template.fill(new Filling(profile, question)));
  }

  /** The values of one prompt's placeholders. */
  private record Filling(Profile profile, Question question) implements PromptTemplate.Values {
    @Override
    public void add(List<String> pieces, String name) {
      switch (name) {
        case "Profile" -> lines(pieces);
        case "Question" -> pieces.add(question.text());
        case "Options" -> options(pieces);
        default -> pieces.add(profile.level(name));
      }
    }

    private void options(List<String> pieces) {
      List<String> options = question.scale().options();
      for (int i = 0; i < options.size(); i++) {
        if (i > 0) {
          pieces.add(", ");
        }
        pieces.add(options.get(i));
      }
    }

    private void lines(List<String> pieces) {
      int start = pieces.size();
      for (String attribute : profile.attributes()) {
        if (pieces.size() > start) {
          pieces.add("\n");
        }
        pieces.add(attribute);
        pieces.add(": ");
        pieces.add(profile.level(attribute));
      }
    }
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
