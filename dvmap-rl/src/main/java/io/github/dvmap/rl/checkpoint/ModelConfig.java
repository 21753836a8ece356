package io.github.dvmap.rl.checkpoint;

import com.google.common.collect.ImmutableList;
import io.github.dvmap.core.option.Ranges;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The shape and options of a causal language model, as in a Hugging Face {@code config.json}.
 * Immutable.
 */
public final class ModelConfig {
  private final Architecture architecture;
  private final int hiddenSize;
  private final int intermediateSize;
  private final int layers;
  private final int heads;
  private final int keyValueHeads;
  private final int headDim;
  private final int vocabularySize;
  private final int contextLength;
  private final double rmsNormEps;
  private final double ropeTheta;
  private final double initializerRange;
  private final boolean tiedEmbeddings;
  private final boolean attentionBias;
  private final RopeScaling ropeScaling;
  private final List<Integer> endTokens;
  private final OptionalInt beginToken;
  private final OptionalInt padToken;

  private ModelConfig(Builder b, int keyValueHeads, int headDim) {
    architecture = b.architecture;
    hiddenSize = b.hiddenSize;
    intermediateSize = b.intermediateSize;
    layers = b.layers;
    heads = b.heads;
    this.keyValueHeads = keyValueHeads;
    this.headDim = headDim;
    vocabularySize = b.vocabularySize;
    contextLength = b.contextLength;
    rmsNormEps = b.rmsNormEps;
    ropeTheta = b.ropeTheta;
    initializerRange = b.initializerRange;
    tiedEmbeddings = b.tiedEmbeddings;
    attentionBias = b.attentionBias;
    ropeScaling = b.ropeScaling;
    endTokens = b.endTokens;
    beginToken = b.beginToken;
    padToken = b.padToken;
  }

  /** A builder with Qwen3's defaults; sizes must be given. */
  public static Builder builder() {
    return new Builder();
  }

  /** Which decoder it is. */
  public Architecture architecture() {
    return architecture;
  }

  /** H, width of the residual stream. */
  public int hiddenSize() {
    return hiddenSize;
  }

  /** I, width of the gated MLP. */
  public int intermediateSize() {
    return intermediateSize;
  }

  /** Number of decoder layers. */
  public int layers() {
    return layers;
  }

  /** Number of query heads. */
  public int heads() {
    return heads;
  }

  /** Number of key and value heads; divides {@link #heads()}. */
  public int keyValueHeads() {
    return keyValueHeads;
  }

  /** Width of a head; even. */
  public int headDim() {
    return headDim;
  }

  /** V, number of token ids. */
  public int vocabularySize() {
    return vocabularySize;
  }

  /** Most tokens of a sequence. */
  public int contextLength() {
    return contextLength;
  }

  /** Added to the mean square in RMSNorm. */
  public double rmsNormEps() {
    return rmsNormEps;
  }

  /** Base of the rotary frequencies. */
  public double ropeTheta() {
    return ropeTheta;
  }

  /** Standard deviation of random initial weights. */
  public double initializerRange() {
    return initializerRange;
  }

  /** Whether the output head is the embedding. */
  public boolean tiedEmbeddings() {
    return tiedEmbeddings;
  }

  /** Whether query, key, value and output have a bias; Qwen2's three are always there. */
  public boolean attentionBias() {
    return attentionBias;
  }

  /** How rotary positions are stretched, if they are. */
  public Optional<RopeScaling> ropeScaling() {
    return Optional.ofNullable(ropeScaling);
  }

  /**
   * The angular frequency of each pair of a head's values in radians a token, [D / 2]; rounded step
   * by step to float32 as in transformers, since a difference is multiplied by the position.
   */
  public float[] rotaryFrequencies() {
    float[] frequencies = new float[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      float exponent = 2f * i / headDim;
      float plain = 1 / (float) StrictMath.pow((float) ropeTheta, exponent);
      frequencies[i] = ropeScaling == null ? plain : ropeScaling.scaled(plain);
    }
    return frequencies;
  }

  /** Whether each head's query and key are normed. */
  public boolean queryKeyNorm() {
    return architecture == Architecture.QWEN3;
  }

  /** The attention's projections that have a bias. */
  public List<String> biasedProjections() {
    if (attentionBias) {
      return List.of("q_proj", "k_proj", "v_proj", "o_proj");
    }
    return architecture == Architecture.QWEN2 ? List.of("q_proj", "k_proj", "v_proj") : List.of();
  }

  /** The id that begins a text, if one is named; kept for {@code config.json} only. */
  public OptionalInt beginToken() {
    return beginToken;
  }

  /** The id of padding, if one is named; kept for {@code config.json} only. */
  public OptionalInt padToken() {
    return padToken;
  }

  /** Ids that end a reply; may be empty. */
  public List<Integer> endTokens() {
    return endTokens;
  }

  /** Names and shapes of the weights, in the order they are written. */
  public List<TensorSpec> layout() {
    return ModelLayout.of(this);
  }

  /**
   * Builds a {@link ModelConfig}; every setter throws IllegalArgumentException out of its range.
   */
  public static final class Builder {
    private Architecture architecture = Architecture.QWEN3;
    private int hiddenSize;
    private int intermediateSize;
    private int layers;
    private int heads;
    private int keyValueHeads;
    private int headDim;
    private int vocabularySize;
    private int contextLength = 4096;
    private double rmsNormEps = 1e-6;
    private double ropeTheta = 1e6;
    private double initializerRange = 0.02;
    private boolean tiedEmbeddings = true;
    private boolean attentionBias;
    private RopeScaling ropeScaling;
    private List<Integer> endTokens = List.of();
    private OptionalInt beginToken = OptionalInt.empty();
    private OptionalInt padToken = OptionalInt.empty();

    private Builder() {}

    /** Which decoder; Qwen3 if not called. */
    public Builder architecture(Architecture value) {
      architecture = Objects.requireNonNull(value, "architecture");
      return this;
    }

    /** H, &ge; 1. */
    public Builder hiddenSize(int value) {
      hiddenSize = Ranges.atLeast(1, "hidden_size", value);
      return this;
    }

    /** I, &ge; 1. */
    public Builder intermediateSize(int value) {
      intermediateSize = Ranges.atLeast(1, "intermediate_size", value);
      return this;
    }

    /** Decoder layers, &ge; 1. */
    public Builder layers(int value) {
      layers = Ranges.atLeast(1, "num_hidden_layers", value);
      return this;
    }

    /** Query heads, &ge; 1. */
    public Builder heads(int value) {
      heads = Ranges.atLeast(1, "num_attention_heads", value);
      return this;
    }

    /** Key and value heads, &ge; 1. */
    public Builder keyValueHeads(int value) {
      keyValueHeads = Ranges.atLeast(1, "num_key_value_heads", value);
      return this;
    }

    /** Width of a head, even. */
    public Builder headDim(int value) {
      if (value < 2 || value % 2 != 0) {
        throw new IllegalArgumentException("head_dim " + value + " must be even and >= 2");
      }
      headDim = value;
      return this;
    }

    /** V, &ge; 1. */
    public Builder vocabularySize(int value) {
      vocabularySize = Ranges.atLeast(1, "vocab_size", value);
      return this;
    }

    /** Most tokens, &ge; 1. */
    public Builder contextLength(int value) {
      contextLength = Ranges.atLeast(1, "max_position_embeddings", value);
      return this;
    }

    /** &gt; 0. */
    public Builder rmsNormEps(double value) {
      rmsNormEps = Ranges.positive("rms_norm_eps", value);
      return this;
    }

    /** &gt; 0. */
    public Builder ropeTheta(double value) {
      ropeTheta = Ranges.positive("rope_theta", value);
      return this;
    }

    /** &gt; 0. */
    public Builder initializerRange(double value) {
      initializerRange = Ranges.positive("initializer_range", value);
      return this;
    }

    /** Whether the head is the embedding. */
    public Builder tiedEmbeddings(boolean value) {
      tiedEmbeddings = value;
      return this;
    }

    /** Whether query, key, value and output have a bias; Qwen3 and Llama only. */
    public Builder attentionBias(boolean value) {
      attentionBias = value;
      return this;
    }

    /** Stretches rotary positions; they are not if not called. */
    public Builder ropeScaling(RopeScaling value) {
      ropeScaling = Objects.requireNonNull(value, "ropeScaling");
      return this;
    }

    /** The id that begins a text. */
    public Builder beginToken(OptionalInt value) {
      beginToken = Objects.requireNonNull(value, "beginToken");
      return this;
    }

    /** The id of padding. */
    public Builder padToken(OptionalInt value) {
      padToken = Objects.requireNonNull(value, "padToken");
      return this;
    }

    /** Ids that end a reply. */
    public Builder endTokens(List<Integer> value) {
      endTokens = ImmutableList.copyOf(value);
      return this;
    }

    /**
     * Checks the options against each other.
     *
     * @throws IllegalStateException if a size is missing or sizes do not fit
     */
    public ModelConfig build() {
      require(hiddenSize > 0, "hidden_size is missing");
      require(intermediateSize > 0, "intermediate_size is missing");
      require(layers > 0, "num_hidden_layers is missing");
      require(heads > 0, "num_attention_heads is missing");
      require(vocabularySize > 0, "vocab_size is missing");
      int groups = keyValueHeads == 0 ? heads : keyValueHeads;
      int width = headDim == 0 ? hiddenSize / heads : headDim;
      require(
          heads % groups == 0,
          "num_attention_heads " + heads + " is not a multiple of num_key_value_heads " + groups);
      require(
          width >= 2 && width % 2 == 0,
          "hidden_size / num_attention_heads, as head_dim is missing, is "
              + width
              + " and must be even and >= 2");
      require(
          !attentionBias || architecture.hasBiasOption(),
          "attention_bias true is not an option of " + architecture.modelType());
      for (int id : endTokens) {
        require(
            id >= 0 && id < vocabularySize,
            "eos_token_id " + id + " is not in [0, " + vocabularySize + ")");
      }
      return new ModelConfig(this, groups, width);
    }

    private static void require(boolean ok, String message) {
      if (!ok) {
        throw new IllegalStateException(message);
      }
    }
  }
}
