package io.github.dvmap.metrics.baseline;

import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.HashMap;
import java.util.List;
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
   */
  public static Baseline mostFrequentPerQuestion(List<AlignmentSample> train) {
    Map<String, int[]> counts = count(train, sample -> sample.question().id());
    return sample -> chosen(sample, mode(counts.get(sample.question().id())));
  }

  /**
   * The most frequent answer to the question among training profiles with the same level of an
   * attribute; where there is none, the question's.
   */
  public static Baseline mostFrequentPer(List<AlignmentSample> train, String attribute) {
    Function<AlignmentSample, String> cell =
        sample -> sample.profile().level(attribute) + '\n' + sample.question().id();
    Map<String, int[]> counts = count(train, cell);
    Baseline fallback = mostFrequentPerQuestion(train);
    return sample -> {
      int[] found = counts.get(cell.apply(sample));
      return found == null ? fallback.predict(sample) : chosen(sample, mode(found));
    };
  }

  /**
   * The most likely option of a known distribution: no predictor that sees only the profile does
   * better in expectation.
   *
   * @param truth a sample's true distribution over its options
   */
  public static Baseline bayes(Function<AlignmentSample, double[]> truth) {
    return sample -> {
      double[] p = truth.apply(sample);
      int best = 0;
      for (int k = 1; k < p.length; k++) {
        best = p[k] > p[best] ? k : best;
      }
      return chosen(sample, best);
    };
  }

  private static Map<String, int[]> count(
      List<AlignmentSample> samples, Function<AlignmentSample, String> key) {
    Map<String, int[]> counts = new HashMap<>();
    for (AlignmentSample sample : samples) {
      counts
          .computeIfAbsent(key.apply(sample), k -> new int[sample.question().scale().size()])[
          sample.answer()]++;
    }
    return counts;
  }

  private static int mode(int[] counts) {
    int best = 0;
    for (int k = 1; counts != null && k < counts.length; k++) {
      best = counts[k] > counts[best] ? k : best;
    }
    return best;
  }

  private static Prediction chosen(AlignmentSample sample, int option) {
    return new Prediction(sample, new ParsedAnswer.Chosen(option, true));
  }
}
