package io.github.dvmap.rl.torch;

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

  private PolicySpec(Path folder, ModelConfig config, long seed, String device) {
    this.folder = folder;
    this.config = config;
    this.seed = seed;
    this.device = device;
  }

  /** The model in a folder with config.json, safetensors and a tokenizer. */
  public static PolicySpec huggingFace(Path folder) {
    return new PolicySpec(Objects.requireNonNull(folder, "folder"), null, 0, "auto");
  }

  /**
   * Random weights: norms 1, all else normal(0, initializer range).
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
        "auto");
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
    return new PolicySpec(folder, config, seed, name);
  }

  /** The folder of the weights, or of the tokenizer where the weights are random. */
  public Path folder() {
    return folder;
  }

  /** The architecture of random weights; empty for a Hugging Face folder. */
  public Optional<ModelConfig> randomConfig() {
    return Optional.ofNullable(config);
  }

  /** The seed of random weights. */
  public long seed() {
    return seed;
  }

  /** The device's name. */
  public String device() {
    return device;
  }
}
