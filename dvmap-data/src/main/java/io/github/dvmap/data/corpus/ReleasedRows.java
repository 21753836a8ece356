package io.github.dvmap.data.corpus;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveyFormatException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Makes samples of rows in the released layout, whatever file they come from. */
final class ReleasedRows {
  private static final List<String> NEEDED =
      List.of(
          ReleasedLayout.QUESTION_ID,
          ReleasedLayout.FREQUENCY,
          ReleasedLayout.CATEGORY,
          ReleasedLayout.QUESTION,
          ReleasedLayout.PROMPT,
          ReleasedLayout.OPTIONS,
          ReleasedLayout.ANSWER);

  private static final Set<String> OPTIONAL =
      Set.of(ReleasedLayout.ID, ReleasedLayout.OPTION_LIST, ReleasedLayout.SYSTEM);

  /** The cells of a row, by column. */
  interface Cells {
    /** The text; null where there is none. */
    String text(String column);

    /** The number; null where there is none. */
    Double number(String column);

    /** The list of texts; null where there is none. */
    List<String> list(String column);
  }

  private final Path file;
  private final AnswerFormat format;
  private final List<String> columns;
  private final List<String> attributes;
  private final Map<String, Question> questions = new HashMap<>();
  private Profile last;

  /**
   * Rows of a file with these columns, in its order.
   *
   * @throws SurveyFormatException if a column is missing
   */
  ReleasedRows(Path file, AnswerFormat format, List<String> columns) {
    this.file = file;
    this.format = format;
    this.columns = columns;
    for (String column : NEEDED) {
      if (!columns.contains(column)) {
        throw new SurveyFormatException(file.toString(), 0, column, "", "there is no such column");
      }
    }
    int from = columns.indexOf(ReleasedLayout.QUESTION_ID) + 1;
    int to = columns.indexOf(ReleasedLayout.FREQUENCY);
    if (from >= to) {
      throw new SurveyFormatException(
          file.toString(),
          0,
          "",
          "",
          "there is no column of an attribute between Q_id and frequency");
    }
    attributes = columns.subList(from, to);
  }

  /** The columns that samples are made of, in the file's order. */
  List<String> used() {
    return columns.stream()
        .filter(c -> NEEDED.contains(c) || OPTIONAL.contains(c) || attributes.contains(c))
        .toList();
  }

  /**
   * The sample of a row.
   *
   * @param row the row or line, for messages, and for the id where there is none
   * @throws SurveyFormatException if the row is not of a corpus, naming row, column and value
   */
  AlignmentSample sample(long row, Cells cells) {
    Question question = question(row, cells);
    String answer = text(row, cells, ReleasedLayout.ANSWER);
    OptionalInt index = question.scale().indexOf(answer);
    if (index.isEmpty()) {
      throw fault(
          row,
          ReleasedLayout.ANSWER,
          answer,
          "is none of the options " + question.scale().options());
    }
    return new AlignmentSample(
        columns.contains(ReleasedLayout.ID) ? text(row, cells, ReleasedLayout.ID) : "row" + row,
        profile(row, cells),
        question,
        index.getAsInt(),
        frequency(row, cells),
        new Prompt(
            columns.contains(ReleasedLayout.SYSTEM) ? text(row, cells, ReleasedLayout.SYSTEM) : "",
            text(row, cells, ReleasedLayout.PROMPT)),
        format);
  }

  /** Rows of one profile follow each other and share the object. */
  private Profile profile(long row, Cells cells) {
    var levels = ImmutableMap.<String, String>builderWithExpectedSize(attributes.size());
    attributes.forEach(name -> levels.put(name, text(row, cells, name)));
    Profile profile = Profile.of(levels.buildOrThrow());
    last = profile.equals(last) ? last : profile;
    return last;
  }

  private double frequency(long row, Cells cells) {
    Double frequency = cells.number(ReleasedLayout.FREQUENCY);
    if (frequency == null) {
      throw fault(row, ReleasedLayout.FREQUENCY, "", "the value is null");
    }
    if (!(frequency >= 0 && frequency <= 1)) {
      throw fault(row, ReleasedLayout.FREQUENCY, frequency.toString(), "is not in [0, 1]");
    }
    return frequency;
  }

  private Question question(long row, Cells cells) {
    String joined = text(row, cells, ReleasedLayout.OPTIONS);
    List<String> options =
        columns.contains(ReleasedLayout.OPTION_LIST)
            ? cells.list(ReleasedLayout.OPTION_LIST)
            : List.of(joined.split(ReleasedLayout.OPTION_SEPARATOR, -1));
    if (options == null) {
      throw fault(row, ReleasedLayout.OPTION_LIST, "", "the value is null");
    }
    String id = text(row, cells, ReleasedLayout.QUESTION_ID);
    String wording = text(row, cells, ReleasedLayout.QUESTION);
    String category = text(row, cells, ReleasedLayout.CATEGORY);
    Question known = questions.get(id);
    if (known == null
        || !known.text().equals(wording)
        || !known.category().equals(category)
        || !known.scale().options().equals(options)) {
      try {
        known = new Question(id, wording, category, new AnswerScale(options));
      } catch (IllegalArgumentException | NullPointerException e) {
        throw fault(row, ReleasedLayout.OPTIONS, joined, e.getMessage());
      }
      questions.put(id, known);
    }
    return known;
  }

  private String text(long row, Cells cells, String column) {
    String value = cells.text(column);
    if (value == null) {
      throw fault(row, column, "", "the value is null");
    }
    return value;
  }

  private SurveyFormatException fault(long row, String column, String value, String problem) {
    return new SurveyFormatException(file.toString(), row, column, value, problem);
  }
}
