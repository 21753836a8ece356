package io.github.dvmap.data.corpus;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.List;
import java.util.Map;

/**
 * Samples in named splits.
 *
 * @param splits the samples by the split's name, in order; 1 split or more, none empty; a name has
 *     letters, digits and underscores
 */
public record Corpus(Map<String, List<AlignmentSample>> splits) {
  /**
   * Checks and copies the splits.
   *
   * @throws IllegalArgumentException if there is none, one is empty or a name has other characters
   */
  public Corpus {
    var copy = ImmutableMap.<String, List<AlignmentSample>>builder();
    splits.forEach(
        (name, samples) -> {
          if (!name.matches("[A-Za-z0-9_]+")) {
            throw new IllegalArgumentException(
                "split '" + name + "' needs a name of letters, digits and underscores");
          }
          if (samples.isEmpty()) {
            throw new IllegalArgumentException("split '" + name + "' has no samples");
          }
          copy.put(name, ImmutableList.copyOf(samples));
        });
    splits = copy.buildOrThrow();
    if (splits.isEmpty()) {
      throw new IllegalArgumentException("a corpus needs 1 split or more");
    }
  }

  /**
   * The samples of a split.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public List<AlignmentSample> split(String name) {
    List<AlignmentSample> samples = splits.get(name);
    if (samples == null) {
      throw new IllegalArgumentException("no split '" + name + "', only " + splits.keySet());
    }
    return samples;
  }

  /**
   * This corpus with further splits, behind its own.
   *
   * @throws IllegalArgumentException if a name is taken
   */
  public Corpus with(Map<String, List<AlignmentSample>> further) {
    return new Corpus(
        ImmutableMap.<String, List<AlignmentSample>>builder()
            .putAll(splits)
            .putAll(further)
            .buildOrThrow());
  }

  /** Samples in all splits. */
  public int size() {
    return splits.values().stream().mapToInt(List::size).sum();
  }
}
