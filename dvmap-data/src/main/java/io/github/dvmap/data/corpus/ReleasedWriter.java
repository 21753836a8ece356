package io.github.dvmap.data.corpus;

import com.google.common.base.Utf8;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.dvmap.core.sample.AlignmentSample;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Writes samples in the released layout. Same samples, same bytes. */
final class ReleasedWriter {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final ReleasedLayout layout;
  private final List<AlignmentSample> samples;
  private final String dataSource;

  /**
   * A writer of these samples.
   *
   * @throws IllegalArgumentException if they cannot be written in this layout
   */
  ReleasedWriter(List<AlignmentSample> samples, String dataSource) {
    layout = ReleasedLayout.of(samples);
    this.samples = samples;
    this.dataSource = dataSource;
    samples.forEach(ReleasedWriter::requireUnicode);
  }

  /** Parquet, compressed by zstd: prompts repeat. One thread, so that row groups are the same. */
  void parquet(Path file) throws IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 1");
      statement.execute("SET temp_directory = ''");
      statement.execute(
          layout.columns().stream()
              .map(column -> quoted(column) + " " + type(column))
              .collect(Collectors.joining(", ", "CREATE TABLE corpus (", ")")));
      try (DuckDBAppender rows =
          connection.unwrap(DuckDBConnection.class).createAppender("corpus")) {
        for (AlignmentSample sample : samples) {
          append(rows, sample);
        }
      }
      String target = file.toString().replace("'", "''");
      statement.execute("COPY corpus TO '" + target + "' (FORMAT parquet, COMPRESSION zstd)");
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static String quoted(String column) {
    return '"' + column.replace("\"", "\"\"") + '"';
  }

  private static String type(String column) {
    return switch (column) {
      case ReleasedLayout.FREQUENCY -> "DOUBLE";
      case ReleasedLayout.OPTION_LIST -> "VARCHAR[]";
      default -> "VARCHAR";
    };
  }

  private void append(DuckDBAppender row, AlignmentSample sample) throws SQLException {
    row.beginRow();
    row.append(sample.question().id());
    for (String level : sample.profile().levels().values()) {
      row.append(level);
    }
    row.append(sample.frequency());
    row.append(sample.question().category());
    row.append(sample.question().text());
    row.append(sample.prompt().user());
    row.append(ReleasedLayout.joined(sample));
    row.append(sample.answerLabel());
    row.append(dataSource);
    row.append(sample.id());
    row.append(sample.question().scale().options());
    row.append(sample.prompt().system());
    row.endRow();
  }

  /** DuckDB would write a question mark in place of half a surrogate pair. */
  private static void requireUnicode(AlignmentSample sample) {
    requireUnicode(sample, sample.id());
    sample.profile().levels().values().forEach(level -> requireUnicode(sample, level));
    requireUnicode(sample, sample.question().id());
    requireUnicode(sample, sample.question().category());
    requireUnicode(sample, sample.question().text());
    requireUnicode(sample, ReleasedLayout.joined(sample));
    requireUnicode(sample, sample.prompt().user());
    requireUnicode(sample, sample.prompt().system());
  }

  private static void requireUnicode(AlignmentSample sample, String text) {
    try {
      int unused = Utf8.encodedLength(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "sample " + sample.id() + " has text that is not valid Unicode: " + e.getMessage(), e);
    }
  }

  /** JSON Lines in UTF-8, one object a row with the columns as keys. */
  void jsonLines(Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      for (AlignmentSample sample : samples) {
        out.write(GSON.toJson(json(sample)));
        out.write('\n');
      }
    }
  }

  private JsonObject json(AlignmentSample sample) {
    var json = new JsonObject();
    json.addProperty(ReleasedLayout.QUESTION_ID, sample.question().id());
    sample.profile().levels().forEach(json::addProperty);
    json.addProperty(ReleasedLayout.FREQUENCY, sample.frequency());
    json.addProperty(ReleasedLayout.CATEGORY, sample.question().category());
    json.addProperty(ReleasedLayout.QUESTION, sample.question().text());
    json.addProperty(ReleasedLayout.PROMPT, sample.prompt().user());
    json.addProperty(ReleasedLayout.OPTIONS, ReleasedLayout.joined(sample));
    json.addProperty(ReleasedLayout.ANSWER, sample.answerLabel());
    json.addProperty(ReleasedLayout.DATA_SOURCE, dataSource);
    json.addProperty(ReleasedLayout.ID, sample.id());
    var options = new JsonArray();
    sample.question().scale().options().forEach(options::add);
    json.add(ReleasedLayout.OPTION_LIST, options);
    json.addProperty(ReleasedLayout.SYSTEM, sample.prompt().system());
    return json;
  }
}
