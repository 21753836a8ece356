package io.github.dvmap.rl.torch;

import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.rl.checkpoint.ElementType;
import io.github.dvmap.rl.checkpoint.HuggingFaceFolder;
import io.github.dvmap.rl.checkpoint.LoraConfig;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.checkpoint.ModelFolders;
import io.github.dvmap.rl.checkpoint.PeftFolder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What policy to open: a Hugging Face folder, or random weights of a configuration. Immutable; each
 * {@code with} method returns a copy.
 */
public final class PolicySpec {
  /** How the policy runs, whatever its weights. */
  private record Run(
      String device,
      Precision precision,
      boolean checkpointing,
      int headChunk,
      boolean flash,
      Saved saved) {
    static final Run DEFAULT =
        new Run(
            "auto",
            Precision.FP32,
            false,
            0,
            true,
            new Saved(ElementType.F32, HuggingFaceFolder.SHARD_BYTES));
  }

  /** How its weights are written. */
  private record Saved(ElementType type, long shardBytes) {}

  private final Path folder;
  private final ModelConfig config;
  private final long seed;
  private final LoraConfig lora;
  private final Run run;

  private PolicySpec(Path folder, ModelConfig config, long seed, LoraConfig lora, Run run) {
    this.folder = folder;
    this.config = config;
    this.seed = seed;
    this.lora = lora;
    this.run = run;
  }

  private PolicySpec with(Run value) {
    return new PolicySpec(folder, config, seed, lora, value);
  }

  /**
   * The model in a folder with config.json, safetensors and a tokenizer; or the adapters in a PEFT
   * folder, with the model that it names.
   */
  public static PolicySpec huggingFace(Path folder) {
    return new PolicySpec(Objects.requireNonNull(folder, "folder"), null, 0, null, Run.DEFAULT);
  }

  /**
   * Random weights: norms 1, biases 0, all else normal(0, initializer range).
   *
   * @param config the architecture
   * @param seed fixes every weight
   * @param tokenizerFolder folder whose tokenizer files are saved with the policy
   */
  public static PolicySpec random(ModelConfig config, long seed, Path tokenizerFolder) {
    return new PolicySpec(
        Objects.requireNonNull(tokenizerFolder, "tokenizerFolder"),
        Objects.requireNonNull(config, "config"),
        seed,
        null,
        Run.DEFAULT);
  }

  /**
   * Where the weights live.
   *
   * @param name {@code auto} (the first GPU where there is one), {@code cpu} or {@code cuda:N}
   * @throws IllegalArgumentException if the name is none of these
   */
  public PolicySpec withDevice(String name) {
    if (!name.matches("auto|cpu|cuda:[0-9]{1,3}")) {
      throw new IllegalArgumentException(
          "device '" + name + "' is none of auto, cpu, cuda:N (N = 0, 1, ...)");
    }
    return with(
        new Run(name, run.precision, run.checkpointing, run.headChunk, run.flash, run.saved));
  }

  /**
   * New low-rank adapters: only they are trained and saved.
   *
   * @param seed fixes their first values
   * @throws IllegalArgumentException if the weights are random or the dropout is not 0
   */
  public PolicySpec withLora(LoraConfig config, long seed) {
    if (this.config != null) {
      throw new IllegalArgumentException("LoRA adapters need the weights of a folder");
    }
    if (config.dropout() > 0) {
      throw new IllegalArgumentException(
          "LoRA dropout " + config.dropout() + " is not computed, only 0");
    }
    return new PolicySpec(folder, null, seed, Objects.requireNonNull(config, "config"), run);
  }

  /** The number formats; {@link Precision#FP32} if not called. */
  public PolicySpec withPrecision(Precision value) {
    Objects.requireNonNull(value, "precision");
    return with(new Run(run.device, value, run.checkpointing, run.headChunk, run.flash, run.saved));
  }

  /**
   * Whether a training pass keeps of each layer only what it starts from and its attention, and
   * computes the rest anew in the backward pass (Chen et al. 2016, arXiv 1604.06174): about a
   * quarter of the memory for about a third more time. Off if not called.
   */
  public PolicySpec withCheckpointing(boolean value) {
    return with(new Run(run.device, run.precision, value, run.headChunk, run.flash, run.saved));
  }

  /**
   * Completion tokens whose logits [tokens x V] are held at once; the rest of the head's memory
   * does not depend on V. So many that they take 256 MiB, on the CPU 16 MiB, if not called. A
   * training pass whose tokens exceed it computes the logits twice.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public PolicySpec withHeadChunk(int tokens) {
    Ranges.atLeast(1, "headChunk", tokens);
    return with(
        new Run(run.device, run.precision, run.checkpointing, tokens, run.flash, run.saved));
  }

  /**
   * Whether attention goes through flash kernels (Dao et al. 2022, arXiv 2205.14135), which hold no
   * scores [queries x keys]; on a GPU they exist for bfloat16 only and their backward pass adds up
   * in no fixed order. On if not called.
   */
  public PolicySpec withFlashAttention(boolean value) {
    return with(
        new Run(run.device, run.precision, run.checkpointing, run.headChunk, value, run.saved));
  }

  /**
   * What a saved model's weights are written in; {@link ElementType#F32} if not called. Adapters
   * are always written in F32.
   *
   * @throws IllegalArgumentException if it is neither F32 nor BF16
   */
  public PolicySpec withSavedType(ElementType type) {
    return with(new Saved(ElementType.written(type.name()), run.saved.shardBytes));
  }

  /**
   * Most bytes of a saved weight file's values; a larger model is written in shards with an index.
   * {@link HuggingFaceFolder#SHARD_BYTES} if not called. Adapters are always one file.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public PolicySpec withShardBytes(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("shardBytes " + bytes + " must be >= 1");
    }
    return with(new Saved(run.saved.type, bytes));
  }

  private PolicySpec with(Saved value) {
    return with(
        new Run(run.device, run.precision, run.checkpointing, run.headChunk, run.flash, value));
  }

  /** What a saved model's weights are written in. */
  public ElementType savedType() {
    return run.saved.type;
  }

  /** Most bytes of a saved weight file's values. */
  public long shardBytes() {
    return run.saved.shardBytes;
  }

  /**
   * Checks that the policy may be saved here, which is worth knowing before it is trained: nothing
   * but an older model would be lost, and the model of adapters stays as it is.
   *
   * @throws IllegalArgumentException if it may not
   * @throws io.github.dvmap.rl.checkpoint.ModelFormatException if the model of adapters is missing
   */
  public void requireSavable(Path target) {
    base().ifPresent(base -> ModelFolders.requireApart(target, base));
    ModelFolders.requireReplaceable(target);
  }

  /** As {@link #requireSavable}, for a model into which the policy's adapters are merged. */
  void requireMergeable(Path target) {
    if (base().isPresent()) {
      ModelFolders.requireApart(target, folder);
    }
    requireSavable(target);
  }

  /** The folder of the weights that adapters belong to, if the policy has adapters. */
  private Optional<Path> base() {
    if (config == null && PeftFolder.isOne(folder)) {
      return Optional.of(PeftFolder.base(folder));
    }
    return lora().map(adapters -> folder);
  }

  MemoryPlan memory(ModelConfig model, boolean cpu) {
    int chunk =
        run.headChunk > 0 ? run.headChunk : MemoryPlan.headChunk(model.vocabularySize(), cpu);
    return new MemoryPlan(run.checkpointing, chunk, run.flash);
  }

  /** The number formats. */
  public Precision precision() {
    return run.precision;
  }

  /** The adapters to add, if any. */
  public Optional<LoraConfig> lora() {
    return Optional.ofNullable(lora);
  }

  /** The folder of the weights, or of the tokenizer where the weights are random. */
  public Path folder() {
    return folder;
  }

  /** The architecture of random weights; empty for a Hugging Face folder. */
  public Optional<ModelConfig> randomConfig() {
    return Optional.ofNullable(config);
  }

  /** The seed of random weights, or of new adapters. */
  public long seed() {
    return seed;
  }

  /** The device's name. */
  public String device() {
    return run.device;
  }
}
