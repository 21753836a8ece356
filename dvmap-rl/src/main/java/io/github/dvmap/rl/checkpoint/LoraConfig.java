package io.github.dvmap.rl.checkpoint;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.dvmap.core.option.Ranges;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Low-rank adapters (Hu et al. 2021, arXiv 2106.09685): beside a frozen weight W [out x in], a
 * trained B A with A [r x in] and B [out x r], scaled by alpha / r. Immutable.
 */
public final class LoraConfig {
  /** The linear layers of a decoder layer. */
  public static final Set<String> ALL_LINEAR =
      ImmutableSet.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  private static final String WEIGHT = ".weight";

  private final int rank;
  private final double alpha;
  private final double dropout;
  private final Set<String> targetModules;

  private LoraConfig(Builder builder) {
    rank = builder.rank;
    alpha = builder.alpha;
    dropout = builder.dropout;
    targetModules = builder.targetModules;
  }

  /** A builder: rank 8, alpha 16, every linear layer. */
  public static Builder builder() {
    return new Builder();
  }

  /** r, &ge; 1. */
  public int rank() {
    return rank;
  }

  /** alpha, &gt; 0. */
  public double alpha() {
    return alpha;
  }

  /** alpha / r, the factor of B A. */
  public double scale() {
    return alpha / rank;
  }

  /**
   * The share of an adapter's inputs that its training sets to zero, in [0, 1). Drawing, scoring
   * and merging know none; adapters with another than 0 cannot be trained here.
   */
  public double dropout() {
    return dropout;
  }

  /** The linear layers that have an adapter, by the last part of their names, in a fixed order. */
  public Set<String> targetModules() {
    return targetModules;
  }

  /**
   * The weights of a model that have an adapter, in the model's order.
   *
   * @throws IllegalArgumentException if the rank is larger than a side of one of them
   */
  public List<TensorSpec> targets(ModelConfig model) {
    List<TensorSpec> targets =
        model.layout().stream()
            .filter(spec -> targetModules.contains(module(spec.name())))
            .collect(ImmutableList.toImmutableList());
    for (TensorSpec spec : targets) {
      if (rank > Math.min(spec.shape()[0], spec.shape()[1])) {
        throw new IllegalArgumentException("LoRA rank " + rank + " is larger than " + spec);
      }
    }
    return targets;
  }

  private static String module(String tensor) {
    if (!tensor.endsWith(WEIGHT)) {
      return "";
    }
    String path = tensor.substring(0, tensor.length() - WEIGHT.length());
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** A of a weight, [r x in], under its PEFT name. */
  public TensorSpec a(TensorSpec weight) {
    return new TensorSpec(peftName(weight, "lora_A"), rank, weight.shape()[1]);
  }

  /** B of a weight, [out x r], under its PEFT name. */
  public TensorSpec b(TensorSpec weight) {
    return new TensorSpec(peftName(weight, "lora_B"), weight.shape()[0], rank);
  }

  private static String peftName(TensorSpec weight, String matrix) {
    String path = weight.name().substring(0, weight.name().length() - WEIGHT.length());
    return "base_model.model." + path + "." + matrix + WEIGHT;
  }

  @Override
  public String toString() {
    return "LoraConfig[rank="
        + rank
        + ", alpha="
        + alpha
        + ", dropout="
        + dropout
        + ", targetModules="
        + targetModules
        + "]";
  }

  /** Builds a {@link LoraConfig}; setters throw IllegalArgumentException out of their range. */
  public static final class Builder {
    private int rank = 8;
    private double alpha = 16;
    private double dropout;
    private Set<String> targetModules = ALL_LINEAR;

    private Builder() {}

    /** r, &ge; 1. */
    public Builder rank(int value) {
      rank = Ranges.atLeast(1, "LoRA rank", value);
      return this;
    }

    /** alpha, &gt; 0. */
    public Builder alpha(double value) {
      alpha = Ranges.positive("LoRA alpha", value);
      return this;
    }

    /** In [0, 1); 0 if not called. */
    public Builder dropout(double value) {
      dropout = Ranges.belowOne("LoRA dropout", value);
      return this;
    }

    /** Some of {@link LoraConfig#ALL_LINEAR}, one or more. */
    public Builder targetModules(Set<String> value) {
      var unknown = new TreeSet<>(value);
      unknown.removeAll(ALL_LINEAR);
      if (value.isEmpty() || !unknown.isEmpty()) {
        throw new IllegalArgumentException(
            "LoRA target modules " + value + " are not 1 or more of " + ALL_LINEAR);
      }
      targetModules =
          ALL_LINEAR.stream().filter(value::contains).collect(ImmutableSet.toImmutableSet());
      return this;
    }

    /** The configuration. */
    public LoraConfig build() {
      return new LoraConfig(this);
    }
  }
}
