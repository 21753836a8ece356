package io.github.dvmap.rl.grpo;

import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.core.progress.ProgressListener;
import io.github.dvmap.core.progress.SafeListener;
import io.github.dvmap.core.reward.Reward;
import io.github.dvmap.core.reward.RewardContext;
import io.github.dvmap.core.sample.AlignmentSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a policy by group relative policy optimization (paper section 3.3; Shao et al., arXiv
 * 2402.03300).
 *
 * <p>Batches, sampling and updates are a function of the policy's weights, the samples, the options
 * and the seed. The trainer closes what it opens (the rollout engine and the reference copy) and
 * never the policy it was given. Not thread-safe while training.
 */
public final class GrpoTrainer {
  private static final Logger LOG = LoggerFactory.getLogger(GrpoTrainer.class);

  private final PolicyModel policy;
  private final TextTokenizer tokenizer;
  private final GrpoConfig config;
  private final Reward reward;
  private final long seed;
  private final String label;
  private final ProgressListener listener;
  private final Optional<Checkpoints> checkpoints;

  private GrpoTrainer(Builder builder, Reward reward, long seed) {
    this.policy = builder.policy;
    this.tokenizer = builder.tokenizer;
    this.config = builder.config;
    this.reward = reward;
    this.seed = seed;
    this.label = builder.label;
    this.listener = new SafeListener(builder.listener);
    this.checkpoints = Optional.ofNullable(builder.checkpoints);
  }

  /** A builder of a trainer for this policy, which stays the caller's to close. */
  public static Builder builder(PolicyModel policy, TextTokenizer tokenizer) {
    return new Builder(policy, tokenizer);
  }

  /** Whether a folder holds a run that {@link Builder#checkpoints} would take up or refuse. */
  public static boolean hasCheckpoint(Path folder) {
    return Checkpoints.isIn(folder);
  }

  /**
   * Runs the training, from a first step of the optimizer on. An interrupt of the thread ends the
   * run, is cleared, and shows as {@code completed = false} in the report; what a step has done
   * until then, its gradient too, is given up, unless it has moved the weights. An interrupt that
   * comes after the last step stays set. With checkpoints, a run that was ended is taken up: called
   * with the policy as it first was, it gives the same weights and records as one that was never
   * interrupted.
   *
   * <p>A step that fails before it has moved the weights is given up in the same way, and the state
   * after the last whole step is saved before the exception goes on. An exception that finds the
   * thread interrupted, as a call to a service may throw one, is taken for the interrupt.
   *
   * @param samples the corpus, at least one
   * @throws IllegalArgumentException if there are no samples, a prompt does not fit the context, or
   *     the checkpoint is of another run or damaged
   * @throws UnsupportedOperationException before the first step, if there are checkpoints or an
   *     entropy coefficient and the policy has no state to save or no entropies
   * @throws java.io.UncheckedIOException if a state cannot be saved; the first time before the
   *     first step
   * @throws IllegalStateException if the policy's rollout engine gives other completions than asked
   *     for
   * @throws TrainingDivergedException if a reward, the loss or the gradient is not finite
   */
  public TrainingReport train(List<AlignmentSample> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("samples is empty");
    }
    var order = new SampleOrder(seed, samples.size(), config.batchSize());
    long total = config.totalSteps(order.stepsPerEpoch());
    var log = new RunLog(listener, total);
    String run = fingerprint(samples);
    try (RolloutEngine rollouts = policy.rollouts();
        var update = new PolicyUpdate(policy, config, total)) {
      policy.resetOptimizer();
      checkpoints.flatMap(c -> c.restore(run, policy)).ifPresent(log::takeUp);
      if (log.taken() > 0) {
        rollouts.policyUpdated();
      } else {
        checkpoints.ifPresent(c -> c.requireSavable(policy));
      }
      Runnable save = () -> checkpoints.ifPresent(c -> log.save(c, run, policy));
      try {
        for (long step = log.taken(); step < total; step++) {
          take(step, order.batch(step), samples, rollouts, update, log);
          checkpoints.filter(c -> c.isDue(log.taken())).ifPresent(c -> save.run());
        }
      } catch (RuntimeException e) {
        giveUp(e, update, save);
      }
      save.run();
    }
    return log.finish(seed, config.toMap());
  }

  /**
   * Leaves the policy and the checkpoint as the last whole step did. An interrupt ends here,
   * anything else goes on, and a step that has moved the weights can no longer be given up.
   */
  private void giveUp(RuntimeException thrown, PolicyUpdate update, Runnable save) {
    if (update.hasMoved()) {
      throw thrown;
    }
    boolean interrupted = Thread.interrupted();
    try {
      save.run();
      policy.clearGradient();
    } catch (RuntimeException e) {
      if (interrupted) {
        throw e;
      }
      thrown.addSuppressed(e);
    }
    if (!interrupted) {
      throw thrown;
    }
    if (!(thrown instanceof CancellationException)) {
      LOG.warn("taken for the interrupt of this thread", thrown);
    }
  }

  /**
   * Checks that {@link #train} with these samples would take up the checkpoint that is there, if
   * any, before what comes before it is done.
   *
   * @throws IllegalArgumentException if it is of another run or damaged, or its state file is gone
   * @throws RuntimeException naming the state file if its beginning is not that of a state of this
   *     policy, see {@link PolicyModel#requireState}
   */
  public void requireOwnCheckpoint(List<AlignmentSample> samples) {
    checkpoints.ifPresent(c -> c.requireOwn(fingerprint(samples), policy));
  }

  private String fingerprint(List<AlignmentSample> samples) {
    return Checkpoints.fingerprint(label, config.toMap(), seed, samples);
  }

  private void take(
      long step,
      int[] batch,
      List<AlignmentSample> samples,
      RolloutEngine rollouts,
      PolicyUpdate update,
      RunLog log) {
    Interrupts.check("step " + step);
    log.beginStep();
    List<RolloutRequest> requests = requests(step, batch, samples);
    List<List<Completion>> completions = draw(rollouts, batch, samples, requests);
    var groups = new ArrayList<ScoredGroup>();
    for (int i = 0; i < batch.length; i++) {
      groups.add(score(step, samples.get(batch[i]), requests.get(i).prompt(), completions.get(i)));
    }
    PolicyUpdate.Outcome outcome = update.apply(step, groups);
    log.endStep(step, groups, outcome);
    update.endStep();
    rollouts.policyUpdated();
  }

  private List<List<Completion>> draw(
      RolloutEngine rollouts,
      int[] batch,
      List<AlignmentSample> samples,
      List<RolloutRequest> requests) {
    var sampling =
        new Sampling(config.temperature(), config.maxNewTokens(), tokenizer.endTokens(), seed);
    if (!config.stopAtAnswer()) {
      return CheckedRollouts.generate(rollouts, requests, sampling);
    }
    List<AlignmentSample> asked = Arrays.stream(batch).mapToObj(samples::get).toList();
    return AnswerRollouts.generate(rollouts, tokenizer, asked, requests, sampling);
  }

  private List<RolloutRequest> requests(long step, int[] batch, List<AlignmentSample> samples) {
    var requests = new ArrayList<RolloutRequest>();
    for (int index : batch) {
      AlignmentSample sample = samples.get(index);
      int[] prompt = tokenizer.encodePrompt(sample.prompt());
      Contexts.requireFits(policy, sample, prompt, config.maxNewTokens());
      requests.add(
          new RolloutRequest(prompt, config.groupSize(), CounterRandom.derive(step, index)));
    }
    return requests;
  }

  private ScoredGroup score(
      long step, AlignmentSample sample, int[] prompt, List<Completion> completions) {
    List<RewardContext> contexts =
        completions.stream()
            .map(c -> RewardContext.of(sample, tokenizer.decode(c.tokens())))
            .toList();
    double[] rewards = contexts.stream().mapToDouble(reward::score).toArray();
    if (!Arrays.stream(rewards).allMatch(Double::isFinite)) {
      throw new TrainingDivergedException(step, "reward of sample '" + sample.id() + "'");
    }
    return new ScoredGroup(prompt, completions, contexts, rewards, config.advantage().of(rewards));
  }

  /** Collects a trainer's parts; the last call of each wins. */
  public static final class Builder {
    private final PolicyModel policy;
    private final TextTokenizer tokenizer;
    private GrpoConfig config = GrpoConfig.paper();
    private ProgressListener listener = ProgressListener.none();
    private Checkpoints checkpoints;
    private String label = "";
    private Reward reward;
    private Long seed;

    private Builder(PolicyModel policy, TextTokenizer tokenizer) {
      this.policy = Objects.requireNonNull(policy, "policy");
      this.tokenizer = Objects.requireNonNull(tokenizer, "tokenizer");
    }

    /** The options; {@link GrpoConfig#paper()} if not called. */
    public Builder config(GrpoConfig value) {
      config = Objects.requireNonNull(value, "config");
      return this;
    }

    /** What scores a completion; required. */
    public Builder reward(Reward value) {
      reward = Objects.requireNonNull(value, "reward");
      return this;
    }

    /** Key of all randomness of the run; required. */
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
     * Saves the run's state in a folder and takes up the run that is there, if its label, options,
     * seed and samples are the same. None by default. A new run begins with writing its first state
     * once, so that one that cannot be saved does not begin.
     *
     * @param every steps from one checkpoint to the next, &ge; 1; the end of a run, an interrupt
     *     and a failure save too
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder checkpoints(Path folder, int every) {
      if (every < 1) {
        throw new IllegalArgumentException("checkpoint every " + every + " steps must be >= 1");
      }
      checkpoints = new Checkpoints(folder, every);
      return this;
    }

    /**
     * What a checkpoint cannot see of a run: its reward, its tokenizer, the weights that it starts
     * from, and what an answer format does beyond its instruction and stop strings, in words. A
     * checkpoint of another label is refused; empty if not called.
     */
    public Builder label(String value) {
      label = Objects.requireNonNull(value, "label");
      return this;
    }

    /**
     * The trainer.
     *
     * @throws IllegalStateException if there is no reward or no seed
     */
    public GrpoTrainer build() {
      if (reward == null || seed == null) {
        throw new IllegalStateException("reward and seed are required");
      }
      return new GrpoTrainer(this, reward, seed);
    }
  }
}
