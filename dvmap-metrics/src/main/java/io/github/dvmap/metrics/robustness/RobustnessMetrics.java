package io.github.dvmap.metrics.robustness;

import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.CounterfactualPair;
import io.github.dvmap.metrics.alignment.AlignmentMetrics;
import io.github.dvmap.metrics.alignment.AlignmentReport;
import io.github.dvmap.metrics.alignment.Metrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How often a model's answer stays the same when one attribute of the profile changes, with
 * bootstrap intervals over profiles, overall and by group (paper section 4, robustness). The items
 * of a report are the originals, so that {@code AlignmentComparison} compares the reports of
 * several models. Immutable.
 */
public final class RobustnessMetrics {
  /** The share of pairs with the same answer to both, [0, 1]; an unparsed answer is never it. */
  public static final String UNCHANGED = "unchanged";

  /**
   * The mean over the pairs of the distance between the two answers over K - 1, [0, 1]; an unparsed
   * answer counts 1.
   */
  public static final String MOVE = "move";

  private final Set<String> groups;
  private final int resamples;
  private final double level;
  private final long seed;

  private RobustnessMetrics(Builder builder) {
    groups = new LinkedHashSet<>(builder.groups);
    resamples = builder.resamples;
    level = builder.level;
    seed = builder.seed;
  }

  /** A builder: no groups, 1,000 resamples, 95 % intervals, seed 7. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Evaluates a model. In the report, {@code missing} and {@code unrecognised} count the answers to
   * flipped samples, and groups are by the levels of the originals.
   *
   * @param pairs one or more, with distinct ids
   * @param predictions the model's answers to the originals and to the flipped samples, in any
   *     order; others are not looked at
   * @throws IllegalArgumentException if there is no pair, an id is repeated or a sample of a pair
   *     has no prediction
   */
  public AlignmentReport evaluate(List<CounterfactualPair> pairs, List<Prediction> predictions) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("no pairs to evaluate");
    }
    Map<String, ParsedAnswer> answers = new HashMap<>();
    for (Prediction prediction : predictions) {
      if (answers.put(prediction.sample().id(), prediction.answer()) != null) {
        throw new IllegalArgumentException(
            "sample " + prediction.sample().id() + " has 2 predictions");
      }
    }
    Map<String, Integer> before = new HashMap<>();
    List<Prediction> items = new ArrayList<>();
    for (CounterfactualPair pair : pairs) {
      AlignmentSample original = pair.original();
      int first = answer(answers, original).optionOrMinusOne();
      if (before.put(original.id(), first) != null) {
        throw new IllegalArgumentException("sample " + original.id() + " is in 2 pairs");
      }
      items.add(new Prediction(original, answer(answers, pair.flipped())));
    }
    return metrics(before).evaluate(items);
  }

  private static ParsedAnswer answer(Map<String, ParsedAnswer> answers, AlignmentSample sample) {
    ParsedAnswer answer = answers.get(sample.id());
    if (answer == null) {
      throw new IllegalArgumentException("sample " + sample.id() + " has no prediction");
    }
    return answer;
  }

  /** Metrics of answers to flipped samples, put beside the answers to their originals. */
  private AlignmentMetrics metrics(Map<String, Integer> before) {
    var builder =
        AlignmentMetrics.builder()
            .metrics(
                Metrics.mean(UNCHANGED, true, p -> move(before, p) == 0 ? 1 : 0),
                Metrics.mean(MOVE, false, p -> move(before, p)))
            .resamples(resamples)
            .level(level)
            .seed(seed);
    groups.forEach(builder::groupBy);
    return builder.build();
  }

  private static double move(Map<String, Integer> before, Prediction prediction) {
    int first = before.get(prediction.sample().id());
    int second = prediction.answer().optionOrMinusOne();
    int last = prediction.sample().question().scale().size() - 1;
    return first < 0 || second < 0 ? 1 : Math.abs(first - second) / (double) last;
  }

  /** Builds a {@link RobustnessMetrics}. */
  public static final class Builder {
    private final Set<String> groups = new LinkedHashSet<>();
    private int resamples = 1000;
    private double level = 0.95;
    private long seed = 7;

    private Builder() {}

    /** Adds a grouping: an attribute's name, or {@link AlignmentMetrics#QUESTION}. */
    public Builder groupBy(String attribute) {
      groups.add(attribute);
      return this;
    }

    /**
     * Bootstrap resamples; 0 for no intervals.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder resamples(int value) {
      AlignmentMetrics.builder().resamples(value);
      resamples = value;
      return this;
    }

    /**
     * Coverage of the intervals.
     *
     * @throws IllegalArgumentException if it is not in (0, 1)
     */
    public Builder level(double value) {
      AlignmentMetrics.builder().level(value);
      level = value;
      return this;
    }

    /** Seed of the bootstrap. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** The evaluator; the builder can be used again. */
    public RobustnessMetrics build() {
      return new RobustnessMetrics(this);
    }
  }
}
