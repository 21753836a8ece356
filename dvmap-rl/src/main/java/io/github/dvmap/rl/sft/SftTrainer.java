package io.github.dvmap.rl.sft;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.progress.ProgressListener;
import io.github.dvmap.core.progress.SafeListener;
import io.github.dvmap.rl.grpo.MicroBatch;
import io.github.dvmap.rl.grpo.SampleOrder;
import io.github.dvmap.rl.grpo.TrainingDivergedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * Trains a policy to give replies: the loss is the mean negative log-probability of the reply
 * tokens of a batch, the token that ends the reply included. Never closes the policy it was given.
 * Not thread-safe while training.
 */
public final class SftTrainer {
  private static final String STAGE = "sft";

  private final PolicyModel policy;
  private final TextTokenizer tokenizer;
  private final SftConfig config;
  private final long seed;
  private final ProgressListener listener;

  private SftTrainer(Builder builder, long seed) {
    this.policy = builder.policy;
    this.tokenizer = builder.tokenizer;
    this.config = builder.config;
    this.seed = seed;
    this.listener = new SafeListener(builder.listener);
  }

  /** A builder of a trainer for this policy, which stays the caller's to close. */
  public static Builder builder(PolicyModel policy, TextTokenizer tokenizer) {
    return new Builder(policy, tokenizer);
  }

  /**
   * Runs the training, from a first step of the optimizer on. An interrupt of the thread ends the
   * run, is cleared, and shows as {@code completed = false} in the report; a step that has not
   * moved the weights is given up, and its gradient with it.
   *
   * @param examples at least one
   * @throws IllegalArgumentException if there are none, or one does not fit the context
   * @throws TrainingDivergedException if the loss or the gradient is not finite
   */
  public SftReport train(List<SftExample> examples) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("examples is empty");
    }
    var order = new SampleOrder(seed, examples.size(), config.batchSize());
    long total = config.totalSteps(order.stepsPerEpoch());
    long begin = System.nanoTime();
    var steps = new ArrayList<SftReport.Step>();
    listener.on(new ProgressEvent.Started(STAGE, total));
    policy.resetOptimizer();
    try {
      for (long step = 0; step < total; step++) {
        steps.add(update(step, batch(order.batch(step), examples), total));
        listener.on(
            new ProgressEvent.Advanced(STAGE, step + 1, total, values(steps, begin, total)));
      }
    } catch (CancellationException e) {
      if (!Thread.interrupted()) {
        throw e;
      }
      policy.clearGradient();
    }
    listener.on(new ProgressEvent.Finished(STAGE));
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new SftReport(steps.size() == total, total, steps, seconds, seed, config.toMap());
  }

  private List<CompletionGroup> batch(int[] indices, List<SftExample> examples) {
    var batch = new ArrayList<CompletionGroup>();
    for (int index : indices) {
      batch.add(encode(index, examples.get(index)));
    }
    return batch;
  }

  private static ImmutableMap<String, Double> values(
      List<SftReport.Step> steps, long begin, long total) {
    SftReport.Step taken = steps.get(steps.size() - 1);
    long tokens = steps.stream().mapToLong(SftReport.Step::tokens).sum();
    double seconds = (System.nanoTime() - begin) / 1e9;
    long done = taken.step() + 1;
    return ImmutableMap.of(
        "loss", taken.loss(),
        "grad_norm", taken.gradientNorm(),
        "learning_rate", taken.learningRate(),
        "tokens_per_second", tokens / Math.max(seconds, 1e-9),
        "seconds_left", seconds / done * (total - done));
  }

  private SftReport.Step update(long step, List<CompletionGroup> batch, long total) {
    OptimizerStep settings = config.optimizerStep(step, total);
    long tokens = batch.stream().mapToLong(g -> g.completions().get(0).length).sum();
    double loss = 0;
    for (MicroBatch part : MicroBatch.split(batch, config.microBatchTokens())) {
      Interrupts.check("step " + step);
      try (ForwardPass pass = policy.forward(part.groups(), 1.0)) {
        float[][] logProbs = pass.logProbs();
        var gradient = new float[logProbs.length][];
        for (int n = 0; n < logProbs.length; n++) {
          gradient[n] = new float[logProbs[n].length];
          Arrays.fill(gradient[n], (float) (-1.0 / tokens));
          for (float logProb : logProbs[n]) {
            loss -= logProb / (double) tokens;
          }
        }
        if (!Double.isFinite(loss)) {
          throw new TrainingDivergedException(step, "loss");
        }
        pass.backward(gradient);
      }
    }
    double norm = policy.step(settings);
    if (!Double.isFinite(norm)) {
      throw new TrainingDivergedException(step, "gradient norm");
    }
    return new SftReport.Step(step, loss, norm, settings.learningRate(), tokens);
  }

  private CompletionGroup encode(int index, SftExample example) {
    int[] prompt = tokenizer.encodePrompt(example.prompt());
    int[] text = tokenizer.encode(example.reply());
    int[] reply = Arrays.copyOf(text, text.length + 1);
    reply[text.length] = tokenizer.endOfText();
    if ((long) prompt.length + reply.length > policy.contextLength()) {
      throw new IllegalArgumentException(
          "example "
              + index
              + ": a prompt of "
              + prompt.length
              + " tokens and a reply of "
              + reply.length
              + " exceed the context of "
              + policy.contextLength());
    }
    return new CompletionGroup(prompt, List.of(reply));
  }

  /** Collects a trainer's parts; the last call of each wins. */
  public static final class Builder {
    private final PolicyModel policy;
    private final TextTokenizer tokenizer;
    private SftConfig config = SftConfig.defaults();
    private ProgressListener listener = ProgressListener.none();
    private Long seed;

    private Builder(PolicyModel policy, TextTokenizer tokenizer) {
      this.policy = Objects.requireNonNull(policy, "policy");
      this.tokenizer = Objects.requireNonNull(tokenizer, "tokenizer");
    }

    /** The options; {@link SftConfig#defaults()} if not called. */
    public Builder config(SftConfig value) {
      config = Objects.requireNonNull(value, "config");
      return this;
    }

    /** Key of the order of the examples; required. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Is told of every step; what it throws is logged. */
    public Builder listener(ProgressListener value) {
      listener = Objects.requireNonNull(value, "listener");
      return this;
    }

    /**
     * The trainer.
     *
     * @throws IllegalStateException if there is no seed
     */
    public SftTrainer build() {
      if (seed == null) {
        throw new IllegalStateException("seed is required");
      }
      return new SftTrainer(this, seed);
    }
  }
}
