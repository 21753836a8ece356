package io.github.dvmap.data.table;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.data.table.SurveyMapping.AttributeColumn;
import io.github.dvmap.data.table.SurveyMapping.QuestionColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mapping of integer codes read the other way round: what codes a label has. */
public final class CodeBook {
  private final SurveyMapping mapping;

  CodeBook(SurveyMapping mapping) {
    this.mapping = mapping;
  }

  /**
   * The profile that a row with these codes is read as.
   *
   * @param codes code by column
   * @return empty where such a respondent is dropped, or a code has no label
   */
  public Optional<Profile> profile(Map<String, Integer> codes) {
    var levels = ImmutableMap.<String, String>builder();
    for (AttributeColumn column : mapping.attributes()) {
      Optional<ColumnRule.Cell> cell =
          column.rule().read(Integer.toString(codes.getOrDefault(column.column(), -1)));
      String level = cell.isEmpty() ? column.missingLevel() : label(column, cell.get().index());
      if (level == null) {
        return Optional.empty();
      }
      levels.put(column.attribute().name(), level);
    }
    return Optional.of(Profile.of(levels.buildOrThrow()));
  }

  private static String label(AttributeColumn column, int index) {
    return index < 0 ? null : column.rule().labels().get(index);
  }

  /**
   * The codes that are read as an option, ascending.
   *
   * @throws IllegalArgumentException if the mapping has no such question
   */
  public List<Integer> codes(Question question, int option) {
    ColumnRule rule =
        mapping.questions().stream()
            .filter(q -> q.question().id().equals(question.id()))
            .map(QuestionColumn::rule)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no question " + question.id()));
    List<Integer> codes = new ArrayList<>();
    rule.codes()
        .forEach(
            (code, index) -> {
              if (index == option) {
                codes.add(Integer.parseInt(code));
              }
            });
    for (ColumnRule.Bin bin : rule.bins()) {
      for (long code = bin.from(); bin.index() == option && code <= bin.to(); code++) {
        codes.add(Math.toIntExact(code));
      }
    }
    codes.sort(null);
    return codes;
  }
}
