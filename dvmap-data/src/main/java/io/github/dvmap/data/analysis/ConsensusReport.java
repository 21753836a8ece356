package io.github.dvmap.data.analysis;

import com.google.common.collect.ImmutableList;
import io.github.dvmap.data.extract.ExtractionReport;
import java.util.List;
import java.util.Objects;

/**
 * How much the respondents of a survey agree, and what consensus rules would keep of it.
 *
 * @param attribute the attribute by whose levels entropy and coverage are told
 * @param entropy Shannon entropy of the answers in bits over option labels, [levels x questions];
 *     NaN where nobody of the level answered (paper figure 1a)
 * @param curve what is kept by entropy bound and fewest answers; by support, then by bound
 * @param coverage respondents, profiles and archetypes by level
 * @param extraction the counts of the archetypes' extraction
 */
public record ConsensusReport(
    String attribute,
    LabelledMatrix entropy,
    List<ConsensusPoint> curve,
    List<Coverage> coverage,
    ExtractionReport extraction) {
  /** Copies the lists. */
  public ConsensusReport {
    Objects.requireNonNull(attribute, "attribute");
    Objects.requireNonNull(entropy, "entropy");
    Objects.requireNonNull(extraction, "extraction");
    curve = ImmutableList.copyOf(curve);
    coverage = ImmutableList.copyOf(coverage);
  }

  /** The points of one fewest number of answers, by ascending bound; empty if there are none. */
  public List<ConsensusPoint> curve(int minSupport) {
    return curve.stream().filter(point -> point.minSupport() == minSupport).toList();
  }
}
