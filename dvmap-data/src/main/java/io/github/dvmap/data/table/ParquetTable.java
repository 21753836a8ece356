package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The rows of a parquet file, read through DuckDB in the file's order. Numbers, texts, booleans and
 * dates are cells; a column of another type (a list, a structure, bytes) is refused when it is
 * asked for.
 */
final class ParquetTable implements SurveyTable {
  private static final String MEMORY = "1GB";

  private final Path file;
  private final Connection connection;
  private final ResultSet rows;
  private final int[] types;
  private final List<String> typeNames = new ArrayList<>();
  private final List<String> columns;
  private long line;

  private ParquetTable(Path file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    @SuppressWarnings("resource") // closed with its connection
    var statement = connection.createStatement();
    rows = statement.executeQuery("SELECT * FROM read_parquet('" + literal(file) + "')");
    ResultSetMetaData meta = rows.getMetaData();
    types = new int[meta.getColumnCount()];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      types[i] = meta.getColumnType(i + 1);
      typeNames.add(meta.getColumnTypeName(i + 1));
      names.add(meta.getColumnName(i + 1));
    }
    columns = CellText.distinct(names, n -> fault(n, "", "the file has this column twice"));
  }

  /**
   * Opens a file; closing the table closes it.
   *
   * @throws SurveyFormatException if it is no parquet file, or a damaged one
   */
  static ParquetTable open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new SurveyFormatException(file.toString(), 0, "", "", "there is no such file");
    }
    var streaming = new Properties();
    streaming.setProperty("jdbc_stream_results", "true");
    streaming.setProperty("memory_limit", MEMORY);
    try {
      Connection connection = DriverManager.getConnection("jdbc:duckdb:", streaming);
      try {
        return new ParquetTable(file, connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw unreadable(file, 0, e);
    }
  }

  /** The path within quotes; {@code *}, {@code ?} and {@code [} are no wildcards. */
  private static String literal(Path file) {
    return file.toString().replace("'", "''").replaceAll("[*?\\[]", "[$0]");
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public Map<String, String> labels(int column) {
    return Map.of();
  }

  @Override
  public boolean next() {
    try {
      boolean found = rows.next();
      line += found ? 1 : 0;
      return found;
    } catch (SQLException e) {
      throw unreadable(file, line + 1, e);
    }
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public String text(int column) {
    int at = column + 1;
    try {
      return switch (types[column]) {
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
        default -> other(column);
      };
    } catch (SQLException e) {
      throw unreadable(file, line, e);
    }
  }

  private String other(int column) throws SQLException {
    String type = typeNames.get(column);
    boolean scalar =
        (type.startsWith("U") && type.endsWith("INT"))
            || type.equals("HUGEINT")
            || type.equals("UUID");
    if (!scalar && !type.startsWith("ENUM") && !type.startsWith("TIMESTAMP")) {
      throw fault(columns.get(column), "", "its type " + type + " has no text");
    }
    String value = rows.getString(column + 1);
    return value == null ? "" : value;
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  private SurveyFormatException fault(String column, String value, String problem) {
    return new SurveyFormatException(file.toString(), line, column, value, problem);
  }

  private static SurveyFormatException unreadable(Path file, long row, SQLException e) {
    return new SurveyFormatException(
        file.toString(), row, "", "", "cannot be read as parquet: " + e.getMessage());
  }

  @Override
  public void close() {
    try (connection) {
      rows.close();
    } catch (SQLException e) {
      throw unreadable(file, 0, e);
    }
  }
}
