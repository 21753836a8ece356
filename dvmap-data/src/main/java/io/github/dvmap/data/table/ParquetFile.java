package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A parquet file that DuckDB reads. Columns have the names that the file gives them and are asked
 * for by position: DuckDB renames those that differ in case only, and puts the values of folders
 * such as {@code q1=2} in place of the file's. Columns that are not asked for are not read. Not
 * thread-safe.
 */
public final class ParquetFile implements AutoCloseable {
  private static final String MEMORY = "1GB";

  private final Path file;
  private final Connection connection;
  private final List<String> columns;

  private ParquetFile(Path file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    columns = CellText.distinct(names(), this::repeated);
    requireSameColumns();
  }

  /**
   * Opens a file and reads its columns' names.
   *
   * @throws SurveyFormatException if it is no parquet file, a damaged one, or has a column twice
   */
  public static ParquetFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new SurveyFormatException(file.toString(), 0, "", "", "there is no such file");
    }
    var streaming = new Properties();
    streaming.setProperty("jdbc_stream_results", "true");
    streaming.setProperty("memory_limit", MEMORY);
    try {
      Connection connection = DriverManager.getConnection("jdbc:duckdb:", streaming);
      try {
        return new ParquetFile(file, connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw unreadable(file, 0, e);
    }
  }

  /** The columns' names as the file has them, in its order. */
  public List<String> columns() {
    return columns;
  }

  /**
   * The rows in the file's order, with some columns only; the first one asked for is column 1.
   *
   * @param positions columns counted from 0; 1 or more
   */
  ResultSet rows(int[] positions) throws SQLException {
    String wanted = IntStream.of(positions).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    String all =
        IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    @SuppressWarnings("resource") // closed with its connection
    var statement = connection.createStatement();
    return statement.executeQuery("SELECT " + wanted + " FROM " + source() + " AS t(" + all + ")");
  }

  /**
   * The rows in the file's order, with some columns only; the first one asked for is column 1. The
   * caller closes the result.
   *
   * @param names names of {@link #columns}; 1 or more
   */
  public ResultSet rows(List<String> names) throws SQLException {
    return rows(names.stream().mapToInt(columns::indexOf).toArray());
  }

  /** The fault of a row that DuckDB cannot read; row 0 is the whole file. */
  public SurveyFormatException unreadable(long row, SQLException e) {
    return unreadable(file, row, e);
  }

  /** The names of the root's children; what is within a list or a structure comes in between. */
  private List<String> names() throws SQLException {
    List<String> names = new ArrayList<>();
    try (var statement = connection.createStatement();
        ResultSet nodes =
            statement.executeQuery(
                "SELECT name, num_children FROM parquet_schema(" + literal() + ")")) {
      nodes.next();
      long within = 0;
      while (nodes.next()) {
        if (within == 0) {
          names.add(nodes.getString(1));
        } else {
          within--;
        }
        within += nodes.getLong(2);
      }
    }
    return names;
  }

  /** Positions mean nothing where DuckDB shows other columns than the file has. */
  private void requireSameColumns() throws SQLException {
    try (var all = connection.prepareStatement("SELECT * FROM " + source())) {
      int shown = all.getMetaData().getColumnCount();
      if (shown != columns.size()) {
        throw new SQLException(columns.size() + " columns are named, " + shown + " can be read");
      }
    }
  }

  private String source() {
    return "read_parquet(" + literal() + ", hive_partitioning = false)";
  }

  /** The whole path within quotes; {@code *}, {@code ?} and {@code [} are no wildcards. */
  private String literal() {
    String path = file.toAbsolutePath().toString();
    return "'" + path.replace("'", "''").replaceAll("[*?\\[]", "[$0]") + "'";
  }

  private SurveyFormatException repeated(String name) {
    return new SurveyFormatException(
        file.toString(), 0, name, "", "the file has this column twice");
  }

  private static SurveyFormatException unreadable(Path file, long row, SQLException e) {
    return new SurveyFormatException(
        file.toString(), row, "", "", "cannot be read as parquet: " + e.getMessage());
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw unreadable(0, e);
    }
  }
}
