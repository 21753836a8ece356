package io.github.dvmap.rl.checkpoint;

import com.google.gson.JsonElement;
import io.github.dvmap.core.io.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model folder as Hugging Face lays it out, opened for reading: {@code config.json} and {@code
 * model.safetensors}, or shards with {@code model.safetensors.index.json}. Every tensor that the
 * configuration needs is there with its shape, and no other but rotary frequencies of Llama; no
 * pickle is ever read. Where both are there, {@code model.safetensors} is read, as transformers
 * does.
 */
public final class HuggingFaceFolder implements AutoCloseable, TensorValues {
  private static final Logger LOG = LoggerFactory.getLogger(HuggingFaceFolder.class);

  static final String CONFIG = "config.json";
  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  /** Most bytes of a weight file's values unless others are asked for: 5 GB. */
  public static final long SHARD_BYTES = 5_000_000_000L;

  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String HEAD = "lm_head.weight";

  /**
   * Llama 2's folders hold them; they follow from config.json, and transformers skips them, too.
   */
  private static final String FREQUENCIES = ".rotary_emb.inv_freq";

  private static final Pattern PICKLE = Pattern.compile(".*\\.(bin|pt|pth|ckpt)");

  private final Path folder;
  private final ModelConfig config;
  private final Map<String, SafeTensors> files = new LinkedHashMap<>();
  private final Map<String, SafeTensors> owner = new HashMap<>();

  private HuggingFaceFolder(Path folder) {
    this.folder = folder;
    config = ConfigJson.read(folder.resolve(CONFIG));
    try {
      check(openFiles());
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

  /** Opens the weights; returns the file that lists them all. */
  private Path openFiles() {
    Path index = folder.resolve(INDEX);
    if (Files.isRegularFile(index) && !Files.isRegularFile(folder.resolve(SINGLE))) {
      JsonElement map = StrictJson.object(index).get("weight_map");
      if (map == null || !map.isJsonObject()) {
        throw new ModelFormatException(index, "weight_map", "is missing");
      }
      new TreeMap<>(map.getAsJsonObject().asMap()).forEach(this::own);
      files.values().forEach(this::requireIndexed);
      return index;
    }
    SafeTensors single = file(SINGLE, "");
    single.names().forEach(name -> owner.put(name, single));
    return single.file();
  }

  private void own(String tensor, JsonElement file) {
    boolean text = file.isJsonPrimitive() && file.getAsJsonPrimitive().isString();
    if (!text || !ExtraFiles.isFileName(file.getAsString())) {
      throw new ModelFormatException(folder.resolve(INDEX), tensor, file + " is not a file name");
    }
    SafeTensors shard = file(file.getAsString(), tensor);
    if (!shard.names().contains(tensor)) {
      throw new ModelFormatException(shard.file(), tensor, "the index says it is here");
    }
    owner.put(tensor, shard);
  }

  private void requireIndexed(SafeTensors shard) {
    for (String name : shard.names()) {
      if (owner.get(name) != shard) {
        throw new ModelFormatException(shard.file(), name, "the index does not say it is here");
      }
    }
  }

  private SafeTensors file(String name, String tensor) {
    if (!files.containsKey(name)) {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        Optional<Path> pickle = name.equals(SINGLE) ? pickle() : Optional.empty();
        throw pickle.isPresent()
            ? new ModelFormatException(
                pickle.get(), "", "is a pickle, which is never read; convert it to " + SINGLE)
            : new ModelFormatException(
                file,
                tensor,
                Files.isDirectory(file) ? "is a folder, not a file" : "there is no such file");
      }
      files.put(name, SafeTensors.open(file));
    }
    return files.get(name);
  }

  private Optional<Path> pickle() {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(file -> PICKLE.matcher(file.getFileName().toString()).matches())
          .sorted()
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  private void check(Path list) {
    if (config.layers() > owner.size()) {
      throw new ModelFormatException(
          folder.resolve(CONFIG),
          "num_hidden_layers",
          config.layers() + " are more than the " + owner.size() + " tensors in " + list);
    }
    var unknown = new TreeMap<>(owner);
    for (TensorSpec wanted : config.layout()) {
      SafeTensors file = unknown.remove(wanted.name());
      if (file == null) {
        throw new ModelFormatException(list, wanted.name(), "the tensor is missing");
      }
      long[] shape = file.spec(wanted.name()).shape();
      if (!Arrays.equals(shape, wanted.shape())) {
        throw new ModelFormatException(
            file.file(),
            wanted.name(),
            "has shape "
                + Arrays.toString(shape)
                + ", config.json needs "
                + Arrays.toString(wanted.shape()));
      }
    }
    requireNoOther(unknown);
  }

  private void requireNoOther(NavigableMap<String, SafeTensors> unknown) {
    if (config.tiedEmbeddings() && unknown.containsKey(HEAD)) {
      requireTied(unknown.remove(HEAD));
    }
    if (config.architecture() == Architecture.LLAMA) {
      int all = unknown.size();
      if (unknown.keySet().removeIf(name -> name.endsWith(FREQUENCIES))) {
        LOG.debug("{}: {} tensors *{} are not read", folder, all - unknown.size(), FREQUENCIES);
      }
    }
    if (!unknown.isEmpty()) {
      throw new ModelFormatException(
          unknown.firstEntry().getValue().file(),
          unknown.firstKey(),
          "config.json has no place for this tensor");
    }
  }

  /** Published folders repeat a tied head; one of other values is used by some readers only. */
  private void requireTied(SafeTensors head) {
    if (!head.same(HEAD, owner.get(EMBEDDING), EMBEDDING)) {
      throw new ModelFormatException(
          head.file(), HEAD, "is not " + EMBEDDING + ", but tie_word_embeddings is true");
    }
  }

  /** The architecture. */
  public ModelConfig config() {
    return config;
  }

  /**
   * A tensor's values in row-major order.
   *
   * @throws IllegalArgumentException if there is no such tensor
   * @throws ModelFormatException if a value is not finite
   */
  public float[] floats(String name) {
    return file(name).floats(name);
  }

  /**
   * A tensor's values in row-major order, in pieces.
   *
   * @throws IllegalArgumentException if there is no such tensor
   * @throws ModelFormatException if a value is not finite
   */
  @Override
  public void read(TensorSpec tensor, Sink sink) {
    file(tensor.name()).read(tensor.name(), sink);
  }

  private SafeTensors file(String tensor) {
    SafeTensors file = owner.get(tensor);
    if (file == null) {
      throw new IllegalArgumentException("no tensor " + tensor);
    }
    return file;
  }

  @Override
  public void close() {
    files.values().forEach(SafeTensors::close);
  }

  /**
   * Writes a folder: beside its place first, then renamed, so that a folder is either whole or not
   * there. An older model of the same name is replaced, see {@link
   * ModelFolders#requireReplaceable}. Weights of more than {@link #SHARD_BYTES} are split into
   * shards with an index.
   *
   * @param folder where to
   * @param config the architecture
   * @param type F32 or BF16
   * @param values each tensor's values
   * @param extraFiles further files by name, as {@link ExtraFiles#read} gives them; where there is
   *     no generation_config.json, one is written that follows from the architecture, as
   *     transformers does
   * @throws IllegalArgumentException if the folder holds anything but a model, a tensor has another
   *     size than the architecture gives it, a value is not finite or a further file's name is not
   *     plain or taken; an older folder is then as it was
   * @throws UncheckedIOException if it cannot be written; an older folder is then as it was
   */
  public static void write(
      Path folder,
      ModelConfig config,
      ElementType type,
      TensorValues values,
      Map<String, byte[]> extraFiles) {
    write(folder, config, type, SHARD_BYTES, values, extraFiles);
  }

  /**
   * As {@link #write(Path, ModelConfig, ElementType, TensorValues, Map)}, with other shards.
   *
   * @param shardBytes most bytes of a weight file's values; a larger tensor has a file of its own
   */
  public static void write(
      Path folder,
      ModelConfig config,
      ElementType type,
      long shardBytes,
      TensorValues values,
      Map<String, byte[]> extraFiles) {
    ModelFolders.requireReplaceable(folder);
    AtomicFiles.writeFolder(
        folder,
        whole -> {
          ExtraFiles.write(whole, extraFiles);
          Files.writeString(whole.resolve(CONFIG), ConfigJson.write(config, type));
          if (!extraFiles.containsKey(GenerationConfig.FILE)) {
            Files.writeString(
                whole.resolve(GenerationConfig.FILE), ConfigJson.writeGeneration(config));
          }
          ModelWriter.write(whole, config.layout(), type, shardBytes, values);
        });
  }
}
