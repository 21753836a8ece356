package io.github.dvmap.data.table;

import com.google.common.collect.ImmutableList;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.SurveySchema;
import io.github.dvmap.core.survey.SurveySource;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A survey in one table file or several, read by a {@link SurveyMapping}: delimited text, SPSS
 * {@code .sav} and {@code .zsav}, Stata {@code .dta}, Excel {@code .xlsx} or parquet. What a file
 * is, is seen from its bytes. Text may be delimited by comma, semicolon, tab or vertical bar, in
 * UTF-8 or Windows-1252, quoted or not. Immutable.
 */
public final class CsvSurvey implements SurveySource {
  private final List<Path> files;
  private final SurveyMapping mapping;
  private final int threads;

  private CsvSurvey(List<Path> files, SurveyMapping mapping, int threads) {
    this.files = ImmutableList.copyOf(files);
    this.mapping = Objects.requireNonNull(mapping, "mapping");
    this.threads = threads;
    if (files.isEmpty()) {
      throw new IllegalArgumentException("a survey needs 1 file or more");
    }
  }

  /** The survey in a file. */
  public static CsvSurvey of(Path file, SurveyMapping mapping) {
    return of(List.of(file), mapping);
  }

  /**
   * The survey in several files, for example one a country, read in this order.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static CsvSurvey of(List<Path> files, SurveyMapping mapping) {
    return new CsvSurvey(files, mapping, Math.min(8, Runtime.getRuntime().availableProcessors()));
  }

  /**
   * The survey with only some of its questions.
   *
   * @throws IllegalArgumentException if one is not in the mapping
   */
  public CsvSurvey withQuestions(Set<String> ids) {
    return new CsvSurvey(files, mapping.withQuestions(ids), threads);
  }

  /**
   * The survey read by so many threads; the respondents and their order do not depend on it.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public CsvSurvey withThreads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("threads " + count + " must be >= 1");
    }
    return new CsvSurvey(files, mapping, count);
  }

  /** The files, in reading order. */
  public List<Path> files() {
    return files;
  }

  @Override
  public SurveySchema schema() {
    return mapping.schema();
  }

  @Override
  public RespondentStream open() {
    return new FileByFile(files, this::open);
  }

  private RespondentStream open(Path file) {
    String prefix = files.size() == 1 ? "" : file.getFileName() + ":";
    return TableFiles.open(file)
        .<RespondentStream>map(table -> rows(file, prefix, table))
        .orElseGet(() -> CsvRespondents.open(file, prefix, mapping, threads));
  }

  private RespondentStream rows(Path file, String prefix, SurveyTable table) {
    try {
      return new TableRespondents(file.toString(), prefix, mapping, table);
    } catch (RuntimeException e) {
      table.close();
      throw e;
    }
  }
}
