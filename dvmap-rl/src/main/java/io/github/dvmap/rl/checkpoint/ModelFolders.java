package io.github.dvmap.rl.checkpoint;

import io.github.dvmap.core.io.RealPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a model or adapters may be written: a folder is replaced whole, so that nothing may be lost
 * with it that is not an older model's.
 */
public final class ModelFolders {
  /** A folder with one of these is one of adapters, or of a tokenizer and perhaps a model. */
  private static final Set<String> MARKS = Set.of(PeftFolder.CONFIG, "tokenizer.json");

  private static final Pattern WEIGHTS = Pattern.compile(".+\\.(safetensors|bin)");

  /** What transformers, PEFT and the Hub put into such a folder. */
  private static final Pattern FILE =
      Pattern.compile(
          ".+\\.(json|safetensors|jinja|model|md)"
              + "|(merges|vocab)\\.txt|\\.gitattributes|(LICENSE|NOTICE)(\\.txt)?"
              + "|(pytorch_model.*|adapter_model|training_args)\\.bin|tokenizer\\.model\\.v[0-9]+");

  private ModelFolders() {}

  /**
   * Checks that a model or adapters may be written here, which is worth knowing before the work:
   * there is no such folder, it is empty, or it holds a model, adapters or a tokenizer and nothing
   * else.
   *
   * @throws IllegalArgumentException if it is a file or holds something else, naming the first
   */
  public static void requireReplaceable(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + " is a file, not a folder");
    }
    List<Path> entries = entries(folder);
    Optional<Path> foreign = entries.stream().filter(entry -> !belongs(entry)).findFirst();
    if (foreign.isEmpty() && !isModel(entries.stream().map(ModelFolders::name).toList())) {
      foreign = entries.stream().findFirst();
    }
    if (foreign.isPresent()) {
      throw new IllegalArgumentException(
          folder
              + " is not replaced: it holds what is not of a model, such as "
              + name(foreign.get()));
    }
  }

  /** Whether a folder's names are a model's, not those of some program with a config.json. */
  private static boolean isModel(List<String> names) {
    boolean weights = names.stream().anyMatch(name -> WEIGHTS.matcher(name).matches());
    return names.stream().anyMatch(MARKS::contains)
        || (weights && names.contains(HuggingFaceFolder.CONFIG));
  }

  private static boolean belongs(Path entry) {
    if (!Files.isDirectory(entry)) {
      return FILE.matcher(name(entry)).matches();
    }
    Predicate<Path> template = file -> !Files.isDirectory(file) && ExtraFiles.isTemplate(file);
    return name(entry).equals(ExtraFiles.TEMPLATES) && entries(entry).stream().allMatch(template);
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> list = Files.list(folder)) {
      return list.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  private static String name(Path entry) {
    return entry.getFileName().toString();
  }

  /**
   * Checks that what is written here leaves another folder as it is: neither holds the other.
   *
   * @throws IllegalArgumentException if they are the same folder, or one is in the other
   */
  public static void requireApart(Path folder, Path other) {
    Path here = RealPaths.of(folder);
    Path there = RealPaths.of(other);
    if (here.startsWith(there) || there.startsWith(here)) {
      throw new IllegalArgumentException(
          folder + " is not written: " + other + " is needed and " + relation(here, there));
    }
  }

  private static String relation(Path here, Path there) {
    return here.equals(there) ? "is this folder" : here.startsWith(there) ? "holds it" : "is in it";
  }
}
