package io.github.dvmap.data.analysis;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** A matrix of numbers with names of its rows and columns; NaN where there is no value. */
public final class LabelledMatrix {
  private final ImmutableList<String> rows;
  private final ImmutableList<String> columns;
  private final double[][] values;

  private LabelledMatrix(List<String> rows, List<String> columns, double[][] values) {
    this.rows = ImmutableList.copyOf(rows);
    this.columns = ImmutableList.copyOf(columns);
    this.values = copy(values);
  }

  /**
   * A matrix of a copy of the values.
   *
   * @param rows distinct names, R &ge; 1
   * @param columns distinct names, C &ge; 1
   * @param values [R][C], each finite or NaN
   * @throws IllegalArgumentException if a shape differs, a name is repeated or a value is infinite
   */
  public static LabelledMatrix of(List<String> rows, List<String> columns, double[][] values) {
    requireDistinct("rows", rows);
    requireDistinct("columns", columns);
    if (values.length != rows.size()) {
      throw new IllegalArgumentException(
          "values has " + values.length + " rows, rows names " + rows.size());
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i].length != columns.size()) {
        throw new IllegalArgumentException(
            "row '" + rows.get(i) + "' has " + values[i].length + " of " + columns.size());
      }
      for (int j = 0; j < values[i].length; j++) {
        if (Double.isInfinite(values[i][j])) {
          throw new IllegalArgumentException(
              "value " + values[i][j] + " of '" + rows.get(i) + "', '" + columns.get(j) + "'");
        }
      }
    }
    return new LabelledMatrix(rows, columns, values);
  }

  private static void requireDistinct(String what, List<String> names) {
    if (names.isEmpty() || new HashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException(what + " must be 1 or more distinct names: " + names);
    }
  }

  private static double[][] copy(double[][] values) {
    return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
  }

  /** The names of the rows. */
  public List<String> rows() {
    return rows;
  }

  /** The names of the columns. */
  public List<String> columns() {
    return columns;
  }

  /** A copy of the values, [rows][columns], NaN where there is none. */
  public double[][] values() {
    return copy(values);
  }

  /**
   * A value by the names of its row and column; NaN where there is none.
   *
   * @throws IllegalArgumentException if there is no such row or column
   */
  public double value(String row, String column) {
    return values[index("row", rows, row)][index("column", columns, column)];
  }

  private static int index(String what, List<String> names, String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no " + what + " '" + name + "', only " + names);
    }
    return index;
  }

  /** The values that are there, row by row. */
  public double[] present() {
    return Arrays.stream(values)
        .flatMapToDouble(Arrays::stream)
        .filter(value -> !Double.isNaN(value))
        .toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelledMatrix that
        && rows.equals(that.rows)
        && columns.equals(that.columns)
        && Arrays.deepEquals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * rows.hashCode() + columns.hashCode()) + Arrays.deepHashCode(values);
  }

  @Override
  public String toString() {
    return rows + " x " + columns + " = " + Arrays.deepToString(values);
  }
}
