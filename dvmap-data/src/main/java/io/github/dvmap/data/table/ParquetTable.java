package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows of a parquet file, read through DuckDB in the file's order. Numbers, texts, booleans and
 * dates are cells; a column of another type (a list, a structure, bytes) is refused when it is
 * asked for.
 */
final class ParquetTable implements SurveyTable {
  private final Path file;
  private final ParquetFile source;
  private int[] wanted;
  private final int[] places;
  private ResultSet rows;
  private int[] types = {};
  private List<String> typeNames = List.of();
  private long line;

  private ParquetTable(Path file, ParquetFile source) {
    this.file = file;
    this.source = source;
    wanted = IntStream.range(0, source.columns().size()).toArray();
    places = new int[wanted.length];
  }

  /**
   * Opens a file; closing the table closes it.
   *
   * @throws SurveyFormatException if it is no parquet file, a damaged one, or has a column twice
   */
  static ParquetTable open(Path file) {
    return new ParquetTable(file, ParquetFile.open(file));
  }

  @Override
  public List<String> columns() {
    return source.columns();
  }

  @Override
  public void want(int[] columns) {
    wanted = IntStream.of(columns).distinct().toArray();
  }

  private void start() throws SQLException {
    Arrays.fill(places, -1);
    for (int i = 0; i < wanted.length; i++) {
      places[wanted[i]] = i;
    }
    rows = source.rows(wanted);
    ResultSetMetaData meta = rows.getMetaData();
    types = new int[wanted.length];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      types[i] = meta.getColumnType(i + 1);
      names.add(meta.getColumnTypeName(i + 1));
    }
    typeNames = names;
  }

  @Override
  public boolean next() {
    try {
      if (rows == null) {
        start();
      }
      boolean found = rows.next();
      line += found ? 1 : 0;
      return found;
    } catch (SQLException e) {
      throw source.unreadable(line + 1, e);
    }
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public String text(int column) {
    int at = places[column] + 1;
    try {
      return switch (types[at - 1]) {
        case Types.REAL, Types.FLOAT -> {
          float value = rows.getFloat(at);
          yield rows.wasNull() ? "" : CellText.number(value);
        }
        case Types.DOUBLE -> {
          double value = rows.getDouble(at);
          yield rows.wasNull() ? "" : CellText.number(value);
        }
        case Types.DECIMAL, Types.NUMERIC -> {
          BigDecimal value = rows.getBigDecimal(at);
          yield value == null ? "" : plain(value);
        }
        case Types.TINYINT,
            Types.SMALLINT,
            Types.INTEGER,
            Types.BIGINT,
            Types.VARCHAR,
            Types.BOOLEAN,
            Types.DATE,
            Types.TIMESTAMP,
            Types.TIME -> {
          String value = rows.getString(at);
          yield value == null ? "" : value;
        }
        default -> other(column, at);
      };
    } catch (SQLException e) {
      throw source.unreadable(line, e);
    }
  }

  private String other(int column, int at) throws SQLException {
    String type = typeNames.get(at - 1);
    boolean scalar =
        (type.startsWith("U") && type.endsWith("INT"))
            || type.equals("HUGEINT")
            || type.equals("UUID");
    if (!scalar && !type.startsWith("ENUM") && !type.startsWith("TIMESTAMP")) {
      throw new SurveyFormatException(
          file.toString(), line, columns().get(column), "", "its type " + type + " has no text");
    }
    String value = rows.getString(at);
    return value == null ? "" : value;
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  @Override
  public void close() {
    source.close();
  }
}
