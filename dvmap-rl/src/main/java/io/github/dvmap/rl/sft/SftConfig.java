package io.github.dvmap.rl.sft;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.rl.grpo.LearningRateSchedule;
import java.util.Objects;

/** The options of a supervised run; immutable. */
public final class SftConfig {
  private final Builder values;

  private SftConfig(Builder values) {
    this.values = values;
  }

  /** One epoch, batches of 32, learning rate 2e-5 (TRL's default), cosine after no warm-up. */
  public static SftConfig defaults() {
    return builder().build();
  }

  /** A builder that starts from {@link #defaults()}. */
  public static Builder builder() {
    return new Builder();
  }

  /** See {@link Builder#batchSize}. */
  public int batchSize() {
    return values.batchSize;
  }

  /** See {@link Builder#microBatchTokens}. */
  public int microBatchTokens() {
    return values.microBatchTokens;
  }

  /**
   * Steps of a run whose epoch has this many.
   *
   * @throws IllegalArgumentException if the warm-up is longer than the run
   */
  public long totalSteps(long stepsPerEpoch) {
    long total = values.steps > 0 ? values.steps : values.epochs * stepsPerEpoch;
    if (values.warmupSteps > total) {
      throw new IllegalArgumentException(
          "warmupSteps " + values.warmupSteps + " exceeds the run's " + total + " steps");
    }
    return total;
  }

  /**
   * The optimizer's settings for one step.
   *
   * @param step counted from 0
   * @param total steps of the run
   */
  public OptimizerStep optimizerStep(long step, long total) {
    return new OptimizerStep(
        values.learningRate * values.schedule.factor(step, total, values.warmupSteps),
        0.9,
        values.beta2,
        1e-8,
        values.weightDecay,
        values.maxGradientNorm);
  }

  /** Every option by name, for the run's manifest. */
  public ImmutableMap<String, String> toMap() {
    var map = ImmutableMap.<String, String>builder();
    if (values.steps > 0) {
      map.put("steps", Integer.toString(values.steps));
    } else {
      map.put("epochs", Integer.toString(values.epochs));
    }
    return map.put("batchSize", Integer.toString(values.batchSize))
        .put("learningRate", Double.toString(values.learningRate))
        .put("schedule", values.schedule.name())
        .put("warmupSteps", Integer.toString(values.warmupSteps))
        .put("beta2", Double.toString(values.beta2))
        .put("weightDecay", Double.toString(values.weightDecay))
        .put("maxGradientNorm", Double.toString(values.maxGradientNorm))
        .put("microBatchTokens", Integer.toString(values.microBatchTokens))
        .buildOrThrow();
  }

  @Override
  public String toString() {
    return "SftConfig" + toMap();
  }

  /** Collects options; the last call of each wins. */
  public static final class Builder {
    private int epochs = 1;
    private int steps;
    private int batchSize = 32;
    private double learningRate = 2e-5;
    private LearningRateSchedule schedule = LearningRateSchedule.COSINE;
    private int warmupSteps;
    private double beta2 = 0.999;
    private double weightDecay;
    private double maxGradientNorm = 1.0;
    private int microBatchTokens = 8192;

    private Builder() {}

    private Builder(Builder from) {
      epochs = from.epochs;
      steps = from.steps;
      batchSize = from.batchSize;
      learningRate = from.learningRate;
      schedule = from.schedule;
      warmupSteps = from.warmupSteps;
      beta2 = from.beta2;
      weightDecay = from.weightDecay;
      maxGradientNorm = from.maxGradientNorm;
      microBatchTokens = from.microBatchTokens;
    }

    /** Visits of each example, &ge; 1; replaces {@link #steps}. */
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

    /** Examples of a step, &ge; 1. */
    public Builder batchSize(int value) {
      batchSize = Ranges.atLeast(1, "batchSize", value);
      return this;
    }

    /** Full learning rate, &ge; 0. */
    public Builder learningRate(double value) {
      learningRate = Ranges.notNegative("learningRate", value);
      return this;
    }

    /** How the rate moves after the warm-up. */
    public Builder schedule(LearningRateSchedule value) {
      schedule = Objects.requireNonNull(value, "schedule");
      return this;
    }

    /** Steps of the linear warm-up, &ge; 0. */
    public Builder warmupSteps(int value) {
      warmupSteps = Ranges.atLeast(0, "warmupSteps", value);
      return this;
    }

    /** AdamW's decay of the second moment, [0, 1). */
    public Builder beta2(double value) {
      beta2 = Ranges.belowOne("beta2", value);
      return this;
    }

    /** AdamW's decoupled weight decay, &ge; 0. */
    public Builder weightDecay(double value) {
      weightDecay = Ranges.notNegative("weightDecay", value);
      return this;
    }

    /** The gradient is clipped to this global norm, &gt; 0; infinity for none. */
    public Builder maxGradientNorm(double value) {
      maxGradientNorm = Ranges.limit("maxGradientNorm", value);
      return this;
    }

    /** Most tokens that go through the model at once, &ge; 1; bounds memory only. */
    public Builder microBatchTokens(int value) {
      microBatchTokens = Ranges.atLeast(1, "microBatchTokens", value);
      return this;
    }

    /**
     * The options; the builder may be used again.
     *
     * @throws IllegalArgumentException if the warm-up is longer than the steps
     */
    public SftConfig build() {
      var config = new SftConfig(new Builder(this));
      if (steps > 0) {
        config.totalSteps(0);
      }
      return config;
    }
  }
}
