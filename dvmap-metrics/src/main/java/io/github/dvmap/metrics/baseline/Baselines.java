package io.github.dvmap.metrics.baseline;

import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Predictors that a language model has to be judged against; all answer every question. */
public final class Baselines {
  private Baselines() {}

  /** Predicts one sample. */
  @FunctionalInterface
  public interface Baseline {
    /** The prediction. */
    Prediction predict(AlignmentSample sample);

    /** A prediction for each sample, in order. */
    default List<Prediction> predictAll(List<AlignmentSample> samples) {
      return samples.stream().map(this::predict).toList();
    }
  }

  /** An option drawn uniformly, by a hash of the seed and the sample's id. */
  public static Baseline uniform(long seed) {
    return sample -> {
      double u = CounterRandom.uniform(seed, sample.id().hashCode(), 0, 0);
      return chosen(sample, (int) (u * sample.question().scale().size()));
    };
  }

  /**
   * The question's most frequent answer in the training split, the lowest option of tied ones; an
   * unseen question is answered with its first option.
   *
   * @throws IllegalArgumentException if a question's samples differ in the number of options; so
   *     does the baseline, on a question that has another number of them than in training
   */
  public static Baseline mostFrequentPerQuestion(List<AlignmentSample> train) {
    Map<String, int[]> counts = count(train, sample -> sample.question().id());
    return sample -> {
      int[] found = counts.get(sample.question().id());
      return chosen(sample, found == null ? 0 : mode(sample, found));
    };
  }

  /**
   * The most frequent answer to the question among training profiles with the same level of an
   * attribute, the lowest option of tied ones; where there is no such profile, as {@link
   * #mostFrequentPerQuestion}.
   *
   * @throws IllegalArgumentException as {@link #mostFrequentPerQuestion}, or if a profile lacks the
   *     attribute; so does the baseline
   */
  public static Baseline mostFrequentPer(List<AlignmentSample> train, String attribute) {
    Function<AlignmentSample, List<String>> cell =
        sample -> List.of(sample.profile().level(attribute), sample.question().id());
    Map<List<String>, int[]> counts = count(train, cell);
    Baseline fallback = mostFrequentPerQuestion(train);
    return sample -> {
      int[] found = counts.get(cell.apply(sample));
      return found == null ? fallback.predict(sample) : chosen(sample, mode(sample, found));
    };
  }

  /**
   * The most likely option of a known distribution, the lowest of tied ones: no predictor that sees
   * only the profile does better in expectation. It refuses, with an {@link
   * IllegalArgumentException}, a distribution that is not of the sample's options.
   *
   * @param truth a sample's true distribution over its options
   */
  public static Baseline bayes(Function<AlignmentSample, double[]> truth) {
    return sample -> {
      double[] p = truth.apply(sample);
      requireOptions(sample, p.length);
      int best = 0;
      for (int k = 0; k < p.length; k++) {
        if (!(p[k] >= 0 && p[k] < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "sample " + sample.id() + ": probability " + p[k] + " of option " + k);
        }
        best = p[k] > p[best] ? k : best;
      }
      return chosen(sample, best);
    };
  }

  private static <K> Map<K, int[]> count(
      List<AlignmentSample> samples, Function<AlignmentSample, K> key) {
    Map<K, int[]> counts = new HashMap<>();
    for (AlignmentSample sample : samples) {
      int[] found =
          counts.computeIfAbsent(key.apply(sample), k -> new int[sample.question().scale().size()]);
      requireOptions(sample, found.length);
      found[sample.answer()]++;
    }
    return counts;
  }

  private static int mode(AlignmentSample sample, int[] counts) {
    requireOptions(sample, counts.length);
    int best = 0;
    for (int k = 1; k < counts.length; k++) {
      best = counts[k] > counts[best] ? k : best;
    }
    return best;
  }

  private static void requireOptions(AlignmentSample sample, int options) {
    if (sample.question().scale().size() != options) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "sample %s: question '%s' has %d options here and %d elsewhere",
              sample.id(),
              sample.question().id(),
              sample.question().scale().size(),
              options));
    }
  }

  private static Prediction chosen(AlignmentSample sample, int option) {
    return new Prediction(sample, new ParsedAnswer.Chosen(option, true));
  }
}
