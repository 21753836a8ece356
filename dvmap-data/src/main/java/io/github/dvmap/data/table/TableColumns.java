package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import io.github.dvmap.data.table.SurveyMapping.QuestionColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a mapping's columns are in a table's header. A name is looked for as it stands, then
 * without regard to case, then as the part of a header before a colon, or before a space where the
 * name holds a digit or an underscore ({@code Q1: Family}, {@code Q1 Family}).
 */
final class TableColumns {
  private static final int REPEATED = -2;

  private final String file;
  private final long headerLine;
  private final SurveyMapping mapping;
  private final Map<String, Integer> exact = new HashMap<>();
  private final Map<String, Integer> folded = new HashMap<>();
  private final Map<String, Integer> tokens = new HashMap<>();
  private final List<Integer> wanted = new ArrayList<>();

  /** The column of each slot, in slot order. */
  final int[] columns;

  /** The slot of the interview's number; -1 where there is none. */
  final int id;

  /** The slot of the weight; -1 where it is not read. */
  final int weight;

  /** The slot of each attribute; -1 where its column is absent. */
  final int[] attributes;

  /** The slot of each question; -1 where its column is absent. */
  final int[] questions;

  /** The rule of each question in this table. */
  final ColumnRule[] rules;

  TableColumns(String file, long headerLine, List<String> header, SurveyMapping mapping) {
    this.file = file;
    this.headerLine = headerLine;
    this.mapping = mapping;
    for (int i = 0; i < header.size(); i++) {
      index(header.get(i).strip(), i);
    }
    id = slot(find(mapping.idColumn()));
    weight = mapping.weightColumn().isEmpty() ? -1 : slot(required(mapping.weightColumn()));
    attributes = mapping.attributes().stream().mapToInt(this::attribute).toArray();
    rules = mapping.questions().stream().map(QuestionColumn::rule).toArray(ColumnRule[]::new);
    questions = new int[rules.length];
    for (int i = 0; i < questions.length; i++) {
      questions[i] = question(i);
    }
    columns = wanted.stream().mapToInt(Integer::intValue).toArray();
    requireAQuestion();
  }

  private void index(String name, int column) {
    if (name.isEmpty()) {
      return; // several columns may have no name, and none is asked for by it
    }
    exact.merge(name, column, (a, b) -> REPEATED);
    String lower = name.toLowerCase(Locale.ROOT);
    folded.merge(lower, column, (a, b) -> REPEATED);
    int colon = lower.indexOf(':');
    int space = lower.indexOf(' ');
    if (space > 0 && (colon < 0 || space < colon)) {
      String token = lower.substring(0, space);
      if (token.matches(".*[0-9_].*")) {
        tokens.merge(token, column, (first, second) -> REPEATED);
      }
    }
    if (colon > 0) {
      tokens.merge(lower.substring(0, colon).strip(), column, (first, second) -> REPEATED);
    }
  }

  /** The column of a name; -1 where there is none. */
  private int find(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    int at = exact.getOrDefault(name, folded.getOrDefault(lower, tokens.getOrDefault(lower, -1)));
    if (at == REPEATED) {
      throw fault(name, "the header has this column twice");
    }
    return at;
  }

  private int required(String name) {
    int at = find(name);
    if (at < 0) {
      throw fault(name, "the header has no such column");
    }
    return at;
  }

  private int attribute(SurveyMapping.AttributeColumn attribute) {
    int at = find(attribute.column());
    for (String other : attribute.alternatives()) {
      at = at < 0 ? find(other) : at;
    }
    return slot(at < 0 && attribute.required() ? required(attribute.column()) : at);
  }

  /** A reversed column has the mapping's suffix and codes in the opposite order. */
  private int question(int i) {
    QuestionColumn question = mapping.questions().get(i);
    int at = find(question.column());
    if (at < 0 && !mapping.reversedSuffix().isEmpty()) {
      at = find(question.column() + mapping.reversedSuffix());
      rules[i] = at < 0 ? rules[i] : rules[i].reversed();
    }
    return slot(at);
  }

  private int slot(int column) {
    if (column < 0) {
      return -1;
    }
    wanted.add(column);
    return wanted.size() - 1;
  }

  private void requireAQuestion() {
    for (int at : questions) {
      if (at >= 0) {
        return;
      }
    }
    String first = mapping.questions().get(0).column();
    throw fault(first, "the header has no column of any question");
  }

  private SurveyFormatException fault(String column, String problem) {
    return new SurveyFormatException(file, headerLine, column, "", problem);
  }
}
