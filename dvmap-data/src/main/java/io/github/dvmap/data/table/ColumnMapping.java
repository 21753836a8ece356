package io.github.dvmap.data.table;

import com.google.common.collect.ImmutableList;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Question;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the values of one column mean: either codes or numeric bins, with a label each, and what
 * becomes of other values. Not thread-safe.
 */
public final class ColumnMapping {
  private static final Pattern INTEGER = Pattern.compile("[0-9]+");
  private static final int LONGEST_INTEGER = 18;

  private static final String BEYOND =
      ", which is beyond " + Integer.MIN_VALUE + ".." + Integer.MAX_VALUE;

  private final String column;
  private final Map<String, Integer> labels = new LinkedHashMap<>();
  private final Map<String, Integer> codes = new LinkedHashMap<>();
  private final List<ColumnRule.Bin> bins = new ArrayList<>();
  private final Map<String, Long> aliases = new LinkedHashMap<>();
  private final List<String> alternatives = new ArrayList<>();
  private String category = "";
  private String missingLevel = Attribute.NOT_ANSWERED;
  private boolean dropOthers;
  private boolean required;

  ColumnMapping(String column) {
    this.column = Objects.requireNonNull(column, "column");
    if (column.isBlank()) {
      throw new IllegalArgumentException("a column's name is blank");
    }
  }

  /**
   * A value and its label; labels are ordered as they first appear, and several codes may share
   * one.
   *
   * @param code as cells have it but for white space around it; of a mapping of integers one in
   *     0..2147483647 without leading zeros
   * @throws IllegalArgumentException if the code is there already, is blank or has white space
   *     around it, the label is blank, or the column has bins
   */
  public ColumnMapping code(String code, String label) {
    require(
        !code.isBlank() && code.equals(code.strip()),
        "has code '" + code + "', which no cell is read as: it is blank or not stripped");
    require(bins.isEmpty(), "has bins, so code " + code + " cannot be added");
    require(codes.putIfAbsent(code, label(label)) == null, "has code " + code + " twice");
    return this;
  }

  /** A numeric code and its label, as {@link #code(String, String)}. */
  public ColumnMapping code(int code, String label) {
    return code(Integer.toString(code), label);
  }

  /**
   * A range of integers, both ends included, and its label.
   *
   * @param from -2147483648 or more
   * @param to 2147483647 or less
   * @throws IllegalArgumentException if it is empty, goes beyond these ends or overlaps another,
   *     the label is blank, or the column has codes
   */
  public ColumnMapping bin(long from, long to, String label) {
    require(codes.isEmpty(), "has codes, so bin " + label + " cannot be added");
    require(from <= to, "has the empty bin " + from + ".." + to);
    require(isInt(from) && isInt(to), "has bin " + from + ".." + to + BEYOND);
    for (ColumnRule.Bin bin : bins) {
      require(
          to < bin.from() || from > bin.to(),
          "has overlapping bins: " + from + ".." + to + " and " + bin.from() + ".." + bin.to());
    }
    bins.add(new ColumnRule.Bin(from, to, label(label)));
    return this;
  }

  /**
   * A text that stands for an integer code, beside the labels themselves, which are known: some
   * files hold texts instead of codes. For columns of integers: those with bins, and those of a
   * mapping with {@link SurveyMapping.Builder#integers()}.
   *
   * @param code in -2147483648..2147483647
   * @throws IllegalArgumentException if the text is blank, a number, or has a code already, or the
   *     code is out of its range
   */
  public ColumnMapping alias(String text, long code) {
    require(!text.isBlank(), "has a blank alias");
    require(!ColumnRule.isNumber(text), "has alias '" + text + "', which is a number");
    require(isInt(code), "has alias '" + text + "' for " + code + BEYOND);
    require(aliases.putIfAbsent(text, code) == null, "has alias '" + text + "' twice");
    return this;
  }

  /** Another column to read where this one is not in the table; for attributes. */
  public ColumnMapping alternative(String otherColumn) {
    require(!otherColumn.isBlank(), "has a blank alternative");
    alternatives.add(otherColumn);
    return this;
  }

  private int label(String label) {
    require(!label.isBlank(), "has a blank label");
    labels.putIfAbsent(label, labels.size());
    return labels.get(label);
  }

  /** The questionnaire's section, for questions; empty if not called. */
  public ColumnMapping category(String value) {
    category = Objects.requireNonNull(value, "category");
    return this;
  }

  /**
   * The level of an attribute that a respondent did not answer; {@code Not Answered} by default.
   */
  public ColumnMapping missing(String level) {
    missingLevel = Objects.requireNonNull(level, "level");
    return this;
  }

  /** Drops, and counts, respondents without a value in this attribute. */
  public ColumnMapping dropMissing() {
    missingLevel = null;
    return this;
  }

  /**
   * Drops, and counts, respondents whose value has no label; otherwise such a value is an error.
   */
  public ColumnMapping dropOthers() {
    dropOthers = true;
    return this;
  }

  /** The column has to be in the table; by default one that is absent is missing in every row. */
  public ColumnMapping required() {
    required = true;
    return this;
  }

  private ColumnRule rule(boolean integers, Set<String> missingTexts) {
    require(!labels.isEmpty(), "needs codes or bins");
    if (integers) {
      codes.keySet().forEach(this::requireInteger);
    }
    boolean texts = !integers && bins.isEmpty();
    require(
        !texts || aliases.isEmpty(), "has aliases " + aliases.keySet() + ", but codes are texts");
    requireNotMissing("code", codes.keySet(), missingTexts);
    requireNotMissing("alias", aliases.keySet(), missingTexts);
    return new ColumnRule(
        integers, List.copyOf(labels.keySet()), codes, bins, aliases, missingTexts);
  }

  private void requireInteger(String code) {
    require(INTEGER.matcher(code).matches(), "has code " + code + ", not an integer");
    require(
        code.length() <= LONGEST_INTEGER && isInt(Long.parseLong(code)),
        "has code " + code + BEYOND);
    int value = Integer.parseInt(code);
    require(
        code.equals(Integer.toString(value)),
        "has code " + code + "; integers are written " + value);
  }

  private static boolean isInt(long value) {
    return value == (int) value;
  }

  SurveyMapping.AttributeColumn attribute(String name, boolean integers, Set<String> missingTexts) {
    return new SurveyMapping.AttributeColumn(
        new Attribute(name, List.copyOf(labels.keySet())),
        column,
        ImmutableList.copyOf(alternatives),
        rule(integers, missingTexts),
        missingLevel,
        dropOthers,
        required);
  }

  SurveyMapping.QuestionColumn question(
      String id, String text, boolean integers, Set<String> missingTexts) {
    ColumnRule rule = rule(integers, missingTexts);
    require(alternatives.isEmpty(), "is a question's and has an alternative column");
    var scale = new AnswerScale(List.copyOf(labels.keySet()));
    var question = new Question(id, text, category, scale);
    return new SurveyMapping.QuestionColumn(question, column, rule);
  }

  private void requireNotMissing(String kind, Set<String> texts, Set<String> missingTexts) {
    Set<String> missing = new HashSet<>();
    missingTexts.forEach(text -> missing.add(ColumnRule.folded(text)));
    for (String text : texts) {
      boolean clash = missing.contains(ColumnRule.folded(text));
      require(!clash, "has " + kind + " '" + text + "', which says that there is no value");
    }
  }

  private void require(boolean ok, String problem) {
    if (!ok) {
      throw new IllegalArgumentException("column '" + column + "' " + problem);
    }
  }
}
