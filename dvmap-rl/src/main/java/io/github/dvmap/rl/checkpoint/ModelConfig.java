package io.github.dvmap.rl.checkpoint;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * The architecture of a Qwen3 causal language model, as in a Hugging Face {@code config.json}.
 * Immutable.
 */
public final class ModelConfig {
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
  private final List<Integer> endTokens;

  private ModelConfig(Builder b, int keyValueHeads, int headDim) {
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
    endTokens = b.endTokens;
  }

  /** A builder with Qwen3's defaults; sizes must be given. */
  public static Builder builder() {
    return new Builder();
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

  /** Ids that end a reply; may be empty. */
  public List<Integer> endTokens() {
    return endTokens;
  }

  /** Names and shapes of the weights, in the order they are written. */
  public List<TensorSpec> layout() {
    var specs = ImmutableList.<TensorSpec>builder();
    long queries = (long) heads * headDim;
    long keys = (long) keyValueHeads * headDim;
    specs.add(new TensorSpec("model.embed_tokens.weight", vocabularySize, hiddenSize));
    for (int layer = 0; layer < layers; layer++) {
      String at = "model.layers." + layer + ".";
      specs.add(
          new TensorSpec(at + "input_layernorm.weight", hiddenSize),
          new TensorSpec(at + "self_attn.q_proj.weight", queries, hiddenSize),
          new TensorSpec(at + "self_attn.k_proj.weight", keys, hiddenSize),
          new TensorSpec(at + "self_attn.v_proj.weight", keys, hiddenSize),
          new TensorSpec(at + "self_attn.o_proj.weight", hiddenSize, queries),
          new TensorSpec(at + "self_attn.q_norm.weight", headDim),
          new TensorSpec(at + "self_attn.k_norm.weight", headDim),
          new TensorSpec(at + "post_attention_layernorm.weight", hiddenSize),
          new TensorSpec(at + "mlp.gate_proj.weight", intermediateSize, hiddenSize),
          new TensorSpec(at + "mlp.up_proj.weight", intermediateSize, hiddenSize),
          new TensorSpec(at + "mlp.down_proj.weight", hiddenSize, intermediateSize));
    }
    specs.add(new TensorSpec("model.norm.weight", hiddenSize));
    if (!tiedEmbeddings) {
      specs.add(new TensorSpec("lm_head.weight", vocabularySize, hiddenSize));
    }
    return specs.build();
  }

  /**
   * Builds a {@link ModelConfig}; every setter throws IllegalArgumentException out of its range.
   */
  public static final class Builder {
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
    private List<Integer> endTokens = List.of();

    private Builder() {}

    /** H, &ge; 1. */
    public Builder hiddenSize(int value) {
      hiddenSize = positive("hidden_size", value);
      return this;
    }

    /** I, &ge; 1. */
    public Builder intermediateSize(int value) {
      intermediateSize = positive("intermediate_size", value);
      return this;
    }

    /** Decoder layers, &ge; 1. */
    public Builder layers(int value) {
      layers = positive("num_hidden_layers", value);
      return this;
    }

    /** Query heads, &ge; 1. */
    public Builder heads(int value) {
      heads = positive("num_attention_heads", value);
      return this;
    }

    /** Key and value heads, &ge; 1. */
    public Builder keyValueHeads(int value) {
      keyValueHeads = positive("num_key_value_heads", value);
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
      vocabularySize = positive("vocab_size", value);
      return this;
    }

    /** Most tokens, &ge; 1. */
    public Builder contextLength(int value) {
      contextLength = positive("max_position_embeddings", value);
      return this;
    }

    /** &gt; 0. */
    public Builder rmsNormEps(double value) {
      rmsNormEps = positive("rms_norm_eps", value);
      return this;
    }

    /** &gt; 0. */
    public Builder ropeTheta(double value) {
      ropeTheta = positive("rope_theta", value);
      return this;
    }

    /** &gt; 0. */
    public Builder initializerRange(double value) {
      initializerRange = positive("initializer_range", value);
      return this;
    }

    /** Whether the head is the embedding. */
    public Builder tiedEmbeddings(boolean value) {
      tiedEmbeddings = value;
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
      for (int id : endTokens) {
        require(
            id >= 0 && id < vocabularySize,
            "eos_token_id " + id + " is not in [0, " + vocabularySize + ")");
      }
      return new ModelConfig(this, groups, width);
    }

    private static int positive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " " + value + " must be >= 1");
      }
      return value;
    }

    private static double positive(String name, double value) {
      if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(name + " " + value + " is not in (0, inf)");
      }
      return value;
    }

    private static void require(boolean ok, String message) {
      if (!ok) {
        throw new IllegalStateException(message);
      }
    }
  }
}
