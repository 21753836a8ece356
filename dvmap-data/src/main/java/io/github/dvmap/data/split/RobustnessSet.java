package io.github.dvmap.data.split;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.CounterfactualPair;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.data.corpus.Corpus;
import io.github.dvmap.data.wvs.WvsWave7;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Samples with their counterfactuals, for how often a model's answer changes when one attribute
 * does (paper section 4, robustness). Nobody was asked as the flipped profile: a flipped sample
 * keeps the answer and the frequency of its original.
 *
 * @param pairs in the order of the originals, all of the same attribute; one or more
 * @param withoutFlip samples left out because their level has no other to put, by that level; empty
 *     in a set that was read from a corpus
 */
public record RobustnessSet(List<CounterfactualPair> pairs, Map<String, Integer> withoutFlip) {
  /** The split of the originals. */
  public static final String ORIGINAL = "robustness_original";

  /** The split of the flipped samples, in the same order. */
  public static final String FLIPPED = "robustness_flipped";

  /** High for low income and the other way round, the paper's flips. */
  public static final Map<String, String> INCOME =
      ImmutableMap.of("High income", "Low income", "Low income", "High income");

  private static final String INCOME_ATTRIBUTE = "Income Bracket";

  /**
   * Copies the fields.
   *
   * @throws IllegalArgumentException if there are no pairs, or two differ in their attribute
   */
  public RobustnessSet {
    pairs = ImmutableList.copyOf(pairs);
    withoutFlip = ImmutableMap.copyOf(withoutFlip);
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("a robustness set needs 1 pair or more");
    }
    List<String> attributes = pairs.stream().map(CounterfactualPair::attribute).distinct().toList();
    if (attributes.size() > 1) {
      throw new IllegalArgumentException("the pairs differ in several attributes: " + attributes);
    }
  }

  /**
   * Flips the income of each sample with high or low income.
   *
   * @throws IllegalArgumentException if the profiles lack the attribute or no sample has either
   */
  public static RobustnessSet income(List<AlignmentSample> samples, PromptStyle style) {
    Attribute income =
        WvsWave7.CORE_11.stream()
            .filter(a -> a.name().equals(INCOME_ATTRIBUTE))
            .findFirst()
            .orElseThrow();
    return of(samples, income, INCOME, style);
  }

  /**
   * Flips an attribute of each sample whose level is in a map. The id of a flipped sample is its
   * original's with {@code -flipped}.
   *
   * @param flips the other level by level
   * @param style renders the prompts of both, so that they differ in the level alone
   * @throws IllegalArgumentException if a level is not the attribute's or is its own other level,
   *     the profiles lack the attribute, or no sample has a level of the map
   */
  public static RobustnessSet of(
      List<AlignmentSample> samples,
      Attribute attribute,
      Map<String, String> flips,
      PromptStyle style) {
    requireLevels(attribute, flips);
    List<CounterfactualPair> pairs = new ArrayList<>();
    Map<String, Integer> withoutFlip = new TreeMap<>();
    for (AlignmentSample sample : samples) {
      String level = sample.profile().level(attribute.name());
      String other = flips.get(level);
      if (other == null) {
        withoutFlip.merge(level, 1, Integer::sum);
      } else {
        pairs.add(pair(sample, attribute.name(), other, style));
      }
    }
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "no sample has a level of "
              + flips.keySet()
              + " in attribute '"
              + attribute.name()
              + "', only "
              + withoutFlip.keySet());
    }
    return new RobustnessSet(pairs, withoutFlip);
  }

  /**
   * Checks that an attribute has the levels that are flipped, if it lists its levels.
   *
   * @throws IllegalArgumentException naming the first that it lacks
   */
  public static void requireLevels(Attribute attribute, Map<String, String> flips) {
    flips.forEach(
        (level, other) -> {
          for (String name : List.of(level, other)) {
            if (!attribute.levels().isEmpty()
                && !attribute.levels().contains(name)
                && !name.equals(Attribute.NOT_ANSWERED)) {
              throw new IllegalArgumentException(
                  "attribute '"
                      + attribute.name()
                      + "' has no level '"
                      + name
                      + "', only "
                      + attribute.levels());
            }
          }
          if (level.equals(other)) {
            throw new IllegalArgumentException("level '" + level + "' is flipped to itself");
          }
        });
  }

  private static CounterfactualPair pair(
      AlignmentSample sample, String attribute, String other, PromptStyle style) {
    return new CounterfactualPair(
        sample(sample.id(), sample.profile(), sample, style),
        sample(sample.id() + "-flipped", sample.profile().with(attribute, other), sample, style));
  }

  private static AlignmentSample sample(
      String id, Profile profile, AlignmentSample of, PromptStyle style) {
    return new AlignmentSample(
        id,
        profile,
        of.question(),
        of.answer(),
        of.frequency(),
        style.render(profile, of.question()),
        style.answerFormat());
  }

  /**
   * The set in a corpus's splits of these names, for instance one that was read back.
   *
   * @throws IllegalArgumentException if a split is missing, their sizes differ, or the samples of
   *     one place do not differ in exactly one attribute
   */
  public static RobustnessSet of(Corpus corpus) {
    List<AlignmentSample> originals = corpus.split(ORIGINAL);
    List<AlignmentSample> flipped = corpus.split(FLIPPED);
    if (originals.size() != flipped.size()) {
      throw new IllegalArgumentException(
          ORIGINAL + " has " + originals.size() + " samples, " + FLIPPED + " " + flipped.size());
    }
    List<CounterfactualPair> pairs = new ArrayList<>();
    for (int i = 0; i < originals.size(); i++) {
      pairs.add(new CounterfactualPair(originals.get(i), flipped.get(i)));
    }
    return new RobustnessSet(pairs, Map.of());
  }

  /** The attribute that is flipped. */
  public String attribute() {
    return pairs.get(0).attribute();
  }

  /** The splits, to be written: the originals, and the flipped samples in the same order. */
  public Map<String, List<AlignmentSample>> splits() {
    return ImmutableMap.of(
        ORIGINAL, pairs.stream().map(CounterfactualPair::original).toList(),
        FLIPPED, pairs.stream().map(CounterfactualPair::flipped).toList());
  }

  /**
   * How much of the flipped samples a model has been trained on: the number whose {@code profile}
   * is in training data, and of these whose {@code profile_and_question} is. What was flipped may
   * well be the profile of other respondents.
   */
  public Map<String, Integer> trainedOn(List<AlignmentSample> training) {
    Set<Profile> profiles = new HashSet<>();
    Set<Map.Entry<Profile, String>> asked = new HashSet<>();
    for (AlignmentSample sample : training) {
      profiles.add(sample.profile());
      asked.add(Map.entry(sample.profile(), sample.question().id()));
    }
    int profile = 0;
    int both = 0;
    for (CounterfactualPair pair : pairs) {
      AlignmentSample flipped = pair.flipped();
      profile += profiles.contains(flipped.profile()) ? 1 : 0;
      both += asked.contains(Map.entry(flipped.profile(), flipped.question().id())) ? 1 : 0;
    }
    return ImmutableMap.of("profile", profile, "profile_and_question", both);
  }

  /** How many pairs there are by direction, {@code level -> other level}. */
  public Map<String, Integer> directions() {
    Map<String, Integer> directions = new TreeMap<>();
    for (CounterfactualPair pair : pairs) {
      String from = pair.original().profile().level(attribute());
      String to = pair.flipped().profile().level(attribute());
      directions.merge(from + " -> " + to, 1, Integer::sum);
    }
    return directions;
  }
}
