package io.github.dvmap.core.testkit;

import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The smallest policy that keeps the contracts: a table [last token][next token] of logits, with
 * exact gradients and AdamW in double arithmetic. What is optional, entropies and saved state, it
 * has too.
 */
public final class BigramPolicy implements PolicyModel {
  private static final int CONTEXT = 32;
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.safetensors";

  private final int vocabulary;
  private final double[] weights;
  private final double[] gradient;
  private final double[] first;
  private final double[] second;
  private int time;
  private boolean closed;

  private BigramPolicy(int vocabulary, double[] weights) {
    this.vocabulary = vocabulary;
    this.weights = weights;
    gradient = new double[weights.length];
    first = new double[weights.length];
    second = new double[weights.length];
  }

  /** A policy of 7 tokens with logits in [-1, 1). */
  public static BigramPolicy create() {
    double[] weights = new double[7 * 7];
    Arrays.setAll(weights, i -> 2 * CounterRandom.uniform(3, i, 0, 0) - 1);
    return new BigramPolicy(7, weights);
  }

  @Override
  public int vocabularySize() {
    return vocabulary;
  }

  @Override
  public int contextLength() {
    return CONTEXT;
  }

  @Override
  public long parameterCount() {
    return weights.length;
  }

  /** The next token's probabilities after a token. */
  double[] probabilities(int last, double temperature) {
    requireOpen();
    var p = new double[vocabulary];
    Arrays.setAll(p, v -> Math.exp(weights[last * vocabulary + v] / temperature));
    double sum = Arrays.stream(p).sum();
    Arrays.setAll(p, v -> p[v] / sum);
    return p;
  }

  /** The next token's logits after a token. */
  double[] logits(int last) {
    requireOpen();
    return Arrays.copyOfRange(weights, last * vocabulary, (last + 1) * vocabulary);
  }

  private static double entropy(double[] p) {
    return -Arrays.stream(p).map(q -> q * Math.log(q)).sum();
  }

  private static int last(CompletionGroup group, int[] completion, int t) {
    return t == 0 ? group.prompt()[group.prompt().length - 1] : completion[t - 1];
  }

  @Override
  public float[][] score(List<CompletionGroup> groups, double temperature) {
    requireOpen();
    var rows = new ArrayList<float[]>();
    for (CompletionGroup group : groups) {
      for (int[] completion : group.completions()) {
        var row = new float[completion.length];
        for (int t = 0; t < row.length; t++) {
          double[] p = probabilities(last(group, completion, t), temperature);
          row[t] = (float) Math.log(p[completion[t]]);
        }
        rows.add(row);
      }
    }
    return rows.toArray(float[][]::new);
  }

  @Override
  public ForwardPass forward(List<CompletionGroup> groups, double temperature) {
    return new Pass(groups, temperature, score(groups, temperature));
  }

  @Override
  public double step(OptimizerStep step) {
    requireOpen();
    double norm = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
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
  public PolicyModel frozenCopy() {
    requireOpen();
    return new BigramPolicy(vocabulary, weights.clone());
  }

  @Override
  public RolloutEngine rollouts() {
    requireOpen();
    return new BigramRollouts(this);
  }

  @Override
  public void save(Path folder) {
    requireOpen();
    requireReplaceable(folder);
    AtomicFiles.writeFolder(
        folder,
        whole -> {
          Files.writeString(whole.resolve(CONFIG), "{\"vocab_size\": " + vocabulary + "}\n");
          Files.write(whole.resolve(WEIGHTS), safetensors());
        });
  }

  /** A folder is replaced whole, so it may hold nothing but what this policy saves. */
  private static void requireReplaceable(Path folder) {
    if (Files.isRegularFile(folder)) {
      throw new IllegalArgumentException(folder + " is a file, not a folder");
    }
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      Set<String> own = Set.of(CONFIG, WEIGHTS);
      if (!files.allMatch(file -> own.contains(file.getFileName().toString()))) {
        throw new IllegalArgumentException(folder + " holds what is not of a bigram policy");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
  }

  private byte[] safetensors() {
    int bytes = weights.length * Float.BYTES;
    String header =
        "{\"bigram.weight\":{\"dtype\":\"F32\",\"shape\":["
            + vocabulary
            + ","
            + vocabulary
            + "],\"data_offsets\":[0,"
            + bytes
            + "]}}";
    ByteBuffer file =
        ByteBuffer.allocate(8 + header.length() + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    Arrays.stream(weights).forEach(w -> file.putFloat((float) w));
    return file.array();
  }

  @Override
  public void saveState(Path file) {
    requireOpen();
    ByteBuffer bytes = ByteBuffer.allocate(stateBytes());
    bytes.putInt(time);
    for (double[] part : List.of(weights, first, second)) {
      Arrays.stream(part).forEach(bytes::putDouble);
    }
    AtomicFiles.writeFile(file, beside -> Files.write(beside, bytes.array()));
  }

  @Override
  public void restoreState(Path file) {
    requireOpen();
    ByteBuffer bytes;
    try {
      bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    if (bytes.capacity() != stateBytes()) {
      throw new IllegalArgumentException(file + " is not the state of such a policy");
    }
    time = bytes.getInt();
    for (double[] part : List.of(weights, first, second)) {
      Arrays.setAll(part, i -> bytes.getDouble());
    }
    Arrays.fill(gradient, 0);
  }

  private int stateBytes() {
    return Integer.BYTES + 3 * weights.length * Double.BYTES;
  }

  @Override
  public void close() {
    closed = true;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the policy is closed");
    }
  }

  private final class Pass implements ForwardPass {
    private final List<CompletionGroup> groups;
    private final double temperature;
    private final float[][] logProbs;
    private boolean spent;

    Pass(List<CompletionGroup> groups, double temperature, float[][] logProbs) {
      this.groups = groups;
      this.temperature = temperature;
      this.logProbs = logProbs;
    }

    @Override
    public float[][] logProbs() {
      return logProbs;
    }

    @Override
    public float[][] entropies() {
      requireUnspent();
      float[][] entropies = zeros();
      int n = 0;
      for (CompletionGroup group : groups) {
        for (int[] completion : group.completions()) {
          for (int t = 0; t < completion.length; t++) {
            double[] p = probabilities(last(group, completion, t), temperature);
            entropies[n][t] = (float) entropy(p);
          }
          n++;
        }
      }
      return entropies;
    }

    @Override
    public void backward(float[][] outer) {
      backward(outer, zeros());
    }

    @Override
    public void backward(float[][] outer, float[][] entropyOuter) {
      requireUnspent();
      requireShape(outer);
      requireShape(entropyOuter);
      spent = true;
      int n = 0;
      for (CompletionGroup group : groups) {
        for (int[] completion : group.completions()) {
          accumulate(group, completion, outer[n], entropyOuter[n]);
          n++;
        }
      }
    }

    private float[][] zeros() {
      return Arrays.stream(logProbs).map(row -> new float[row.length]).toArray(float[][]::new);
    }

    private void requireUnspent() {
      if (spent) {
        throw new IllegalStateException("backward was already called, or the pass is closed");
      }
    }

    private void requireShape(float[][] outer) {
      int[] shape = Arrays.stream(logProbs).mapToInt(row -> row.length).toArray();
      if (!Arrays.equals(shape, Arrays.stream(outer).mapToInt(row -> row.length).toArray())) {
        throw new IllegalArgumentException("the gradient has not the shape of the log-probs");
      }
    }

    private void accumulate(
        CompletionGroup group, int[] completion, float[] outer, float[] entropyOuter) {
      for (int t = 0; t < completion.length; t++) {
        int last = last(group, completion, t);
        double[] p = probabilities(last, temperature);
        double entropy = entropy(p);
        for (int v = 0; v < vocabulary; v++) {
          double hit = v == completion[t] ? 1 : 0;
          double slope = outer[t] * (hit - p[v]);
          slope -= entropyOuter[t] * p[v] * (Math.log(p[v]) + entropy);
          gradient[last * vocabulary + v] += slope / temperature;
        }
      }
    }

    @Override
    public void close() {
      spent = true;
    }
  }
}
