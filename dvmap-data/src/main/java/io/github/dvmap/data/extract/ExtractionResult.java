package io.github.dvmap.data.extract;

import com.google.common.collect.ImmutableList;
import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.survey.Profile;
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
  /** Copies the list. */
  public ExtractionResult {
    archetypes = ImmutableList.copyOf(archetypes);
  }

  /**
   * Renders every archetype. Ids are {@code pN-Q} with N the profile's number; {@code frequency} is
   * the answer's share among the archetypes of the same country, where there is one, and question.
   */
  public List<AlignmentSample> samples(PromptStyle style) {
    Map<Profile, String> names = new HashMap<>();
    archetypes.forEach(a -> names.computeIfAbsent(a.profile(), p -> "p" + names.size()));
    return ArchetypeSamples.render(archetypes, style, names::get);
  }
}
