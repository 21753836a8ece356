package io.github.dvmap.rl.torch;

import io.github.dvmap.rl.checkpoint.ElementType;
import io.github.dvmap.rl.checkpoint.LoraConfig;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What policy to open: a Hugging Face folder, or random weights of a configuration. Immutable; each
 * {@code with} method returns a copy.
 */
public final class PolicySpec {
  private final Path folder;
  private final ModelConfig config;
  private final long seed;
  private final String device;
  private final LoraConfig lora;
  private final Precision precision;
  private final ElementType savedType;

  private PolicySpec(
      Path folder,
      ModelConfig config,
      long seed,
      String device,
      LoraConfig lora,
      Precision precision,
      ElementType savedType) {
    this.folder = folder;
    this.config = config;
    this.seed = seed;
    this.device = device;
    this.lora = lora;
    this.precision = precision;
    this.savedType = savedType;
  }

  /**
   * The model in a folder with config.json, safetensors and a tokenizer; or the adapters in a PEFT
   * folder, with the model that it names.
   */
  public static PolicySpec huggingFace(Path folder) {
    return new PolicySpec(
        Objects.requireNonNull(folder, "folder"),
        null,
        0,
        "auto",
        null,
        Precision.FP32,
        ElementType.F32);
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
        "auto",
        null,
        Precision.FP32,
        ElementType.F32);
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
    return new PolicySpec(folder, config, seed, name, lora, precision, savedType);
  }

  /**
   * New low-rank adapters: only they are trained and saved.
   *
   * @param seed fixes their first values
   * @throws IllegalArgumentException if the weights are random
   */
  public PolicySpec withLora(LoraConfig config, long seed) {
    if (this.config != null) {
      throw new IllegalArgumentException("LoRA adapters need the weights of a folder");
    }
    return new PolicySpec(
        folder, null, seed, device, Objects.requireNonNull(config, "config"), precision, savedType);
  }

  /** The number formats; {@link Precision#FP32} if not called. */
  public PolicySpec withPrecision(Precision value) {
    return new PolicySpec(
        folder, config, seed, device, lora, Objects.requireNonNull(value, "precision"), savedType);
  }

  /**
   * What a saved model's weights are written in; {@link ElementType#F32} if not called. Adapters
   * are always written in F32.
   *
   * @throws IllegalArgumentException if it is neither F32 nor BF16
   */
  public PolicySpec withSavedType(ElementType type) {
    return new PolicySpec(
        folder, config, seed, device, lora, precision, ElementType.written(type.name()));
  }

  /** What a saved model's weights are written in. */
  public ElementType savedType() {
    return savedType;
  }

  /** The number formats. */
  public Precision precision() {
    return precision;
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
    return device;
  }
}
