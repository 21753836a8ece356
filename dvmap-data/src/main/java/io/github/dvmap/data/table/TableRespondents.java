package io.github.dvmap.data.table;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/** Respondents of a table with a cursor, row by row. */
final class TableRespondents implements RespondentStream, RowCells {
  private final SurveyTable table;
  private final TableColumns columns;
  private final RowReader reader;
  private final Map<String, Long> dropped = new LinkedHashMap<>();
  private Respondent ahead;
  private long rows;

  /** Takes over the table: closing the stream closes it. */
  TableRespondents(String file, String idPrefix, SurveyMapping mapping, SurveyTable table) {
    this.table = table;
    columns = new TableColumns(file, 1, table.columns(), mapping);
    reader = new RowReader(file, idPrefix, mapping, columns);
  }

  @Override
  public boolean hasNext() {
    while (ahead == null && table.next()) {
      Interrupts.check("reading the survey");
      rows++;
      ahead = reader.read(this);
      reader.takeDropped().forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
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

  @Override
  public long line() {
    return table.line();
  }

  @Override
  public String text(int slot) {
    return table.text(columns.columns[slot]);
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
