package io.github.dvmap.data.table;

import java.util.List;

/** A cursor over the rows of a table of cells, whatever file they come from. Not thread-safe. */
interface SurveyTable extends AutoCloseable {
  /** The columns' names as the file has them, in its order. */
  List<String> columns();

  /**
   * Says which columns will be asked for, before the first row; a table may leave the others
   * unread. Without it all are read.
   */
  default void want(int[] columns) {}

  /**
   * Moves to the next row; the first call moves to the first.
   *
   * @return whether there is one
   * @throws io.github.dvmap.core.survey.SurveyFormatException naming file, row, column and value
   */
  boolean next();

  /**
   * Where the current row is, for messages: the line of a text file, the row's number in a sheet,
   * else the row counted from 1.
   */
  long line();

  /**
   * The current row's cell as text: {@code ""} where it is missing, an integer without a fraction
   * as {@code 2}. Only after {@link #next} has returned true, and only of a column that is wanted.
   *
   * @throws io.github.dvmap.core.survey.SurveyFormatException if the cell cannot be read as text
   */
  String text(int column);

  @Override
  void close();
}
