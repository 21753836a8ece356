package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.SurveySchema;
import io.github.dvmap.core.survey.SurveySource;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

/** A survey in a delimited text file, read by a {@link SurveyMapping}. Immutable. */
public final class CsvSurvey implements SurveySource {
  private final Path file;
  private final SurveyMapping mapping;

  private CsvSurvey(Path file, SurveyMapping mapping) {
    this.file = Objects.requireNonNull(file, "file");
    this.mapping = Objects.requireNonNull(mapping, "mapping");
  }

  /** The survey in {@code file}: UTF-8, delimited by comma, semicolon or tab, with a header. */
  public static CsvSurvey of(Path file, SurveyMapping mapping) {
    return new CsvSurvey(file, mapping);
  }

  /**
   * The survey with only some of its questions.
   *
   * @throws IllegalArgumentException if one is not in the mapping
   */
  public CsvSurvey withQuestions(Set<String> ids) {
    return new CsvSurvey(file, mapping.withQuestions(ids));
  }

  /** The file. */
  public Path file() {
    return file;
  }

  @Override
  public SurveySchema schema() {
    return mapping.schema();
  }

  @Override
  public RespondentStream open() {
    return CsvRespondents.open(file, mapping);
  }
}
