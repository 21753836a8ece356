package io.github.dvmap.core.survey;

import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.List;

/**
 * What a survey asks.
 *
 * @param name the survey's name, shown in reports
 * @param attributes the demographic attributes in profile order; at least one, names distinct
 * @param questions the value questions; at least one, ids distinct
 */
public record SurveySchema(String name, List<Attribute> attributes, List<Question> questions) {
  /**
   * Checks and copies the fields.
   *
   * @throws IllegalArgumentException if either list is empty or a name or id is repeated
   */
  public SurveySchema {
    attributes = ImmutableList.copyOf(attributes);
    questions = ImmutableList.copyOf(questions);
    if (attributes.isEmpty() || questions.isEmpty()) {
      throw new IllegalArgumentException(
          "survey '" + name + "' needs 1 attribute and 1 question or more");
    }
    var seen = new HashSet<String>();
    attributes.forEach(a -> requireNew(seen.add(a.name()), "attribute", a.name()));
    seen.clear();
    questions.forEach(q -> requireNew(seen.add(q.id()), "question", q.id()));
  }

  private static void requireNew(boolean added, String what, String name) {
    if (!added) {
      throw new IllegalArgumentException(what + " '" + name + "' is repeated");
    }
  }

  /**
   * The question with this id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Question question(String id) {
    return questions.stream()
        .filter(q -> q.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("survey '" + name + "' has no question '" + id + "'"));
  }
}
