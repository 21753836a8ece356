package io.github.dvmap.data.extract;

import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.survey.Profile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

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
    double[] frequencies = frequencies(archetypes);
    return IntStream.range(0, archetypes.size())
        .parallel()
        .mapToObj(i -> sample(archetypes.get(i), frequencies[i], style, names))
        .toList();
  }

  private static AlignmentSample sample(
      Archetype a, double frequency, PromptStyle style, Function<Profile, String> names) {
    return new AlignmentSample(
        names.apply(a.profile()) + "-" + a.question().id(),
        a.profile(),
        a.question(),
        a.answer(),
        frequency,
        style.render(a.profile(), a.question()),
        style.answerFormat());
  }

  /** The share of each one's answer among those of its country and question. */
  private static double[] frequencies(List<Archetype> archetypes) {
    Map<String, Map<String, Cell>> byCountry = new HashMap<>();
    var cells = new Cell[archetypes.size()];
    for (int i = 0; i < cells.length; i++) {
      Archetype a = archetypes.get(i);
      cells[i] =
          byCountry
              .computeIfAbsent(country(a.profile()), country -> new HashMap<>())
              .computeIfAbsent(a.question().id(), question -> new Cell());
      cells[i].add(a.answer());
    }
    double[] frequencies = new double[cells.length];
    for (int i = 0; i < cells.length; i++) {
      frequencies[i] = cells[i].share(archetypes.get(i).answer());
    }
    return frequencies;
  }

  /** The answers of one country to one question. */
  private static final class Cell {
    private int[] byOption = new int[2];
    private int total;

    void add(int option) {
      if (option >= byOption.length) {
        byOption = Arrays.copyOf(byOption, option + 1);
      }
      byOption[option]++;
      total++;
    }

    double share(int option) {
      return byOption[option] / (double) total;
    }
  }

  /** The level of the attribute {@code Country}; empty where the profile has none. */
  public static String country(Profile profile) {
    return profile.has(COUNTRY) ? profile.level(COUNTRY) : "";
  }
}
