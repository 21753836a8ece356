package io.github.dvmap.rl.checkpoint;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.dvmap.core.io.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A model folder as Hugging Face lays it out, opened for reading: {@code config.json} and {@code
 * model.safetensors}, or shards with {@code model.safetensors.index.json}. Every tensor that the
 * configuration needs is there with its shape, and no other; no pickle is ever read.
 */
public final class HuggingFaceFolder implements AutoCloseable {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final ModelConfig config;
  private final Map<String, SafeTensors> files = new LinkedHashMap<>();
  private final Map<String, SafeTensors> owner = new HashMap<>();

  private HuggingFaceFolder(Path folder) {
    config = ConfigJson.read(folder.resolve("config.json"));
    try {
      openFiles(folder);
      check(folder);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Opens a folder; the caller closes it.
   *
   * @throws ModelFormatException naming the file and the tensor or option that cannot be used
   */
  public static HuggingFaceFolder open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ModelFormatException(folder, "", "is not a folder");
    }
    return new HuggingFaceFolder(folder);
  }

  private void openFiles(Path folder) {
    if (Files.isRegularFile(folder.resolve(INDEX))) {
      JsonElement map = ConfigJson.object(folder.resolve(INDEX)).get("weight_map");
      if (map == null || !map.isJsonObject()) {
        throw new ModelFormatException(folder.resolve(INDEX), "weight_map", "is missing");
      }
      JsonObject weights = map.getAsJsonObject();
      new TreeMap<>(weights.asMap())
          .forEach((tensor, file) -> own(folder, tensor, file.getAsString()));
      return;
    }
    SafeTensors single = file(folder, SINGLE);
    single.names().forEach(name -> owner.put(name, single));
  }

  private void own(Path folder, String tensor, String name) {
    if (!Path.of(name).equals(Path.of(name).getFileName())) {
      throw new ModelFormatException(folder.resolve(INDEX), tensor, name + " is not a file name");
    }
    SafeTensors shard = file(folder, name);
    if (!shard.names().contains(tensor)) {
      throw new ModelFormatException(folder.resolve(name), tensor, "the index says it is here");
    }
    owner.put(tensor, shard);
  }

  private SafeTensors file(Path folder, String name) {
    if (!files.containsKey(name)) {
      if (!Files.isRegularFile(folder.resolve(name))) {
        throw new ModelFormatException(folder.resolve(name), "", "there is no such file");
      }
      files.put(name, SafeTensors.open(folder.resolve(name)));
    }
    return files.get(name);
  }

  private void check(Path folder) {
    var unknown = new TreeMap<>(owner);
    for (TensorSpec wanted : config.layout()) {
      SafeTensors file = unknown.remove(wanted.name());
      if (file == null) {
        throw new ModelFormatException(folder, wanted.name(), "the tensor is missing");
      }
      long[] shape = file.spec(wanted.name()).shape();
      if (!Arrays.equals(shape, wanted.shape())) {
        throw new ModelFormatException(
            folder,
            wanted.name(),
            "has shape "
                + Arrays.toString(shape)
                + ", config.json needs "
                + Arrays.toString(wanted.shape()));
      }
    }
    if (config.tiedEmbeddings()) {
      unknown.remove("lm_head.weight");
    }
    if (!unknown.isEmpty()) {
      throw new ModelFormatException(
          folder, unknown.firstKey(), "config.json has no place for this tensor");
    }
  }

  /** The architecture. */
  public ModelConfig config() {
    return config;
  }

  /**
   * A tensor's values in row-major order.
   *
   * @throws ModelFormatException if there is no such tensor or a value is not finite
   */
  public float[] floats(String name) {
    SafeTensors file = owner.get(name);
    if (file == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return file.floats(name);
  }

  @Override
  public void close() {
    files.values().forEach(SafeTensors::close);
  }

  /**
   * Writes a folder of F32 weights: beside its place first, then renamed, so that a folder is
   * either whole or not there. An older folder of the same name is replaced.
   *
   * @param folder where to
   * @param config the architecture
   * @param values each tensor's values by name
   * @param extraFiles further files by name, such as tokenizer.json
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(
      Path folder,
      ModelConfig config,
      Function<String, float[]> values,
      Map<String, byte[]> extraFiles) {
    Path target = folder.toAbsolutePath();
    try {
      Files.createDirectories(target.getParent());
      Path beside = Files.createDirectory(AtomicFiles.beside(target));
      try {
        Files.writeString(beside.resolve("config.json"), ConfigJson.write(config));
        for (Map.Entry<String, byte[]> extra : new TreeMap<>(extraFiles).entrySet()) {
          Files.write(beside.resolve(extra.getKey()), extra.getValue());
        }
        SafeTensorsWriter.write(beside.resolve(SINGLE), config.layout(), values::apply);
        replace(target, beside);
      } finally {
        delete(beside);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder, e);
    }
  }

  private static void replace(Path target, Path beside) throws IOException {
    if (!Files.exists(target)) {
      Files.move(beside, target);
      return;
    }
    Path old = AtomicFiles.beside(target);
    Files.move(target, old);
    Files.move(beside, target);
    delete(old);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }
}
