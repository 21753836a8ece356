package io.github.dvmap.data.corpus;

import com.google.common.collect.ImmutableList;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.Profile;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The columns of the released corpus, with the attributes between {@code Q_id} and {@code
 * frequency}, and three more that the released one lacks: without them an id, a label that contains
 * a comma and a system message would be lost.
 *
 * @param attributes the attributes' names, in profile order
 */
record ReleasedLayout(List<String> attributes) {
  static final String QUESTION_ID = "Q_id";
  static final String FREQUENCY = "frequency";
  static final String CATEGORY = "Category";
  static final String QUESTION = "Question";
  static final String PROMPT = "prompt";
  static final String OPTIONS = "Options";
  static final String ANSWER = "answer";
  static final String DATA_SOURCE = "data_source";
  static final String ID = "id";
  static final String OPTION_LIST = "option_list";
  static final String SYSTEM = "system";

  /** Behind the attributes, in order; the last three are this library's. */
  static final List<String> BEHIND =
      List.of(
          FREQUENCY,
          CATEGORY,
          QUESTION,
          PROMPT,
          OPTIONS,
          ANSWER,
          DATA_SOURCE,
          ID,
          OPTION_LIST,
          SYSTEM);

  static final String OPTION_SEPARATOR = ", ";

  /**
   * Checks and copies the names; parquet's readers take no case into account.
   *
   * @throws IllegalArgumentException if an attribute is called as another column is
   */
  ReleasedLayout {
    attributes = ImmutableList.copyOf(attributes);
    Set<String> taken = new HashSet<>();
    taken.add(QUESTION_ID.toLowerCase(Locale.ROOT));
    BEHIND.forEach(column -> taken.add(column.toLowerCase(Locale.ROOT)));
    for (String attribute : attributes) {
      if (!taken.add(attribute.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "attribute '" + attribute + "' has the name of another column of the corpus");
      }
    }
  }

  /**
   * The layout of samples, which all have the same attributes.
   *
   * @throws IllegalArgumentException if there is no sample, or one has other attributes
   */
  static ReleasedLayout of(List<AlignmentSample> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("there are no samples to write");
    }
    List<String> names = samples.get(0).profile().attributes();
    Profile seen = samples.get(0).profile();
    for (AlignmentSample sample : samples) {
      if (!sample.profile().equals(seen) && !sample.profile().attributes().equals(names)) {
        throw new IllegalArgumentException(
            "sample "
                + sample.id()
                + " has the attributes "
                + sample.profile().attributes()
                + ", the first "
                + names);
      }
      seen = sample.profile();
    }
    return new ReleasedLayout(names);
  }

  /** All columns, in order. */
  List<String> columns() {
    return ImmutableList.<String>builder()
        .add(QUESTION_ID)
        .addAll(attributes)
        .addAll(BEHIND)
        .build();
  }

  /** The options in one text, as the released corpus has them. */
  static String joined(AlignmentSample sample) {
    return String.join(OPTION_SEPARATOR, sample.question().scale().options());
  }
}
