package io.github.dvmap.data.extract;

import com.google.common.collect.HashBasedTable;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.collect.Table;
import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.survey.Profile;
import java.util.ArrayList;
import java.util.List;
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
    Table<String, String, Multiset<Integer>> answers = HashBasedTable.create();
    List<Multiset<Integer>> cells = new ArrayList<>();
    for (Archetype a : archetypes) {
      String country = country(a.profile());
      Multiset<Integer> cell = answers.get(country, a.question().id());
      if (cell == null) {
        cell = HashMultiset.create();
        answers.put(country, a.question().id(), cell);
      }
      cell.add(a.answer());
      cells.add(cell);
    }
    double[] frequencies = new double[cells.size()];
    for (int i = 0; i < frequencies.length; i++) {
      Multiset<Integer> cell = cells.get(i);
      frequencies[i] = cell.count(archetypes.get(i).answer()) / (double) cell.size();
    }
    return frequencies;
  }

  /** The level of the attribute {@code Country}; empty where the profile has none. */
  public static String country(Profile profile) {
    return profile.has(COUNTRY) ? profile.level(COUNTRY) : "";
  }
}
