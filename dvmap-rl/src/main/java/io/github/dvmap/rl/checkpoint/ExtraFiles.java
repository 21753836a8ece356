package io.github.dvmap.rl.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a model folder holds beside weights and architecture and keeps when the model is saved: the
 * tokenizer's files, its chat templates and how its author would have it generate.
 */
public final class ExtraFiles {
  private static final List<String> NAMES =
      List.of(
          "tokenizer.json",
          "tokenizer.model",
          "tokenizer_config.json",
          "generation_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "chat_template.jinja");

  /** Where transformers keeps each chat template but the default one. */
  static final String TEMPLATES = "additional_chat_templates";

  private static final String TEMPLATE = ".jinja";
  private static final Set<String> TAKEN =
      Set.of(HuggingFaceFolder.CONFIG, HuggingFaceFolder.INDEX, PeftFolder.CONFIG);

  private ExtraFiles() {}

  /**
   * The files of a folder by their names in it; a further chat template's has its folder before it.
   *
   * @throws UncheckedIOException if one cannot be read
   */
  public static Map<String, byte[]> read(Path folder) {
    var files = new TreeMap<String, byte[]>();
    try {
      for (String name : NAMES) {
        readOne(folder, name, files);
      }
      if (Files.isDirectory(folder.resolve(TEMPLATES))) {
        try (Stream<Path> templates = Files.list(folder.resolve(TEMPLATES))) {
          for (Path template : (Iterable<Path>) templates::iterator) {
            if (isTemplate(template)) {
              readOne(folder, TEMPLATES + "/" + template.getFileName(), files);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
    return files;
  }

  private static void readOne(Path folder, String name, Map<String, byte[]> files)
      throws IOException {
    Path file = folder.resolve(name);
    if (Files.isRegularFile(file)) {
      files.put(name, Files.readAllBytes(file));
    }
  }

  /**
   * Writes files into a folder that is being made.
   *
   * @throws IllegalArgumentException if a name is neither plain nor a further chat template's, or
   *     belongs to weights or architecture
   */
  static void write(Path folder, Map<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
      String name = file.getKey();
      if (!isPlain(name) && !isTemplate(name)) {
        throw new IllegalArgumentException(name + " is not the name of a further file");
      }
      Path target = folder.resolve(name);
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
  }

  private static boolean isPlain(String name) {
    return isFileName(name) && !TAKEN.contains(name) && !name.endsWith(".safetensors");
  }

  private static boolean isTemplate(String name) {
    String start = TEMPLATES + "/";
    return name.startsWith(start)
        && name.endsWith(TEMPLATE)
        && isFileName(name.substring(start.length()));
  }

  /** Whether a file among the further chat templates is one, by its name. */
  static boolean isTemplate(Path file) {
    return file.toString().endsWith(TEMPLATE);
  }

  /** Whether a name stays in its folder. */
  static boolean isFileName(String text) {
    try {
      Path name = Path.of(text);
      return name.equals(name.getFileName()) && !Set.of("", ".", "..").contains(text);
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
