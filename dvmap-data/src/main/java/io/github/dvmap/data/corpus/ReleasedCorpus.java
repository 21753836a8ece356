package io.github.dvmap.data.corpus;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveyFormatException;
import io.github.dvmap.data.wvs.WvsWave7;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads a corpus in the column layout of the released one: Q_id, the 11 attributes, frequency,
 * Category, Question, prompt, Options (labels joined by a comma and a space), answer. Parquet is
 * read through DuckDB.
 */
public final class ReleasedCorpus {
  private static final List<String> COLUMNS =
      List.of("Q_id", "frequency", "Category", "Question", "prompt", "Options", "answer");

  private ReleasedCorpus() {}

  /**
   * Reads every row, in file order; ids are {@code rowN} with N counted from 1.
   *
   * @param format the format that the prompts ask for
   * @throws SurveyFormatException if the file is not such a corpus, naming row, column and value
   */
  public static List<AlignmentSample> read(Path parquet, AnswerFormat format) {
    if (!Files.isRegularFile(parquet)) {
      throw new SurveyFormatException(parquet.toString(), 0, "", "", "there is no such file");
    }
    String source = "read_parquet('" + parquet.toString().replace("'", "''") + "')";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + source)) {
      return new Reader(parquet, format, rows).all();
    } catch (SQLException e) {
      throw new SurveyFormatException(
          parquet.toString(), 0, "", "", "cannot be read as parquet: " + e.getMessage());
    }
  }

  /** One pass over the rows. */
  private static final class Reader {
    private final Path file;
    private final AnswerFormat format;
    private final ResultSet rows;
    private final Map<String, Question> questions = new HashMap<>();
    private int row;

    Reader(Path file, AnswerFormat format, ResultSet rows) throws SQLException {
      this.file = file;
      this.format = format;
      this.rows = rows;
      List<String> present = new ArrayList<>();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        present.add(rows.getMetaData().getColumnName(i));
      }
      List<String> needed = new ArrayList<>(COLUMNS);
      WvsWave7.CORE_11.forEach(attribute -> needed.add(attribute.name()));
      for (String column : needed) {
        if (!present.contains(column)) {
          throw new SurveyFormatException(
              file.toString(), 0, column, "", "there is no such column");
        }
      }
    }

    List<AlignmentSample> all() throws SQLException {
      List<AlignmentSample> samples = new ArrayList<>();
      while (rows.next()) {
        row++;
        samples.add(sample());
      }
      return samples;
    }

    private AlignmentSample sample() throws SQLException {
      var levels = ImmutableMap.<String, String>builder();
      for (var attribute : WvsWave7.CORE_11) {
        levels.put(attribute.name(), text(attribute.name()));
      }
      Question question = question();
      String answer = text("answer");
      OptionalInt index = question.scale().indexOf(answer);
      if (index.isEmpty()) {
        throw fault("answer", answer, "is none of the options " + question.scale().options());
      }
      double frequency = rows.getDouble("frequency");
      if (!(frequency >= 0 && frequency <= 1)) {
        throw fault("frequency", Double.toString(frequency), "is not in [0, 1]");
      }
      return new AlignmentSample(
          "row" + row,
          Profile.of(levels.buildOrThrow()),
          question,
          index.getAsInt(),
          frequency,
          new Prompt("", text("prompt")),
          format);
    }

    private Question question() throws SQLException {
      String key = text("Q_id") + '\n' + text("Question") + '\n' + text("Options");
      Question known = questions.get(key);
      if (known == null) {
        try {
          AnswerScale scale = AnswerScale.of(text("Options").split(", ", -1));
          known = new Question(text("Q_id"), text("Question"), text("Category"), scale);
        } catch (IllegalArgumentException e) {
          throw fault("Options", text("Options"), e.getMessage());
        }
        questions.put(key, known);
      }
      return known;
    }

    private String text(String column) throws SQLException {
      String value = rows.getString(column);
      if (value == null) {
        throw fault(column, "", "the value is null");
      }
      return value;
    }

    private SurveyFormatException fault(String column, String value, String problem) {
      return new SurveyFormatException(file.toString(), row, column, value, problem);
    }
  }
}
