package io.github.dvmap.rl.checkpoint;

import com.google.common.collect.ImmutableSet;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.io.RealPaths;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Adapters as the PEFT library lays them out, opened for reading: {@code adapter_config.json} and
 * {@code adapter_model.safetensors}. An option that would change the result and is not implemented
 * is refused by name and value.
 */
public final class PeftFolder implements AutoCloseable {
  static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";

  private static final Set<String> READ =
      Set.of(
          "peft_type",
          "base_model_name_or_path",
          "r",
          "lora_alpha",
          "lora_dropout",
          PeftTargets.OPTION,
          "init_lora_weights");

  /** Labels and speed; and what belongs to another option that is refused. */
  private static final Set<String> HARMLESS =
      Set.of(
          "task_type",
          "inference_mode",
          "revision",
          "auto_mapping",
          "peft_version",
          "megatron_core",
          "layers_pattern",
          "qalora_group_size");

  private static final JsonElement OFF = new JsonPrimitive(false);

  /** Options that must be absent, null, empty or this value. */
  private static final Map<String, JsonElement> NEUTRAL =
      new TreeMap<>(
          Map.of(
              "bias", new JsonPrimitive("none"),
              "use_rslora", OFF,
              "use_dora", OFF,
              "use_qalora", OFF,
              "fan_in_fan_out", OFF,
              "lora_bias", OFF,
              "ensure_weight_tying", OFF));

  /** First values that the file's replace; others, such as pissa, change the model's weights. */
  private static final Set<String> REPLACED =
      ImmutableSet.of("true", "false", "gaussian", "orthogonal");

  private final LoraConfig config;
  private final SafeTensors weights;

  private PeftFolder(LoraConfig config, SafeTensors weights) {
    this.config = config;
    this.weights = weights;
  }

  /** Whether a folder holds adapters. */
  public static boolean isOne(Path folder) {
    return folder.resolve(CONFIG).toFile().isFile();
  }

  /**
   * The folder of the model that adapters belong to: {@code base_model_name_or_path}, seen from the
   * adapters' folder where it is relative.
   *
   * @throws ModelFormatException if there is no such folder
   */
  public static Path base(Path folder) {
    Path file = folder.resolve(CONFIG);
    JsonElement name = StrictJson.object(file).get("base_model_name_or_path");
    boolean text = name != null && name.isJsonPrimitive() && !name.getAsString().isBlank();
    Path base = text ? RealPaths.of(RealPaths.of(folder).resolve(name.getAsString())) : folder;
    if (!text || !Files.isDirectory(base)) {
      throw new ModelFormatException(
          file, "base_model_name_or_path", name + " is not a folder of this machine");
    }
    return base;
  }

  /**
   * The folder to read a file from: that of the adapters' model where the adapters' own lacks it,
   * as PEFT writes neither a tokenizer nor generation_config.json.
   *
   * @throws ModelFormatException if it is lacking and the adapters name no folder
   */
  public static Path holding(Path folder, String file) {
    return isOne(folder) && !Files.exists(folder.resolve(file)) ? base(folder) : folder;
  }

  /**
   * Opens a folder of adapters for a model; the caller closes it.
   *
   * @throws ModelFormatException naming the file and the tensor or option that cannot be used
   */
  public static PeftFolder open(Path folder, ModelConfig model) {
    Path file = folder.resolve(CONFIG);
    LoraConfig config = config(JsonOptions.of(file), model);
    SafeTensors weights = SafeTensors.open(folder.resolve(WEIGHTS));
    try {
      requireShapes(folder.resolve(WEIGHTS), weights, specs(config, model));
      return new PeftFolder(config, weights);
    } catch (IllegalArgumentException e) {
      weights.close();
      throw new ModelFormatException(file, "r", e.getMessage());
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private static LoraConfig config(JsonOptions options, ModelConfig model) {
    JsonElement kind = options.json().get("peft_type");
    if (!new JsonPrimitive("LORA").equals(kind)) {
      throw options.fault("peft_type", kind + " is not supported, only LORA");
    }
    KnownOptions.require(options, READ, HARMLESS, NEUTRAL);
    JsonElement first = options.json().get("init_lora_weights");
    if (options.present("init_lora_weights")
        && !(first.isJsonPrimitive() && REPLACED.contains(first.getAsString()))) {
      throw options.fault(
          "init_lora_weights", JsonOptions.text(first) + " is not supported, only " + REPLACED);
    }
    LoraConfig.Builder builder = LoraConfig.builder().targetModules(PeftTargets.of(options, model));
    try {
      return builder
          .rank(options.integer("r"))
          .alpha(options.number("lora_alpha"))
          .dropout(options.present("lora_dropout") ? options.number("lora_dropout") : 0)
          .build();
    } catch (IllegalArgumentException e) {
      throw options.fault("r, lora_alpha, lora_dropout", e.getMessage());
    }
  }

  /** The adapters' tensors: A and B of each target, in the model's order. */
  private static List<TensorSpec> specs(LoraConfig config, ModelConfig model) {
    var specs = new ArrayList<TensorSpec>();
    for (TensorSpec target : config.targets(model)) {
      specs.add(config.a(target));
      specs.add(config.b(target));
    }
    return specs;
  }

  private static void requireShapes(Path file, SafeTensors weights, List<TensorSpec> specs) {
    var unknown = new TreeSet<>(weights.names());
    for (TensorSpec wanted : specs) {
      if (!unknown.remove(wanted.name())) {
        throw new ModelFormatException(file, wanted.name(), "the tensor is missing");
      }
      long[] shape = weights.spec(wanted.name()).shape();
      if (!Arrays.equals(shape, wanted.shape())) {
        throw new ModelFormatException(
            file,
            wanted.name(),
            "has shape " + Arrays.toString(shape) + ", needs " + Arrays.toString(wanted.shape()));
      }
    }
    if (!unknown.isEmpty()) {
      throw new ModelFormatException(file, unknown.first(), CONFIG + " has no place for it");
    }
  }

  /** What the adapters are. */
  public LoraConfig config() {
    return config;
  }

  /** A tensor's values in row-major order. */
  public float[] floats(String name) {
    return weights.floats(name);
  }

  @Override
  public void close() {
    weights.close();
  }

  /**
   * Writes a folder: beside its place first, then renamed. Older adapters or an older model of the
   * same name are replaced, see {@link ModelFolders#requireReplaceable}.
   *
   * @param base what the adapters belong to, as {@code base_model_name_or_path}
   * @param values each tensor's values by its PEFT name
   * @param extraFiles further files by name, as {@link ExtraFiles#read} gives them
   * @throws IllegalArgumentException if the folder holds anything but a model, it is the base, in
   *     it or around it, or a further file's name is not plain or taken
   * @throws java.io.UncheckedIOException if it cannot be written; an older folder is then as it was
   */
  public static void write(
      Path folder,
      LoraConfig config,
      ModelConfig model,
      String base,
      Function<String, float[]> values,
      Map<String, byte[]> extraFiles) {
    requireFree(folder, base);
    String json = new GsonBuilder().setPrettyPrinting().create().toJson(json(config, base)) + "\n";
    AtomicFiles.writeFolder(
        folder,
        whole -> {
          ExtraFiles.write(whole, extraFiles);
          Files.writeString(whole.resolve(CONFIG), json);
          SafeTensorsWriter.write(
              whole.resolve(WEIGHTS),
              specs(config, model),
              ElementType.F32,
              TensorValues.of(values));
        });
  }

  private static void requireFree(Path folder, String base) {
    Path model = RealPaths.of(RealPaths.of(folder).resolve(base));
    if (Files.isDirectory(model)) {
      ModelFolders.requireApart(folder, model);
    }
    ModelFolders.requireReplaceable(folder);
  }

  private static JsonObject json(LoraConfig config, String base) {
    var modules = new JsonArray();
    config.targetModules().forEach(modules::add);
    var json = new JsonObject();
    json.addProperty("peft_type", "LORA");
    json.addProperty("task_type", "CAUSAL_LM");
    json.addProperty("base_model_name_or_path", base);
    json.addProperty("r", config.rank());
    json.add("lora_alpha", wholeOrNot(config.alpha()));
    json.add(PeftTargets.OPTION, modules);
    json.addProperty("lora_dropout", config.dropout());
    json.addProperty("bias", "none");
    json.addProperty("fan_in_fan_out", false);
    json.addProperty("use_rslora", false);
    json.addProperty("use_dora", false);
    json.addProperty("inference_mode", true);
    return json;
  }

  /** PEFT's lora_alpha is an integer, so a whole number is written as one. */
  private static JsonPrimitive wholeOrNot(double value) {
    return value == Math.rint(value) ? new JsonPrimitive((long) value) : new JsonPrimitive(value);
  }
}
