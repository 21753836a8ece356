package io.github.dvmap.data.split;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.data.corpus.Corpus;
import java.util.Map;

/**
 * A corpus drawn from the profiles of each country.
 *
 * @param corpus the samples
 * @param available distinct profiles with an archetype, by country
 * @param drawn profiles drawn, by country; at most those available
 */
public record CountrySample(
    Corpus corpus, Map<String, Integer> available, Map<String, Integer> drawn) {
  /** Copies the maps. */
  public CountrySample {
    available = ImmutableMap.copyOf(available);
    drawn = ImmutableMap.copyOf(drawn);
  }

  /** The countries that had fewer profiles than asked for, with their number. */
  public Map<String, Integer> shortfalls(int profilesPerCountry) {
    var few = ImmutableMap.<String, Integer>builder();
    drawn.forEach(
        (country, count) -> {
          if (count < profilesPerCountry) {
            few.put(country, count);
          }
        });
    return few.buildOrThrow();
  }
}
