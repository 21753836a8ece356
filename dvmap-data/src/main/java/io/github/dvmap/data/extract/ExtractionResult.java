package io.github.dvmap.data.extract;

import com.google.common.collect.ImmutableList;
import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.survey.Profile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an extraction found.
 *
 * @param archetypes by first appearance of the profile, then in question order
 * @param report what was read, kept and dropped
 */
public record ExtractionResult(List<Archetype> archetypes, ExtractionReport report) {
  private static final String COUNTRY = "Country";

  /** Copies the list. */
  public ExtractionResult {
    archetypes = ImmutableList.copyOf(archetypes);
  }

  /**
   * Renders every archetype. Ids are {@code pN-Q} with N the profile's number; {@code frequency} is
   * the answer's share among the archetypes of the same country, where there is one, and question.
   */
  public List<AlignmentSample> samples(PromptStyle style) {
    Map<String, Integer> cells = new HashMap<>();
    Map<String, Integer> answers = new HashMap<>();
    for (Archetype archetype : archetypes) {
      cells.merge(cell(archetype), 1, Integer::sum);
      answers.merge(cell(archetype) + '\n' + archetype.answer(), 1, Integer::sum);
    }
    Map<Profile, Integer> numbers = new HashMap<>();
    List<AlignmentSample> samples = new ArrayList<>(archetypes.size());
    for (Archetype a : archetypes) {
      int number = numbers.computeIfAbsent(a.profile(), p -> numbers.size());
      double share = answers.get(cell(a) + '\n' + a.answer()) / (double) cells.get(cell(a));
      samples.add(
          new AlignmentSample(
              "p" + number + "-" + a.question().id(),
              a.profile(),
              a.question(),
              a.answer(),
              share,
              style.render(a.profile(), a.question()),
              style.answerFormat()));
    }
    return samples;
  }

  private static String cell(Archetype a) {
    String country = a.profile().has(COUNTRY) ? a.profile().level(COUNTRY) : "";
    return country + '\n' + a.question().id();
  }
}
