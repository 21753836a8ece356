package io.github.dvmap.data.split;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.data.corpus.Corpus;
import io.github.dvmap.data.split.GeneralizationProof.Kind;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The paper's benchmark of generalisation in three directions (section 4.1): training data and one
 * test set a direction. Only one thing is unseen in each test set:
 *
 * <ul>
 *   <li>cross-demographic: unseen profiles of the training countries, training questions;
 *   <li>cross-country: profiles of unseen countries, training questions;
 *   <li>cross-value: the same unseen profiles as cross-demographic, unseen questions, so that the
 *       two differ in the questions alone.
 * </ul>
 *
 * @param train training samples
 * @param validation samples of the training countries and questions, of other profiles; may be
 *     empty
 * @param crossDemographic test samples of unseen profiles
 * @param crossCountry test samples of unseen countries
 * @param crossValue test samples of unseen questions
 */
public record GeneralizationSplit(
    List<AlignmentSample> train,
    List<AlignmentSample> validation,
    List<AlignmentSample> crossDemographic,
    List<AlignmentSample> crossCountry,
    List<AlignmentSample> crossValue) {
  static final String TRAIN = CorpusSampler.TRAIN;
  static final String VALIDATION = CorpusSampler.VALIDATION;
  static final String CROSS_DEMOGRAPHIC = "cross_demographic";
  static final String CROSS_COUNTRY = "cross_country";
  static final String CROSS_VALUE = "cross_value";

  /**
   * Copies the lists and proves that nothing is shared that must not be.
   *
   * @throws IllegalArgumentException if something is, naming the splits, the number and one example
   */
  public GeneralizationSplit {
    train = ImmutableList.copyOf(train);
    validation = ImmutableList.copyOf(validation);
    crossDemographic = ImmutableList.copyOf(crossDemographic);
    crossCountry = ImmutableList.copyOf(crossCountry);
    crossValue = ImmutableList.copyOf(crossValue);
    var unused = prove(train, validation, crossDemographic, crossCountry, crossValue);
  }

  private static GeneralizationProof prove(
      List<AlignmentSample> train,
      List<AlignmentSample> validation,
      List<AlignmentSample> crossDemographic,
      List<AlignmentSample> crossCountry,
      List<AlignmentSample> crossValue) {
    var claims = ImmutableList.<GeneralizationProof.Claim>builder();
    if (!validation.isEmpty()) {
      claims.add(GeneralizationProof.check(Kind.PROFILE, TRAIN, train, VALIDATION, validation));
    }
    var seen = new LinkedHashMap<String, List<AlignmentSample>>();
    seen.put(TRAIN, train);
    if (!validation.isEmpty()) {
      seen.put(VALIDATION, validation);
    }
    seen.forEach(
        (name, samples) -> {
          claims.add(
              GeneralizationProof.check(
                  Kind.PROFILE, name, samples, CROSS_DEMOGRAPHIC, crossDemographic));
          claims.add(
              GeneralizationProof.check(Kind.COUNTRY, name, samples, CROSS_COUNTRY, crossCountry));
          claims.add(
              GeneralizationProof.check(Kind.PROFILE, name, samples, CROSS_COUNTRY, crossCountry));
          claims.add(
              GeneralizationProof.check(Kind.QUESTION, name, samples, CROSS_VALUE, crossValue));
          claims.add(
              GeneralizationProof.check(Kind.PROFILE, name, samples, CROSS_VALUE, crossValue));
        });
    return new GeneralizationProof(claims.build());
  }

  /**
   * The benchmark in a corpus's splits of these names, for instance one that was read back.
   *
   * @throws IllegalArgumentException if a split other than validation is missing, or something is
   *     shared that must not be
   */
  public static GeneralizationSplit of(Corpus corpus) {
    return new GeneralizationSplit(
        corpus.split(TRAIN),
        corpus.splits().getOrDefault(VALIDATION, List.of()),
        corpus.split(CROSS_DEMOGRAPHIC),
        corpus.split(CROSS_COUNTRY),
        corpus.split(CROSS_VALUE));
  }

  /** The proof that nothing is shared, checked anew. */
  public GeneralizationProof proof() {
    return prove(train, validation, crossDemographic, crossCountry, crossValue);
  }

  /**
   * The splits train, validation (unless empty), cross_demographic, cross_country, cross_value.
   *
   * @throws IllegalArgumentException if another than validation is empty
   */
  public Corpus corpus() {
    var splits = ImmutableMap.<String, List<AlignmentSample>>builder().put(TRAIN, train);
    if (!validation.isEmpty()) {
      splits.put(VALIDATION, validation);
    }
    return new Corpus(
        splits
            .put(CROSS_DEMOGRAPHIC, crossDemographic)
            .put(CROSS_COUNTRY, crossCountry)
            .put(CROSS_VALUE, crossValue)
            .buildOrThrow());
  }
}
