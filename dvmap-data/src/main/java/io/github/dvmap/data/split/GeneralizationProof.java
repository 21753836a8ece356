package io.github.dvmap.data.split;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.data.extract.ArchetypeSamples;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * That the test sets of a {@link GeneralizationSplit} share nothing with its training data that
 * they must not share. Each claim is checked when the proof is made; there is no proof of a claim
 * that does not hold.
 *
 * @param claims the claims that were checked
 */
public record GeneralizationProof(List<Claim> claims) {
  /** Of what two splits have none in common. */
  public enum Kind {
    /** Demographic profiles, every attribute together. */
    PROFILE("profile"),
    /** Countries. */
    COUNTRY("country"),
    /** Question ids. */
    QUESTION("question");

    private final String noun;

    Kind(String noun) {
      this.noun = noun;
    }
  }

  /**
   * Two splits that have nothing of a kind in common.
   *
   * @param kind of what
   * @param seen the name of the split that training reads
   * @param seenCount distinct ones there
   * @param unseen the name of the test set
   * @param unseenCount distinct ones there
   */
  public record Claim(Kind kind, String seen, int seenCount, String unseen, int unseenCount) {
    @Override
    public String toString() {
      return "no "
          + kind.noun
          + " shared: "
          + seen
          + " has "
          + seenCount
          + ", "
          + unseen
          + " has "
          + unseenCount
          + ", 0 in common";
    }
  }

  /** Copies the claims. */
  public GeneralizationProof {
    claims = ImmutableList.copyOf(claims);
  }

  /**
   * Checks a claim.
   *
   * @throws IllegalArgumentException if it does not hold, with the number in common and one of them
   */
  static Claim check(
      Kind kind,
      String seen,
      List<AlignmentSample> seenSamples,
      String unseen,
      List<AlignmentSample> unseenSamples) {
    Set<?> known = all(kind, seenSamples);
    Set<?> tested = all(kind, unseenSamples);
    Set<?> shared = Sets.intersection(tested, known);
    if (!shared.isEmpty()) {
      throw new IllegalArgumentException(
          seen
              + " and "
              + unseen
              + " share "
              + shared.size()
              + " of kind "
              + kind.noun
              + ", one is "
              + shared.iterator().next());
    }
    return new Claim(kind, seen, known.size(), unseen, tested.size());
  }

  private static Set<?> all(Kind kind, List<AlignmentSample> samples) {
    Function<AlignmentSample, ?> value =
        switch (kind) {
          case PROFILE -> AlignmentSample::profile;
          case COUNTRY -> s -> ArchetypeSamples.country(s.profile());
          case QUESTION -> s -> s.question().id();
        };
    return samples.stream().map(value).collect(ImmutableSet.toImmutableSet());
  }

  /** The claims as lines of text. */
  public String toText() {
    var text = new StringBuilder();
    claims.forEach(claim -> text.append(claim).append('\n'));
    return text.toString();
  }

  /** The claims by their splits, for a manifest. */
  public Map<String, String> facts() {
    var facts = ImmutableMap.<String, String>builder();
    claims.forEach(
        claim ->
            facts.put(
                claim.seen() + " / " + claim.unseen() + " / " + claim.kind().noun,
                claim.toString()));
    return facts.buildOrThrow();
  }
}
