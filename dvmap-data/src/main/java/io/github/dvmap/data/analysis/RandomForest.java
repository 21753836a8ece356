package io.github.dvmap.data.analysis;

import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.progress.Interrupts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.dataset.DatasetView;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Classification trees of Tribuo, each on a bootstrap sample, with the square root of the number of
 * features drawn at each split (Breiman 2001).
 */
final class RandomForest {
  private final List<DecisionTree> trees;
  private final int options;

  private RandomForest(List<DecisionTree> trees, int options) {
    this.trees = trees;
    this.options = options;
  }

  /**
   * Trains a forest.
   *
   * @param x values by feature, [rows &ge; 1][features &ge; 1]; no feature is constant
   * @param y options, [rows], in [0, options)
   * @throws CancellationException if the thread is interrupted, between two trees
   */
  static RandomForest train(double[][] x, int[] y, int options, ForestOptions settings, long seed) {
    MutableDataset<Label> data = dataset(x, y);
    ImmutableFeatureMap features = data.getFeatureIDMap();
    ImmutableOutputInfo<Label> labels = data.getOutputIDInfo();
    float share = Math.round(Math.sqrt(x[0].length)) / (float) x[0].length;
    List<DecisionTree> trees = new ArrayList<>();
    for (int t = 0; t < settings.trees(); t++) {
      Interrupts.check("a forest, after " + t + " trees,");
      long stream = CounterRandom.derive(seed, t);
      int[] sample = new SplittableRandom(stream).ints(x.length, 0, x.length).toArray();
      var trainer =
          new CARTClassificationTrainer(
              settings.maxDepth(), settings.minSplit(), 0, share, false, new GiniIndex(), stream);
      TreeModel<Label> tree =
          trainer.train(new DatasetView<>(data, sample, features, labels, "bootstrap"));
      trees.add(DecisionTree.of(tree.getRoot(), x, y, sample, options));
    }
    return new RandomForest(trees, options);
  }

  private static MutableDataset<Label> dataset(double[][] x, int[] y) {
    String[] names = new String[x[0].length];
    for (int f = 0; f < names.length; f++) {
      names[f] = String.format(Locale.ROOT, "%06d", f); // ids follow the names' order
    }
    var factory = new LabelFactory();
    var source =
        new SimpleDataSourceProvenance(
            "respondents", Instant.EPOCH.atOffset(ZoneOffset.UTC), factory);
    var data = new MutableDataset<>(source, factory);
    for (int row = 0; row < x.length; row++) {
      var label = new Label(Integer.toString(y[row]));
      data.add(new ArrayExample<>(label, names, x[row]));
    }
    return data;
  }

  /** The option with the highest mean share over the trees; of equal ones the first. */
  int predict(double[] values) {
    double[] votes = new double[options];
    trees.forEach(tree -> tree.vote(values, votes));
    int best = 0;
    for (int option = 1; option < options; option++) {
      best = votes[option] > votes[best] ? option : best;
    }
    return best;
  }

  /** Mean over the trees of the impurity decrease by feature; sums to 1, or is 0 without splits. */
  double[] impurityDecrease(int features) {
    double[] mean = new double[features];
    for (DecisionTree tree : trees) {
      double[] decrease = tree.impurityDecrease(features);
      for (int f = 0; f < features; f++) {
        mean[f] += decrease[f];
      }
    }
    double sum = 0;
    for (double value : mean) {
      sum += value;
    }
    for (int f = 0; f < features && sum > 0; f++) {
      mean[f] /= sum;
    }
    return mean;
  }
}
