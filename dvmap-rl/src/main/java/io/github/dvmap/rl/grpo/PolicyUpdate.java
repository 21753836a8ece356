package io.github.dvmap.rl.grpo;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.progress.Interrupts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Moves the policy along the loss of a step's groups; holds the reference copy, if any. */
final class PolicyUpdate implements AutoCloseable {
  private final PolicyModel policy;
  private final PolicyModel reference;
  private final GrpoConfig config;
  private final GrpoLoss loss;
  private final long totalUpdates;
  private boolean moved;

  /**
   * Takes the reference copy, if there is a KL term.
   *
   * @throws UnsupportedOperationException if there is an entropy term and the policy has no
   *     entropies
   */
  PolicyUpdate(PolicyModel policy, GrpoConfig config, long totalSteps) {
    if (config.entropyCoefficient() > 0) {
      requireEntropies(policy);
    }
    this.policy = policy;
    this.config = config;
    this.loss = config.loss();
    this.totalUpdates = totalSteps * config.innerUpdates();
    this.reference = config.klCoefficient() > 0 ? policy.frozenCopy() : null;
  }

  /** Asks for them once, of a token after a token, so that a run need not begin in vain. */
  private static void requireEntropies(PolicyModel policy) {
    var one = new CompletionGroup(new int[] {0}, List.of(new int[] {0}));
    try (ForwardPass pass = policy.forward(List.of(one), 1)) {
      pass.entropies();
    }
  }

  /** A micro-batch with its completions' advantages and old log-probabilities, null if current. */
  private record Part(MicroBatch batch, double[] advantages, float[][] old) {}

  /** One optimizer update's work. */
  private record MiniBatch(List<Part> parts, GrpoLoss.WholeBatch whole) {}

  /** What {@link #apply} did. */
  static final class Outcome {
    private double loss;
    private double kl;
    private double entropy;
    private double gradientNorm;
    private double learningRate;
    private long clipped;
    private long tokens;
    private int miniBatches;
    private int updates;

    double loss() {
      return loss / miniBatches;
    }

    double kl() {
      return kl / tokens;
    }

    double entropy() {
      return entropy / tokens;
    }

    double clipFraction() {
      return clipped / (double) tokens;
    }

    double gradientNorm() {
      return updates == 0 ? 0 : gradientNorm / updates;
    }

    double learningRate() {
      return learningRate;
    }

    int updates() {
      return updates;
    }

    int skipped() {
      return miniBatches - updates;
    }
  }

  /** The step is whole: a failure that comes now is none of its. */
  void endStep() {
    moved = false;
  }

  /** Whether the weights are, or may be, others than after the last whole step. */
  boolean hasMoved() {
    return moved;
  }

  /**
   * Takes the step's updates. Groups without variance are left out when there is neither a KL term
   * nor an entropy term, as their loss and gradient are exactly 0; they still count in the
   * normaliser. An update with nothing left is skipped, so that the optimizer's momentum does not
   * move the weights by itself.
   *
   * @throws TrainingDivergedException if the loss or its gradient is not finite
   * @throws java.util.concurrent.CancellationException if the thread is interrupted before the
   *     first update
   */
  Outcome apply(long step, List<ScoredGroup> groups) {
    int parts = Math.min(config.innerUpdates(), groups.size());
    var miniBatches = new ArrayList<MiniBatch>();
    for (int k = 0; k < parts; k++) {
      int from = (int) ((long) k * groups.size() / parts);
      int to = (int) ((k + 1L) * groups.size() / parts);
      miniBatches.add(prepare(step, groups.subList(from, to)));
    }
    var outcome = new Outcome();
    for (int k = 0; k < miniBatches.size(); k++) {
      MiniBatch miniBatch = miniBatches.get(k);
      OptimizerStep settings = config.optimizerStep(step * config.innerUpdates() + k, totalUpdates);
      outcome.miniBatches++;
      outcome.tokens += miniBatch.whole().tokens();
      outcome.learningRate = settings.learningRate();
      for (Part part : miniBatch.parts()) {
        if (outcome.updates == 0) {
          Interrupts.check("step " + step);
        }
        accumulate(step, part, miniBatch.whole(), outcome);
      }
      if (!miniBatch.parts().isEmpty()) {
        outcome.gradientNorm += update(step, settings);
        outcome.updates++;
      }
    }
    return outcome;
  }

  /** Returns the gradient's norm. */
  private double update(long step, OptimizerStep settings) {
    boolean before = moved;
    moved = true;
    double norm = policy.step(settings);
    moved = before || Double.isFinite(norm);
    if (!Double.isFinite(norm)) {
      throw new TrainingDivergedException(step, "gradient norm");
    }
    return norm;
  }

  private void accumulate(long step, Part part, GrpoLoss.WholeBatch whole, Outcome outcome) {
    List<CompletionGroup> groups = part.batch().groups();
    float[][] referenceLogProbs =
        reference == null ? null : reference.score(groups, config.temperature());
    try (ForwardPass pass = policy.forward(groups, config.temperature())) {
      float[][] logProbs = pass.logProbs();
      float[][] old = part.old() == null ? logProbs : part.old();
      float[][] entropies = config.entropyCoefficient() > 0 ? pass.entropies() : null;
      GrpoLoss.Result result =
          loss.evaluate(logProbs, old, referenceLogProbs, entropies, part.advantages(), whole);
      if (!result.isFinite()) {
        throw new TrainingDivergedException(step, "loss");
      }
      if (entropies == null) {
        pass.backward(result.gradient());
      } else {
        pass.backward(result.gradient(), result.entropyGradient());
      }
      outcome.loss += result.loss();
      outcome.kl += result.klSum();
      outcome.entropy += result.entropySum();
      outcome.clipped += result.clippedTokens();
    }
  }

  private MiniBatch prepare(long step, List<ScoredGroup> groups) {
    long sequences = groups.stream().mapToLong(g -> g.completions().size()).sum();
    long tokens = groups.stream().mapToLong(ScoredGroup::tokenCount).sum();
    boolean all = reference != null || config.entropyCoefficient() > 0;
    List<ScoredGroup> used =
        all ? groups : groups.stream().filter(ScoredGroup::hasVariance).toList();
    double[] advantages =
        used.stream().flatMapToDouble(g -> Arrays.stream(g.advantages())).toArray();
    var parts = new ArrayList<Part>();
    for (MicroBatch batch :
        MicroBatch.split(
            used.stream().map(ScoredGroup::tokens).toList(), config.microBatchTokens())) {
      Interrupts.check("step " + step);
      float[][] old =
          config.innerUpdates() == 1 ? null : policy.score(batch.groups(), config.temperature());
      int end = batch.first() + batch.size();
      parts.add(new Part(batch, Arrays.copyOfRange(advantages, batch.first(), end), old));
    }
    return new MiniBatch(parts, new GrpoLoss.WholeBatch(sequences, tokens));
  }

  @Override
  public void close() {
    if (reference != null) {
      reference.close();
    }
  }
}
