package io.github.dvmap.data.table;

import com.google.common.collect.ImmutableList;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveySchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which columns of a table are attributes and questions, and what their values mean. Built with
 * {@link #builder}, or read from JSON:
 *
 * <pre>{@code
 * {"name": "My survey", "id": "caseid", "integers": false,
 *  "attributes": [
 *    {"name": "Sex", "column": "sex", "codes": {"1": "Male", "2": "Female"},
 *     "missing": "Not Answered", "required": true},
 *    {"name": "Age", "column": "age", "missing": "drop",
 *     "bins": [{"to": 39, "label": "young"}, {"from": 40, "label": "old"}]}],
 *  "questions": [
 *    {"id": "happy", "column": "happy", "category": "", "text": "Are you happy?",
 *     "codes": {"1": "Yes", "2": "No"}}]}
 * }</pre>
 *
 * <p>Labels are in the order of their codes in the file. {@code missing} says what becomes of a
 * respondent without a value: {@code drop}, or the level to put instead. {@code otherwise: "drop"}
 * drops respondents whose value is in no code; without it such a value is an error. A {@code
 * required} column must be in the table; another that is absent is missing in every row. Immutable.
 */
public final class SurveyMapping {
  /**
   * A column that is an attribute.
   *
   * @param alternatives columns to read where that one is absent, in order
   * @param missingLevel the level of a missing value; null drops the respondent
   * @param dropOthers whether a value in no code drops the respondent
   */
  record AttributeColumn(
      Attribute attribute,
      String column,
      List<String> alternatives,
      ColumnRule rule,
      String missingLevel,
      boolean dropOthers,
      boolean required) {
    private AttributeColumn withLevels(Set<String> levels) {
      Set<String> coded = new LinkedHashSet<>(levels);
      boolean missing = missingLevel != null && levels.contains(missingLevel);
      if (missing && !rule.labels().contains(missingLevel)) {
        coded.remove(missingLevel);
      }
      ColumnRule some = rule.only(attribute.name(), coded);
      return new AttributeColumn(
          new Attribute(attribute.name(), some.labels()),
          column,
          alternatives,
          some,
          missing ? missingLevel : null,
          true,
          required);
    }
  }

  /** A column that is a question. */
  record QuestionColumn(Question question, String column, ColumnRule rule) {}

  /**
   * What is not a column's own.
   *
   * @param id the column with the interview's number; empty for the line number
   * @param weight the column with the weight; empty where weights are not read
   * @param weightKnown the column with the weight, whether or not it is read
   * @param reversedSuffix what a reversed column of a question ends in; empty where there are none
   */
  private record Source(String id, String weight, String weightKnown, String reversedSuffix) {}

  private final String name;
  private final Source source;
  private final List<AttributeColumn> attributes;
  private final List<QuestionColumn> questions;

  private SurveyMapping(
      String name,
      Source source,
      List<AttributeColumn> attributes,
      List<QuestionColumn> questions) {
    this.name = name;
    this.source = source;
    this.attributes = ImmutableList.copyOf(attributes);
    this.questions = ImmutableList.copyOf(questions);
  }

  /** A builder of the mapping of a survey with this name. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Reads a mapping file.
   *
   * @throws io.github.dvmap.core.survey.SurveyFormatException naming the key that is wrong
   */
  public static SurveyMapping read(Path file) {
    var mapping = new MappingReader(file.toString());
    try (Reader reader = Files.newBufferedReader(file)) {
      mapping.requireSize(Files.size(file));
      return mapping.read(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read mapping " + file, e);
    }
  }

  /** Reads a mapping from a resource of a class. */
  public static SurveyMapping resource(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource + " beside " + owner);
      }
      return new MappingReader(resource).read(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read mapping " + resource, e);
    }
  }

  /**
   * The mapping with only some questions, in the order given.
   *
   * @throws IllegalArgumentException if one is not in the mapping
   */
  public SurveyMapping withQuestions(Set<String> ids) {
    Set<String> unknown = new LinkedHashSet<>(ids);
    questions.forEach(q -> unknown.remove(q.question().id()));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("mapping '" + name + "' has no question " + unknown);
    }
    return new SurveyMapping(
        name,
        source,
        attributes,
        questions.stream().filter(q -> ids.contains(q.question().id())).toList());
  }

  /**
   * The mapping with only some levels of an attribute; respondents of the others are dropped and
   * counted. So are those who did not answer, unless their level ({@code Not Answered}, or what the
   * mapping says) is among the levels.
   *
   * @throws IllegalArgumentException if the mapping has no such attribute, the attribute no such
   *     level, or none that has a code is left
   */
  public SurveyMapping withLevels(String attribute, Set<String> levels) {
    if (attributes.stream().noneMatch(a -> a.attribute().name().equals(attribute))) {
      throw new IllegalArgumentException(
          "mapping '" + name + "' has no attribute '" + attribute + "'");
    }
    return new SurveyMapping(
        name,
        source,
        attributes.stream()
            .map(a -> a.attribute().name().equals(attribute) ? a.withLevels(levels) : a)
            .toList(),
        questions);
  }

  /** The mapping of a survey with another name. */
  public SurveyMapping named(String other) {
    return new SurveyMapping(other, source, attributes, questions);
  }

  /**
   * The mapping that reads each respondent's weight, and needs its column; without this every
   * weight is 1.
   *
   * @throws IllegalArgumentException if the mapping names no weight column
   */
  public SurveyMapping weighted() {
    if (source.weightKnown().isEmpty()) {
      throw new IllegalArgumentException("mapping '" + name + "' names no weight column");
    }
    var weighted =
        new Source(
            source.id(), source.weightKnown(), source.weightKnown(), source.reversedSuffix());
    return new SurveyMapping(name, weighted, attributes, questions);
  }

  /** What the survey asks. */
  public SurveySchema schema() {
    return new SurveySchema(
        name,
        attributes.stream().map(AttributeColumn::attribute).toList(),
        questions.stream().map(QuestionColumn::question).toList());
  }

  /** The mapping's codes by label; for mappings of integer codes. */
  public CodeBook codeBook() {
    return new CodeBook(this);
  }

  /** The column with the interview's number; empty for the line number. */
  String idColumn() {
    return source.id();
  }

  /** The column with the weight; empty where weights are not read. */
  String weightColumn() {
    return source.weight();
  }

  /** What a question's column ends in where its codes are reversed; empty for none. */
  String reversedSuffix() {
    return source.reversedSuffix();
  }

  List<AttributeColumn> attributes() {
    return attributes;
  }

  List<QuestionColumn> questions() {
    return questions;
  }

  /** Builds a {@link SurveyMapping}; attributes and questions keep the order of the calls. */
  public static final class Builder {
    private final String name;
    private String idColumn = "";
    private String weightColumn = "";
    private String reversedSuffix = "";
    private final Set<String> missingTexts = new LinkedHashSet<>();
    private boolean integers;
    private final List<AttributeColumn> attributes = new ArrayList<>();
    private final List<QuestionColumn> questions = new ArrayList<>();

    private Builder(String name) {
      this.name = Objects.requireNonNull(name, "name");
    }

    /** The column with the interview's number; the line number if not called. */
    public Builder id(String column) {
      idColumn = Objects.requireNonNull(column, "column");
      return this;
    }

    /**
     * Values are integers, also written {@code 2.0} or {@code 1.0000002E8}, and negative ones are
     * missing; to be called before the columns.
     *
     * @throws IllegalStateException if there is a column already
     */
    public Builder integers() {
      if (!attributes.isEmpty() || !questions.isEmpty()) {
        throw new IllegalStateException("integers() comes before the columns");
      }
      integers = true;
      return this;
    }

    /** The column with the survey weight, which {@link SurveyMapping#weighted()} reads. */
    public Builder weight(String column) {
      weightColumn = Objects.requireNonNull(column, "column");
      return this;
    }

    /**
     * A question's column may be in the table under its name and this suffix, with its codes in
     * reverse order (the inverted cross-national file of the World Values Survey: {@code Q46P}).
     */
    public Builder reversedSuffix(String suffix) {
      reversedSuffix = Objects.requireNonNull(suffix, "suffix");
      return this;
    }

    /**
     * A text that says that there is no value, in any column that follows, without regard to case
     * and runs of white space. A column with that code or alias is refused.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public Builder missingText(String text) {
      if (text.isBlank()) {
        throw new IllegalArgumentException("a text for missing values is blank");
      }
      missingTexts.add(text);
      return this;
    }

    /**
     * An attribute and the meaning of its column.
     *
     * @throws IllegalArgumentException if the column has no codes or bins, or these are wrong
     */
    public Builder attribute(String attribute, String column, Consumer<ColumnMapping> values) {
      var mapping = new ColumnMapping(column);
      values.accept(mapping);
      attributes.add(mapping.attribute(attribute, integers, missingTexts));
      return this;
    }

    /**
     * A question and the meaning of its column.
     *
     * @throws IllegalArgumentException if the column has fewer than two labels, or these are wrong
     */
    public Builder question(String id, String column, String text, Consumer<ColumnMapping> values) {
      var mapping = new ColumnMapping(column);
      values.accept(mapping);
      questions.add(mapping.question(id, text, integers, missingTexts));
      return this;
    }

    /**
     * The mapping; the builder can be used again.
     *
     * @throws IllegalArgumentException if there is no attribute or no question, or a name or id is
     *     repeated
     */
    public SurveyMapping build() {
      var source = new Source(idColumn, "", weightColumn, reversedSuffix);
      var mapping = new SurveyMapping(name, source, attributes, questions);
      mapping.schema();
      return mapping;
    }
  }
}
