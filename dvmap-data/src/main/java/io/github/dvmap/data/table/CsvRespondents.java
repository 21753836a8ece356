package io.github.dvmap.data.table;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveyFormatException;
import io.github.dvmap.data.table.SurveyMapping.AttributeColumn;
import io.github.dvmap.data.table.SurveyMapping.QuestionColumn;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Respondents of a table, row by row. */
final class CsvRespondents implements RespondentStream {
  private final Path file;
  private final SurveyMapping mapping;
  private final CsvTable table;
  private final int[] attributeAt;
  private final int[] questionAt;
  private final int idAt;
  private final Map<String, Long> dropped = new LinkedHashMap<>();
  private long rows;
  private Respondent ahead;

  private CsvRespondents(Path file, SurveyMapping mapping, CsvTable table) {
    this.file = file;
    this.mapping = mapping;
    this.table = table;
    idAt = table.column(mapping.idColumn());
    attributeAt =
        mapping.attributes().stream().mapToInt(a -> column(a.column(), a.required())).toArray();
    questionAt = mapping.questions().stream().mapToInt(q -> column(q.column(), false)).toArray();
    boolean none = true;
    for (int at : questionAt) {
      none &= at < 0;
    }
    if (none) {
      QuestionColumn first = mapping.questions().get(0);
      throw new SurveyFormatException(
          file.toString(), 1, first.column(), "", "the header has no column of any question");
    }
  }

  static CsvRespondents open(Path file, SurveyMapping mapping) {
    CsvTable table = CsvTable.open(file);
    try {
      return new CsvRespondents(file, mapping, table);
    } catch (RuntimeException e) {
      table.close();
      throw e;
    }
  }

  private int column(String name, boolean required) {
    int at = table.column(name);
    if (at < 0 && required) {
      throw new SurveyFormatException(
          file.toString(), 1, name, "", "the header has no such column");
    }
    return at;
  }

  @Override
  public boolean hasNext() {
    while (ahead == null && table.hasNext()) {
      ahead = respondent(table.next()).orElse(null);
      rows++;
    }
    return ahead != null;
  }

  @Override
  public Respondent next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Respondent result = ahead;
    ahead = null;
    return result;
  }

  private Optional<Respondent> respondent(CsvTable.Row row) {
    var levels = ImmutableMap.<String, String>builderWithExpectedSize(attributeAt.length);
    for (int i = 0; i < attributeAt.length; i++) {
      AttributeColumn column = mapping.attributes().get(i);
      String level = level(row, column, attributeAt[i]);
      if (level == null) {
        return Optional.empty();
      }
      levels.put(column.attribute().name(), level);
    }
    var responses = ImmutableMap.<String, Response>builderWithExpectedSize(questionAt.length);
    for (int i = 0; i < questionAt.length; i++) {
      QuestionColumn column = mapping.questions().get(i);
      read(row, column.column(), column.rule(), questionAt[i])
          .ifPresent(cell -> respond(responses, row, column, cell));
    }
    String id = idAt < 0 ? Long.toString(row.line()) : row.fields().get(idAt);
    return Optional.of(
        new Respondent(id, Profile.of(levels.buildOrThrow()), responses.buildOrThrow(), 1));
  }

  private void respond(
      ImmutableMap.Builder<String, Response> responses,
      CsvTable.Row row,
      QuestionColumn column,
      ColumnRule.Cell cell) {
    if (cell.index() < 0) {
      throw unknown(row, column.column());
    }
    responses.put(column.question().id(), new Response(cell.code(), cell.index()));
  }

  /** The level of an attribute, or null where the respondent is dropped. */
  private String level(CsvTable.Row row, AttributeColumn column, int at) {
    String name = column.attribute().name();
    Optional<ColumnRule.Cell> cell = read(row, column.column(), column.rule(), at);
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
      throw unknown(row, column.column());
    }
    dropped.merge(name + " is not in the mapping", 1L, Long::sum);
    return null;
  }

  private Optional<ColumnRule.Cell> read(CsvTable.Row row, String column, ColumnRule rule, int at) {
    if (at < 0) {
      return Optional.empty();
    }
    try {
      return rule.read(row.fields().get(at));
    } catch (IllegalArgumentException e) {
      throw new SurveyFormatException(
          file.toString(), row.line(), column, row.fields().get(at), e.getMessage());
    }
  }

  private SurveyFormatException unknown(CsvTable.Row row, String column) {
    String value = row.fields().get(table.column(column));
    return new SurveyFormatException(
        file.toString(), row.line(), column, value, "is none of the mapping's codes");
  }

  @Override
  public long rowsRead() {
    return rows;
  }

  @Override
  public ImmutableMap<String, Long> dropped() {
    return ImmutableMap.copyOf(dropped);
  }

  @Override
  public void close() {
    table.close();
  }
}
