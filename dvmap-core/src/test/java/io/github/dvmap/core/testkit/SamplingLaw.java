package io.github.dvmap.core.testkit;

import io.github.dvmap.core.policy.Sampling;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The law of {@link Sampling} in plain Java, token by token as its documentation says. */
public final class SamplingLaw {
  private SamplingLaw() {}

  /**
   * The probability with which each token is drawn, [V].
   *
   * @param logits of every token, [V], not yet divided by the temperature
   */
  public static double[] probabilities(double[] logits, Sampling sampling) {
    double[] p = softmax(logits, sampling.scoringTemperature());
    if (sampling.temperature() == 0) {
      int best = IntStream.range(0, p.length).reduce(0, (a, b) -> logits[b] > logits[a] ? b : a);
      Arrays.setAll(p, v -> v == best ? 1 : 0);
      return p;
    }
    boolean[] kept = new boolean[p.length];
    for (int v = 0; v < p.length; v++) {
      double own = logits[v];
      long larger = Arrays.stream(logits).filter(l -> l > own).count();
      kept[v] = sampling.topK() == 0 || larger < sampling.topK();
    }
    double mass = IntStream.range(0, p.length).filter(v -> kept[v]).mapToDouble(v -> p[v]).sum();
    double largest = Arrays.stream(p).max().orElseThrow();
    double[] drawn = new double[p.length];
    for (int v = 0; v < p.length; v++) {
      double own = logits[v];
      double larger =
          IntStream.range(0, p.length)
              .filter(u -> kept[u] && logits[u] > own)
              .mapToDouble(u -> p[u])
              .sum();
      boolean stays = kept[v] && (sampling.topP() == 1 || larger < sampling.topP() * mass);
      drawn[v] = stays && p[v] >= sampling.minP() * largest ? p[v] : 0;
    }
    double sum = Arrays.stream(drawn).sum();
    return Arrays.stream(drawn).map(x -> x / sum).toArray();
  }

  /** The token that a uniform number picks: the first at which the running sum exceeds it. */
  public static int pick(double[] probabilities, double uniform) {
    double sum = 0;
    int last = 0;
    for (int v = 0; v < probabilities.length; v++) {
      sum += probabilities[v];
      last = probabilities[v] > 0 ? v : last;
      if (uniform < sum) {
        return v;
      }
    }
    return last;
  }

  private static double[] softmax(double[] logits, double temperature) {
    double largest = Arrays.stream(logits).max().orElseThrow();
    double[] p = Arrays.stream(logits).map(l -> Math.exp((l - largest) / temperature)).toArray();
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(x -> x / sum).toArray();
  }
}
