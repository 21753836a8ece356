package io.github.dvmap.data.table;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveyFormatException;
import io.github.dvmap.data.table.SurveyMapping.AttributeColumn;
import io.github.dvmap.data.table.SurveyMapping.QuestionColumn;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Turns rows into respondents, and counts those that give none. Not thread-safe. */
final class RowReader {
  private final String file;
  private final String idPrefix;
  private final SurveyMapping mapping;
  private final TableColumns columns;
  private final ImmutableSet<String> attributes;
  private final String[] levels;
  private Map<String, Long> dropped = new LinkedHashMap<>();

  /**
   * A reader of one file's rows.
   *
   * @param idPrefix put before line numbers that serve as ids
   */
  RowReader(String file, String idPrefix, SurveyMapping mapping, TableColumns columns) {
    this.file = file;
    this.idPrefix = idPrefix;
    this.mapping = mapping;
    this.columns = columns;
    levels = new String[columns.attributes.length];
    attributes =
        mapping.attributes().stream()
            .map(column -> column.attribute().name())
            .collect(ImmutableSet.toImmutableSet());
  }

  /** The rows dropped since the last call, by reason. */
  Map<String, Long> takeDropped() {
    Map<String, Long> taken = dropped;
    dropped = new LinkedHashMap<>();
    return taken;
  }

  /** The row's respondent, or null where it is dropped. */
  Respondent read(RowCells row) {
    for (int i = 0; i < levels.length; i++) {
      levels[i] = level(row, mapping.attributes().get(i), columns.attributes[i]);
      if (levels[i] == null) {
        return null;
      }
    }
    String id = columns.id < 0 ? idPrefix + row.line() : row.text(columns.id).strip();
    return new Respondent(
        id, Profile.of(attributes, Arrays.asList(levels)), responses(row), weight(row));
  }

  private Map<String, Response> responses(RowCells row) {
    var responses =
        ImmutableMap.<String, Response>builderWithExpectedSize(columns.questions.length);
    for (int i = 0; i < columns.questions.length; i++) {
      respond(responses, row, i);
    }
    return responses.buildOrThrow();
  }

  private void respond(
      ImmutableMap.Builder<String, Response> responses, RowCells row, int question) {
    QuestionColumn column = mapping.questions().get(question);
    int slot = columns.questions[question];
    Optional<ColumnRule.Cell> cell = read(row, column.column(), columns.rules[question], slot);
    if (cell.isPresent()) {
      if (cell.get().index() < 0) {
        throw fault(row, column.column(), slot, "is none of the mapping's codes");
      }
      responses.put(column.question().id(), cell.get().response());
    }
  }

  /** The level of an attribute, or null where the respondent is dropped. */
  private String level(RowCells row, AttributeColumn column, int slot) {
    String name = column.attribute().name();
    Optional<ColumnRule.Cell> cell = read(row, column.column(), column.rule(), slot);
    if (cell.isEmpty()) {
      if (column.missingLevel() == null) {
        dropped.merge(name + " is missing", 1L, Long::sum);
      }
      return column.missingLevel();
    }
    int index = cell.get().index();
    if (index >= 0) {
      return column.rule().labels().get(index);
    }
    if (!column.dropOthers()) {
      throw fault(row, column.column(), slot, "is none of the mapping's codes");
    }
    dropped.merge(name + " is not in the mapping", 1L, Long::sum);
    return null;
  }

  private Optional<ColumnRule.Cell> read(RowCells row, String column, ColumnRule rule, int slot) {
    if (slot < 0) {
      return Optional.empty();
    }
    try {
      return row.read(slot, rule);
    } catch (IllegalArgumentException e) {
      throw fault(row, column, slot, e.getMessage());
    }
  }

  private double weight(RowCells row) {
    if (columns.weight < 0) {
      return 1;
    }
    double weight = -1;
    try {
      weight = Double.parseDouble(row.text(columns.weight).strip());
    } catch (NumberFormatException e) {
      // stays out of range
    }
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw fault(
          row, mapping.weightColumn(), columns.weight, "is not a weight, a number in [0, inf)");
    }
    return weight;
  }

  private SurveyFormatException fault(RowCells row, String column, int slot, String problem) {
    return new SurveyFormatException(file, row.line(), column, row.text(slot), problem);
  }
}
