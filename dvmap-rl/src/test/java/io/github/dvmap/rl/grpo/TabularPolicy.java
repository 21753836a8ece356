package io.github.dvmap.rl.grpo;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.policy.StopStrings;
import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.core.testkit.SamplingLaw;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A policy whose logits are a table [prompt][position][token], with exact gradients and AdamW in
 * double arithmetic. A prompt is its first token. Counts what is opened on it and closed.
 */
public final class TabularPolicy implements PolicyModel {
  /** Token ids. */
  public static final int VOCABULARY = 12;

  private final int prompts;
  private final int context;
  private final double[] weights;
  private final double[] gradient;
  private final double[] first;
  private final double[] second;
  private int time;

  /** How often this policy was closed. */
  public int closes;

  /** Largest number of tokens that one forward pass was given. */
  public long largestForward;

  /** Runs before each forward pass. */
  public Runnable beforeForward = () -> {};

  /** Runs when an engine is told of new weights. */
  public Runnable whenUpdated = () -> {};

  /** What becomes of drawn completions. */
  public UnaryOperator<List<List<Completion>>> drawn = UnaryOperator.identity();

  /** Whether the gradient's norm is not finite. */
  public boolean overflowing;

  /** Whether the policy has neither a state nor entropies, as an interface's defaults have not. */
  public boolean bare;

  /** Reference copies taken. */
  public final List<TabularPolicy> copies = new ArrayList<>();

  /** Engines handed out. */
  public final List<Rollouts> engines = new ArrayList<>();

  /** All logits 0: every token is equally likely everywhere. */
  public TabularPolicy(int prompts, int context) {
    this.prompts = prompts;
    this.context = context;
    int size = prompts * context * VOCABULARY;
    weights = new double[size];
    gradient = new double[size];
    first = new double[size];
    second = new double[size];
  }

  @Override
  public void saveState(Path file) {
    if (bare) {
      PolicyModel.super.saveState(file);
    }
    AtomicFiles.writeFile(
        file,
        beside -> {
          // a channel, which an interrupt closes
          var channel = FileChannel.open(beside, CREATE_NEW, WRITE);
          try (var out =
              new DataOutputStream(
                  new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16))) {
            out.writeInt(time);
            for (double[] part : List.of(weights, first, second)) {
              for (double value : part) {
                out.writeDouble(value);
              }
            }
          }
        });
  }

  @Override
  public void restoreState(Path file) {
    try (FileChannel channel = FileChannel.open(file);
        var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)))) {
      time = in.readInt();
      for (double[] part : List.of(weights, first, second)) {
        for (int i = 0; i < part.length; i++) {
          part[i] = in.readDouble();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void requireState(Path file) {
    if (file.toFile().length() != Integer.BYTES + 3L * Double.BYTES * weights.length) {
      throw new IllegalArgumentException(file + " is not the state of such a policy");
    }
  }

  /** A copy of the weights. */
  public double[] weights() {
    return weights.clone();
  }

  @Override
  public int vocabularySize() {
    return VOCABULARY;
  }

  @Override
  public int contextLength() {
    return context;
  }

  @Override
  public long parameterCount() {
    return weights.length;
  }

  private int row(int prompt, int position) {
    return (prompt * context + position) * VOCABULARY;
  }

  private double[] probabilities(int row, double temperature) {
    var p = new double[VOCABULARY];
    double sum = 0;
    for (int v = 0; v < VOCABULARY; v++) {
      p[v] = Math.exp(weights[row + v] / temperature);
      sum += p[v];
    }
    for (int v = 0; v < VOCABULARY; v++) {
      p[v] /= sum;
    }
    return p;
  }

  @Override
  public float[][] score(List<CompletionGroup> groups, double temperature) {
    requireOpen();
    var rows = new ArrayList<float[]>();
    for (CompletionGroup group : groups) {
      for (int[] tokens : group.completions()) {
        var logProbs = new float[tokens.length];
        for (int t = 0; t < tokens.length; t++) {
          double[] p = probabilities(row(group.prompt()[0], t), temperature);
          logProbs[t] = (float) Math.log(p[tokens[t]]);
        }
        rows.add(logProbs);
      }
    }
    return rows.toArray(float[][]::new);
  }

  @Override
  public ForwardPass forward(List<CompletionGroup> groups, double temperature) {
    beforeForward.run();
    float[][] logProbs = score(groups, temperature);
    long tokens = 0;
    for (CompletionGroup group : groups) {
      tokens += group.prompt().length;
      tokens += group.completions().stream().mapToInt(c -> c.length).sum();
    }
    largestForward = Math.max(largestForward, tokens);
    return new ForwardPass() {
      @Override
      public float[][] logProbs() {
        return logProbs;
      }

      @Override
      public void backward(float[][] outer) {
        backward(outer, Arrays.stream(outer).map(o -> new float[o.length]).toArray(float[][]::new));
      }

      @Override
      public float[][] entropies() {
        if (bare) {
          throw new UnsupportedOperationException("no entropies");
        }
        var entropies = new ArrayList<float[]>();
        for (CompletionGroup group : groups) {
          for (int[] tokens : group.completions()) {
            var row = new float[tokens.length];
            for (int t = 0; t < row.length; t++) {
              row[t] = (float) entropy(probabilities(row(group.prompt()[0], t), temperature));
            }
            entropies.add(row);
          }
        }
        return entropies.toArray(float[][]::new);
      }

      @Override
      public void backward(float[][] outer, float[][] entropyOuter) {
        int n = 0;
        for (CompletionGroup group : groups) {
          for (int[] tokens : group.completions()) {
            accumulate(group.prompt()[0], tokens, outer[n], entropyOuter[n], temperature);
            n++;
          }
        }
      }

      @Override
      public void close() {}
    };
  }

  private static double entropy(double[] p) {
    return -Arrays.stream(p).map(q -> q * Math.log(q)).sum();
  }

  private void accumulate(
      int prompt, int[] tokens, float[] outer, float[] entropyOuter, double temperature) {
    for (int t = 0; t < tokens.length; t++) {
      int row = row(prompt, t);
      double[] p = probabilities(row, temperature);
      double entropy = entropy(p);
      for (int v = 0; v < VOCABULARY; v++) {
        double slope = outer[t] * ((v == tokens[t] ? 1 : 0) - p[v]);
        slope -= entropyOuter[t] * p[v] * (Math.log(p[v]) + entropy);
        gradient[row + v] += slope / temperature;
      }
    }
  }

  @Override
  public double step(OptimizerStep step) {
    requireOpen();
    double squares = Arrays.stream(gradient).map(g -> g * g).sum();
    double norm = overflowing ? Double.POSITIVE_INFINITY : Math.sqrt(squares);
    if (Double.isFinite(norm)) {
      move(step, norm);
    }
    Arrays.fill(gradient, 0);
    return norm;
  }

  private void move(OptimizerStep step, double norm) {
    double clip = Math.min(1, step.maxGradientNorm() / (norm + 1e-6));
    time++;
    for (int i = 0; i < weights.length; i++) {
      double g = gradient[i] * clip;
      first[i] = step.beta1() * first[i] + (1 - step.beta1()) * g;
      second[i] = step.beta2() * second[i] + (1 - step.beta2()) * g * g;
      double m = first[i] / (1 - Math.pow(step.beta1(), time));
      double v = second[i] / (1 - Math.pow(step.beta2(), time));
      weights[i] *= 1 - step.learningRate() * step.weightDecay();
      weights[i] -= step.learningRate() * m / (Math.sqrt(v) + step.epsilon());
    }
  }

  @Override
  public void resetOptimizer() {
    requireOpen();
    for (double[] part : List.of(gradient, first, second)) {
      Arrays.fill(part, 0);
    }
    time = 0;
  }

  @Override
  public void clearGradient() {
    requireOpen();
    Arrays.fill(gradient, 0);
  }

  @Override
  public PolicyModel frozenCopy() {
    requireOpen();
    var copy = new TabularPolicy(prompts, context);
    System.arraycopy(weights, 0, copy.weights, 0, weights.length);
    copies.add(copy);
    return copy;
  }

  @Override
  public Rollouts rollouts() {
    requireOpen();
    var engine = new Rollouts();
    engines.add(engine);
    return engine;
  }

  @Override
  public void save(Path folder) {
    throw new UnsupportedOperationException("a test double has no file format");
  }

  @Override
  public void close() {
    closes++;
  }

  private void requireOpen() {
    if (closes > 0) {
      throw new IllegalStateException("policy is closed");
    }
  }

  /** Draws from the table. */
  public final class Rollouts implements RolloutEngine {
    /** How often the engine was closed. */
    public int closes;

    /** How often the engine was told of new weights. */
    public int updates;

    /** Streams asked for, in order. */
    public final List<Long> streams = new ArrayList<>();

    @Override
    public List<List<Completion>> generate(List<RolloutRequest> requests, Sampling sampling) {
      var all = new ArrayList<List<Completion>>();
      for (RolloutRequest request : requests) {
        Interrupts.check("drawing completions");
        streams.add(request.stream());
        var group = new ArrayList<Completion>();
        for (int g = 0; g < request.samples(); g++) {
          group.add(draw(request, g, sampling));
        }
        all.add(group);
      }
      return drawn.apply(all);
    }

    private Completion draw(RolloutRequest request, int sample, Sampling sampling) {
      var tokens = new int[sampling.maxTokens()];
      StopStrings.Scanner scanner = sampling.stopStrings().scanner();
      for (int t = 0; t < tokens.length; t++) {
        float uniform = CounterRandom.uniform(sampling.seed(), request.stream(), sample, t);
        int row = row(request.prompt()[0], t);
        double[] logits = Arrays.copyOfRange(weights, row, row + VOCABULARY);
        tokens[t] = SamplingLaw.pick(SamplingLaw.probabilities(logits, sampling), uniform);
        if (sampling.stopTokens().contains(tokens[t]) || scanner.end(tokens, t, t + 1) >= 0) {
          return new Completion(Arrays.copyOf(tokens, t + 1), true);
        }
      }
      return new Completion(tokens, false);
    }

    @Override
    public void policyUpdated() {
      updates++;
      whenUpdated.run();
    }

    @Override
    public void close() {
      closes++;
    }
  }
}
