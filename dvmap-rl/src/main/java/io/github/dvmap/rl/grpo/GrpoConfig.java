package io.github.dvmap.rl.grpo;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.core.policy.OptimizerStep;
import java.util.Objects;

/**
 * The options of a GRPO run; immutable. "Paper" is arXiv 2605.14420, "script" its released training
 * script over verl, and a value of the script that it leaves to verl is marked so.
 */
public final class GrpoConfig {
  private final Builder values;

  private GrpoConfig(Builder values) {
    this.values = values;
  }

  /** What the paper states; where it is silent, what {@link #released()} has. */
  public static GrpoConfig paper() {
    return builder().build();
  }

  /**
   * What the script for the 0.6B to 4B models sets: learning rate 1e-6 and verl's token mean. It
   * goes with {@code Rewards.released()}.
   */
  public static GrpoConfig released() {
    return builder().learningRate(1e-6).aggregation(Aggregation.tokenMean()).build();
  }

  /** A builder that starts from {@link #paper()}. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    return new Builder(values);
  }

  /** See {@link Builder#groupSize}. */
  public int groupSize() {
    return values.groupSize;
  }

  /** See {@link Builder#temperature}. */
  public double temperature() {
    return values.temperature;
  }

  /** See {@link Builder#batchSize}. */
  public int batchSize() {
    return values.batchSize;
  }

  /** See {@link Builder#warmupUpdates}. */
  public int warmupUpdates() {
    return values.warmupUpdates;
  }

  /** See {@link Builder#maxNewTokens}. */
  public int maxNewTokens() {
    return values.maxNewTokens;
  }

  /** See {@link Builder#stopAtAnswer}. */
  public boolean stopAtAnswer() {
    return values.stopAtAnswer;
  }

  /** See {@link Builder#innerUpdates}. */
  public int innerUpdates() {
    return values.innerUpdates;
  }

  /** See {@link Builder#microBatchTokens}. */
  public int microBatchTokens() {
    return values.microBatchTokens;
  }

  /** See {@link Builder#klCoefficient}. */
  public double klCoefficient() {
    return values.loss.klCoefficient();
  }

  /** See {@link Builder#entropyCoefficient}. */
  public double entropyCoefficient() {
    return values.loss.entropyCoefficient();
  }

  /** See {@link Builder#learningRate}. */
  public double learningRate() {
    return values.learningRate;
  }

  /** See {@link Builder#advantage}. */
  public GroupAdvantage advantage() {
    return values.advantage;
  }

  /** The loss that the clip, KL, entropy and aggregation options describe. */
  public GrpoLoss loss() {
    return values.loss;
  }

  /**
   * Steps of a run whose epoch has this many.
   *
   * @throws IllegalArgumentException if the warm-up has more updates than the run
   */
  public long totalSteps(long stepsPerEpoch) {
    long total = values.steps > 0 ? values.steps : values.epochs * stepsPerEpoch;
    Builder.require(
        values.warmupUpdates <= total * values.innerUpdates,
        "warmupUpdates " + values.warmupUpdates + " exceeds the updates of " + total + " steps");
    return total;
  }

  /**
   * The optimizer's settings for one update.
   *
   * @param update counted from 0
   * @param total updates of the run
   */
  public OptimizerStep optimizerStep(long update, long total) {
    return new OptimizerStep(
        values.learningRate * values.schedule.factor(update, total, values.warmupUpdates),
        values.beta1,
        values.beta2,
        values.epsilon,
        values.weightDecay,
        values.maxGradientNorm);
  }

  /** Every option by name, for the run's manifest. */
  public ImmutableMap<String, String> toMap() {
    var map = ImmutableMap.<String, String>builder();
    map.put("groupSize", Integer.toString(values.groupSize));
    map.put("temperature", Double.toString(values.temperature));
    map.put("batchSize", Integer.toString(values.batchSize));
    if (values.steps > 0) {
      map.put("steps", Integer.toString(values.steps));
    } else {
      map.put("epochs", Integer.toString(values.epochs));
    }
    map.put("maxNewTokens", Integer.toString(values.maxNewTokens));
    map.put("stopAtAnswer", Boolean.toString(values.stopAtAnswer));
    map.putAll(values.loss.toMap());
    map.put("advantage", values.advantage.toString());
    map.put("learningRate", Double.toString(values.learningRate));
    map.put("schedule", values.schedule.name());
    map.put("warmupUpdates", Integer.toString(values.warmupUpdates));
    map.put("beta1", Double.toString(values.beta1));
    map.put("beta2", Double.toString(values.beta2));
    map.put("epsilon", Double.toString(values.epsilon));
    map.put("weightDecay", Double.toString(values.weightDecay));
    map.put("maxGradientNorm", Double.toString(values.maxGradientNorm));
    map.put("innerUpdates", Integer.toString(values.innerUpdates));
    map.put("microBatchTokens", Integer.toString(values.microBatchTokens));
    return map.buildOrThrow();
  }

  @Override
  public String toString() {
    return "GrpoConfig" + toMap();
  }

  /** Collects options; the last call of each wins. */
  public static final class Builder {
    private int groupSize = 8;
    private double temperature = 0.7;
    private int batchSize = 64;
    private int epochs = 1;
    private int steps;
    private int maxNewTokens = 1024;
    private boolean stopAtAnswer;
    private GrpoLoss loss = GrpoLoss.withDefaults().withKl(0.001, KlEstimator.K3_CLAMPED);
    private GroupAdvantage advantage = GroupAdvantage.standardized(1e-6);
    private double learningRate = 5e-6;
    private LearningRateSchedule schedule = LearningRateSchedule.CONSTANT;
    private int warmupUpdates;
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double epsilon = 1e-8;
    private double weightDecay = 0.01;
    private double maxGradientNorm = 1.0;
    private int innerUpdates = 1;
    private int microBatchTokens = 8192;

    private Builder() {}

    private Builder(Builder from) {
      groupSize = from.groupSize;
      temperature = from.temperature;
      batchSize = from.batchSize;
      epochs = from.epochs;
      steps = from.steps;
      maxNewTokens = from.maxNewTokens;
      stopAtAnswer = from.stopAtAnswer;
      loss = from.loss;
      advantage = from.advantage;
      learningRate = from.learningRate;
      schedule = from.schedule;
      warmupUpdates = from.warmupUpdates;
      beta1 = from.beta1;
      beta2 = from.beta2;
      epsilon = from.epsilon;
      weightDecay = from.weightDecay;
      maxGradientNorm = from.maxGradientNorm;
      innerUpdates = from.innerUpdates;
      microBatchTokens = from.microBatchTokens;
    }

    /** G, completions of a prompt, &ge; 2. Paper and script: 8. */
    public Builder groupSize(int value) {
      groupSize = Ranges.atLeast(2, "groupSize", value);
      return this;
    }

    /** Divides the logits in rollout and scoring alike, &gt; 0. Paper: 0.7. */
    public Builder temperature(double value) {
      temperature = Ranges.positive("temperature", value);
      return this;
    }

    /** Prompts of a step, &ge; 1. Paper and script: 64. */
    public Builder batchSize(int value) {
      batchSize = Ranges.atLeast(1, "batchSize", value);
      return this;
    }

    /** Visits of each sample, &ge; 1; replaces {@link #steps}. Paper: 1. */
    public Builder epochs(int value) {
      epochs = Ranges.atLeast(1, "epochs", value);
      steps = 0;
      return this;
    }

    /** Steps of the run, &ge; 1, however many epochs that makes; replaces {@link #epochs}. */
    public Builder steps(int value) {
      steps = Ranges.atLeast(1, "steps", value);
      return this;
    }

    /** Most tokens of a completion, &ge; 1. Script: 1024. */
    public Builder maxNewTokens(int value) {
      maxNewTokens = Ranges.atLeast(1, "maxNewTokens", value);
      return this;
    }

    /**
     * Whether a completion ends with the token that completes its answer ({@code
     * AnswerFormat.stopStrings}), such as {@code </answer>}, and not only with the end token. Then
     * no token is spent after the answer, and what would follow is neither drawn nor trained.
     * Script: false.
     */
    public Builder stopAtAnswer(boolean value) {
      stopAtAnswer = value;
      return this;
    }

    /**
     * The ratio is clipped to [1 - low, 1 + high], low in [0, 1], high &ge; 0. arXiv 2402.03300 and
     * verl: 0.2 and 0.2; a larger high is DAPO's "clip higher" (arXiv 2503.14476).
     */
    public Builder clip(double low, double high) {
      loss = loss.withClip(low, high);
      return this;
    }

    /**
     * Weight of the KL term, &ge; 0. Script: 0.001 for 0.6B to 4B, 0 for 8B. With 0 no reference
     * copy of the policy is held.
     */
    public Builder klCoefficient(double value) {
      loss = loss.withKl(value, loss.klEstimator());
      return this;
    }

    /** How the KL is estimated. Script: verl's {@code low_var_kl}. */
    public Builder klEstimator(KlEstimator value) {
      loss = loss.withKl(loss.klCoefficient(), value);
      return this;
    }

    /**
     * Weight of the mean entropy that is taken off the loss, &ge; 0, to keep the completions of a
     * group apart (verl's {@code entropy_coeff}). Paper: 0. Above 0 each update's forward pass goes
     * through the head once more.
     */
    public Builder entropyCoefficient(double value) {
      loss = loss.withEntropy(value);
      return this;
    }

    /** How token losses are averaged. arXiv 2402.03300: per completion; verl: over tokens. */
    public Builder aggregation(Aggregation value) {
      loss = loss.withAggregation(value);
      return this;
    }

    /** How rewards become advantages. arXiv 2402.03300: standardized; verl: epsilon 1e-6. */
    public Builder advantage(GroupAdvantage value) {
      advantage = Objects.requireNonNull(value, "advantage");
      return this;
    }

    /** Full learning rate, &ge; 0. Paper: 5e-6; script: 1e-6. */
    public Builder learningRate(double value) {
      learningRate = Ranges.notNegative("learningRate", value);
      return this;
    }

    /** How the rate moves after the warm-up. verl: constant. */
    public Builder schedule(LearningRateSchedule value) {
      schedule = Objects.requireNonNull(value, "schedule");
      return this;
    }

    /** Updates of the linear warm-up, &ge; 0. verl: 0. */
    public Builder warmupUpdates(int value) {
      warmupUpdates = Ranges.atLeast(0, "warmupUpdates", value);
      return this;
    }

    /** AdamW's decay rates of the moments, [0, 1). PyTorch and verl: 0.9 and 0.999. */
    public Builder betas(double first, double second) {
      beta1 = Ranges.belowOne("beta1", first);
      beta2 = Ranges.belowOne("beta2", second);
      return this;
    }

    /** AdamW's epsilon, &gt; 0. PyTorch and verl: 1e-8. */
    public Builder epsilon(double value) {
      epsilon = Ranges.positive("epsilon", value);
      return this;
    }

    /** AdamW's decoupled weight decay, &ge; 0. verl: 0.01. */
    public Builder weightDecay(double value) {
      weightDecay = Ranges.notNegative("weightDecay", value);
      return this;
    }

    /** The gradient is clipped to this global norm, &gt; 0; infinity for none. verl: 1.0. */
    public Builder maxGradientNorm(double value) {
      maxGradientNorm = Ranges.limit("maxGradientNorm", value);
      return this;
    }

    /**
     * Optimizer updates of a step, &ge; 1: the step's prompts are cut into this many mini-batches
     * of equal size, or of sizes that differ by one prompt; fewer prompts take an update each.
     * Script: 1 (mini-batch 64 of batch 64). With 1 the policy that samples is the policy that is
     * updated, so its own detached log-probabilities serve as the old ones.
     */
    public Builder innerUpdates(int value) {
      innerUpdates = Ranges.atLeast(1, "innerUpdates", value);
      return this;
    }

    /**
     * Most tokens that go through the model at once in the update, &ge; 1, a prompt counted once
     * for its group. Bounds memory; does not change the result beyond rounding. No source: 8192
     * holds one group of the paper's prompts at 1024 tokens a completion on a 0.6B model.
     */
    public Builder microBatchTokens(int value) {
      microBatchTokens = Ranges.atLeast(1, "microBatchTokens", value);
      return this;
    }

    /**
     * The options; the builder may be used again.
     *
     * @throws IllegalArgumentException if options do not go together
     */
    public GrpoConfig build() {
      require(
          innerUpdates <= batchSize,
          "innerUpdates " + innerUpdates + " exceeds batchSize " + batchSize);
      require(
          !(loss.aggregation() instanceof Aggregation.FixedLength fixed)
              || fixed.maxLength() >= maxNewTokens,
          "aggregation " + loss.aggregation() + " is shorter than maxNewTokens " + maxNewTokens);
      var config = new GrpoConfig(new Builder(this));
      if (steps > 0) {
        config.totalSteps(0);
      }
      return config;
    }

    private static void require(boolean ok, String problem) {
      if (!ok) {
        throw new IllegalArgumentException(problem);
      }
    }
  }
}
