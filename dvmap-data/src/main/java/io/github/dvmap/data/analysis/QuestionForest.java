package io.github.dvmap.data.analysis;

import io.github.dvmap.core.policy.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The importances of all attributes for one question. */
final class QuestionForest {
  /**
   * What was found.
   *
   * @param decrease impurity decrease by attribute, [A]
   * @param drop drop in held-out accuracy by attribute, [A]
   */
  record Importance(double[] decrease, double[] drop, ForestFit fit) {}

  private final RespondentTable table;
  private final int question;
  private final ForestOptions options;
  private final List<int[]> train;
  private final List<int[]> heldOut;

  /**
   * Takes those who answered.
   *
   * @param heldOut which respondents are held out, [people]
   */
  QuestionForest(RespondentTable table, boolean[] heldOut, int question, ForestOptions options) {
    this.table = table;
    this.question = question;
    this.options = options;
    this.train = answered(heldOut, false);
    this.heldOut = answered(heldOut, true);
  }

  private List<int[]> answered(boolean[] isHeldOut, boolean wanted) {
    return IntStream.range(0, isHeldOut.length)
        .filter(i -> isHeldOut[i] == wanted)
        .mapToObj(i -> table.people()[i])
        .filter(person -> table.option(person, question) != RespondentTable.NO_ANSWER)
        .toList();
  }

  /**
   * Trains the forest and measures.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  Importance measure() {
    int attributes = table.attributes().size();
    double[] decrease = new double[attributes];
    double[] drop = new double[attributes];
    int[] varying = IntStream.range(0, attributes).filter(this::varies).toArray();
    if (train.isEmpty() || heldOut.isEmpty() || varying.length == 0) {
      Arrays.fill(decrease, Double.NaN);
      Arrays.fill(drop, Double.NaN);
      return new Importance(
          decrease, drop, new ForestFit(train.size(), heldOut.size(), Double.NaN, Double.NaN));
    }
    String id = table.questions().get(question).id();
    long seed = CounterRandom.derive(options.seed(), id.hashCode());
    double[][] numbers = new double[attributes][];
    Arrays.setAll(numbers, a -> LevelOrder.of(table, train, a, question));
    int[] y = options(train);
    int classes = table.questions().get(question).scale().size();
    var forest = RandomForest.train(values(train, varying, numbers), y, classes, options, seed);
    double[] byFeature = forest.impurityDecrease(varying.length);
    if (Arrays.stream(byFeature).sum() == 0) {
      Arrays.fill(decrease, Double.NaN);
    } else {
      IntStream.range(0, varying.length).forEach(f -> decrease[varying[f]] = byFeature[f]);
    }
    double[][] x = values(heldOut, varying, numbers);
    int[] truth = options(heldOut);
    double accuracy = accuracy(forest, x, truth);
    for (int f = 0; f < varying.length; f++) {
      drop[varying[f]] = accuracy - permuted(forest, x, truth, f, seed);
    }
    double majority = share(truth, mostFrequent(y, classes));
    return new Importance(
        decrease, drop, new ForestFit(train.size(), heldOut.size(), accuracy, majority));
  }

  private boolean varies(int attribute) {
    return train.stream().mapToInt(person -> person[attribute]).distinct().count() > 1;
  }

  private int[] options(List<int[]> people) {
    return people.stream().mapToInt(person -> table.option(person, question)).toArray();
  }

  private static double[][] values(List<int[]> people, int[] varying, double[][] numbers) {
    return people.stream()
        .map(person -> Arrays.stream(varying).mapToDouble(a -> numbers[a][person[a]]).toArray())
        .toArray(double[][]::new);
  }

  /** Mean accuracy over the repeats with one feature's values permuted. */
  private double permuted(RandomForest forest, double[][] x, int[] truth, int feature, long seed) {
    double[] own = Arrays.stream(x).mapToDouble(row -> row[feature]).toArray();
    double sum = 0;
    for (int repeat = 0; repeat < options.repeats(); repeat++) {
      long stream = CounterRandom.derive(seed, -1 - repeat);
      int[] order = RespondentTable.shuffled(x.length, stream).toArray();
      for (int row = 0; row < x.length; row++) {
        x[row][feature] = own[order[row]];
      }
      sum += accuracy(forest, x, truth);
    }
    for (int row = 0; row < x.length; row++) {
      x[row][feature] = own[row];
    }
    return sum / options.repeats();
  }

  private static double accuracy(RandomForest forest, double[][] x, int[] truth) {
    int right = 0;
    for (int row = 0; row < x.length; row++) {
      right += forest.predict(x[row]) == truth[row] ? 1 : 0;
    }
    return right / (double) x.length;
  }

  private static int mostFrequent(int[] y, int classes) {
    int[] counts = new int[classes];
    for (int option : y) {
      counts[option]++;
    }
    int best = 0;
    for (int option = 1; option < classes; option++) {
      best = counts[option] > counts[best] ? option : best;
    }
    return best;
  }

  private static double share(int[] truth, int option) {
    return Arrays.stream(truth).filter(t -> t == option).count() / (double) truth.length;
  }
}
