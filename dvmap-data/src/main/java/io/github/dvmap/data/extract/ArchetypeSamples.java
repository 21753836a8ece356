package io.github.dvmap.data.extract;

import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.survey.Profile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Archetypes as samples. */
public final class ArchetypeSamples {
  private static final String COUNTRY = "Country";

  private ArchetypeSamples() {}

  /**
   * Renders archetypes, in their order. A sample's id is its profile's name, a hyphen and the
   * question's id; {@code frequency} is the answer's share among the archetypes given of the same
   * country, where there is one, and question.
   *
   * @param names the profiles' names; distinct
   */
  public static List<AlignmentSample> render(
      List<Archetype> archetypes, PromptStyle style, Function<Profile, String> names) {
    Map<String, Integer> cells = new HashMap<>();
    Map<String, Integer> answers = new HashMap<>();
    for (Archetype archetype : archetypes) {
      cells.merge(cell(archetype), 1, Integer::sum);
      answers.merge(cell(archetype) + '\n' + archetype.answer(), 1, Integer::sum);
    }
    return archetypes.parallelStream()
        .map(
            a -> {
              int same = answers.get(cell(a) + '\n' + a.answer());
              return new AlignmentSample(
                  names.apply(a.profile()) + "-" + a.question().id(),
                  a.profile(),
                  a.question(),
                  a.answer(),
                  same / (double) cells.get(cell(a)),
                  style.render(a.profile(), a.question()),
                  style.answerFormat());
            })
        .toList();
  }

  /** The level of the attribute {@code Country}; empty where the profile has none. */
  public static String country(Profile profile) {
    return profile.has(COUNTRY) ? profile.level(COUNTRY) : "";
  }

  private static String cell(Archetype a) {
    return country(a.profile()) + '\n' + a.question().id();
  }
}
