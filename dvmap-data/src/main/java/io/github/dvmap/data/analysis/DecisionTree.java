package io.github.dvmap.data.analysis;

import java.util.ArrayList;
import java.util.List;
import org.tribuo.classification.Label;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;

/** A trained tree as arrays, with the options of its training sample counted in every node. */
final class DecisionTree {
  private static final int LEAF = -1;

  private final int[] feature;
  private final double[] threshold;
  private final int[] low;
  private final int[] high;
  private final int[][] counts;

  private DecisionTree(List<Node<Label>> nodes, int[] low, int[] high, int options) {
    this.low = low;
    this.high = high;
    feature = new int[nodes.size()];
    threshold = new double[nodes.size()];
    counts = new int[nodes.size()][options];
    for (int i = 0; i < nodes.size(); i++) {
      feature[i] = LEAF;
      if (nodes.get(i) instanceof SplitNode<Label> split) {
        feature[i] = split.getFeatureID();
        threshold[i] = split.splitValue();
      }
    }
  }

  /**
   * Copies a tree and sends its training sample through it.
   *
   * @param x values by feature, [rows][features]
   * @param y options, [rows], in [0, options)
   * @param sample the rows it was trained on, with repetitions
   */
  static DecisionTree of(Node<Label> root, double[][] x, int[] y, int[] sample, int options) {
    List<Node<Label>> nodes = new ArrayList<>(List.of(root));
    List<int[]> children = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      int[] pair = new int[2];
      if (nodes.get(i) instanceof SplitNode<Label> split) {
        pair = new int[] {nodes.size(), nodes.size() + 1};
        nodes.add(split.getLessThanOrEqual());
        nodes.add(split.getGreaterThan());
      }
      children.add(pair);
    }
    int[] low = children.stream().mapToInt(pair -> pair[0]).toArray();
    int[] high = children.stream().mapToInt(pair -> pair[1]).toArray();
    var tree = new DecisionTree(nodes, low, high, options);
    for (int row : sample) {
      tree.count(x[row], y[row]);
    }
    return tree;
  }

  private void count(double[] values, int option) {
    int node = 0;
    counts[node][option]++;
    while (feature[node] != LEAF) {
      node = next(node, values);
      counts[node][option]++;
    }
  }

  private int next(int node, double[] values) {
    return values[feature[node]] > threshold[node] ? high[node] : low[node];
  }

  /** Adds the shares of the options in the leaf of these values, [options]. */
  void vote(double[] values, double[] votes) {
    int node = 0;
    while (feature[node] != LEAF) {
      node = next(node, values);
    }
    int total = total(node);
    for (int option = 0; option < votes.length; option++) {
      votes[option] += counts[node][option] / (double) total;
    }
  }

  /**
   * The decrease in Gini impurity by the splits on each feature, weighted by the share of the
   * training sample that reaches them and divided by the tree's sum; all 0 for a tree without
   * splits.
   */
  double[] impurityDecrease(int features) {
    double[] decrease = new double[features];
    double sum = 0;
    for (int node = 0; node < feature.length; node++) {
      if (feature[node] != LEAF) {
        double here = impurity(node) - impurity(low[node]) - impurity(high[node]);
        decrease[feature[node]] += here;
        sum += here;
      }
    }
    for (int f = 0; f < features && sum > 0; f++) {
      decrease[f] /= sum;
    }
    return decrease;
  }

  private int total(int node) {
    int total = 0;
    for (int count : counts[node]) {
      total += count;
    }
    return total;
  }

  /** Gini impurity times respondents. */
  private double impurity(int node) {
    double total = total(node);
    double squares = 0;
    for (int count : counts[node]) {
      squares += count * (double) count;
    }
    return total - squares / total;
  }
}
