package io.github.dvmap.data.corpus;

import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.SurveyFormatException;
import io.github.dvmap.data.table.ParquetFile;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Files in the column layout of the released corpus: Q_id, the attributes, frequency, Category,
 * Question, prompt, Options (labels joined by a comma and a space), answer, data_source. Files that
 * are written here have three more columns: id, option_list (the labels as a list) and system;
 * where they are absent, ids are {@code rowN} with N from 1, Options is split at commas and there
 * is no system message. Parquet is read through DuckDB and written without it.
 */
public final class ReleasedCorpus {
  /** The data_source of the released corpus. */
  public static final String WVS = "wvs";

  private ReleasedCorpus() {}

  /**
   * Reads every row of a parquet file, in file order. The columns between Q_id and frequency are
   * the attributes.
   *
   * @param format the format that the prompts ask for
   * @throws SurveyFormatException if the file is not such a corpus, naming row, column and value
   */
  public static List<AlignmentSample> read(Path parquet, AnswerFormat format) {
    try (ParquetFile source = ParquetFile.open(parquet)) {
      var reader = new ReleasedRows(parquet, format, source.columns());
      List<AlignmentSample> samples = new ArrayList<>();
      try (ResultSet rows = source.rows(reader.used())) {
        var cells = new ParquetCells(parquet, rows, reader.used());
        while (rows.next()) {
          cells.row++;
          samples.add(reader.sample(cells.row, cells));
        }
      } catch (SQLException e) {
        throw source.unreadable(samples.size() + 1L, e);
      }
      return samples;
    }
  }

  /**
   * Writes a parquet file: beside it first, then renamed. The same samples give the same bytes.
   *
   * @param dataSource the value of column data_source
   * @throws IllegalArgumentException if there is no sample, the samples' attributes differ, or one
   *     has the name of another column
   * @throws java.io.UncheckedIOException if it cannot be written; an older file is then as it was
   */
  public static void writeParquet(Path file, List<AlignmentSample> samples, String dataSource) {
    AtomicFiles.writeFile(file, new ReleasedWriter(samples, dataSource)::parquet);
  }

  /**
   * Writes JSON Lines with the same columns as keys, which {@link SampleFiles#read} reads; as
   * {@link #writeParquet} otherwise.
   */
  public static void writeJsonLines(Path file, List<AlignmentSample> samples, String dataSource) {
    AtomicFiles.writeFile(file, new ReleasedWriter(samples, dataSource)::jsonLines);
  }

  /** The cells of the current row. */
  private static final class ParquetCells implements ReleasedRows.Cells {
    private final Path file;
    private final ResultSet rows;
    private final Map<String, Integer> places = new HashMap<>();
    private long row;

    ParquetCells(Path file, ResultSet rows, List<String> columns) {
      this.file = file;
      this.rows = rows;
      columns.forEach(column -> places.put(column, places.size() + 1));
    }

    /** Reads a cell. */
    private interface Read<T> {
      T at(int place) throws SQLException;
    }

    private <T> T read(String column, Read<T> read) {
      try {
        return read.at(places.get(column));
      } catch (SQLException e) {
        throw new SurveyFormatException(file.toString(), row, column, "", e.getMessage());
      }
    }

    @Override
    public String text(String column) {
      return read(column, rows::getString);
    }

    @Override
    public Double number(String column) {
      return read(
          column,
          place -> {
            double value = rows.getDouble(place);
            return rows.wasNull() ? null : value;
          });
    }

    @Override
    public List<String> list(String column) {
      return read(
          column,
          place -> {
            Array array = rows.getArray(place);
            if (array == null) {
              return null;
            }
            List<String> texts = new ArrayList<>();
            for (Object element : (Object[]) array.getArray()) {
              if (!(element instanceof String text)) {
                throw new SQLException("the list holds " + element + ", which is not a text");
              }
              texts.add(text);
            }
            return texts;
          });
    }
  }
}
