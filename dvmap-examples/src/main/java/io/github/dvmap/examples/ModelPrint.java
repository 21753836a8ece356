package io.github.dvmap.examples;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.ByteStreams;
import io.github.dvmap.rl.checkpoint.PeftFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What tells a model's folder from another, so that a run is not taken up on other weights: the
 * sizes of its files, and what stands at their begin and end. Reading all of them would take as
 * long as opening the model.
 */
final class ModelPrint {
  private static final Pattern FILE = Pattern.compile(".+\\.(json|jinja|safetensors)");
  private static final int PART = 1 << 16;

  private ModelPrint() {}

  /** Of a folder, and of the model that adapters in it belong to. */
  static String of(Path folder) {
    Hasher hasher = Hashing.sha256().newHasher();
    add(hasher, folder);
    if (PeftFolder.isOne(folder)) {
      add(hasher, PeftFolder.base(folder));
    }
    return hasher.hash().toString().substring(0, 16);
  }

  private static void add(Hasher hasher, Path folder) {
    try (Stream<Path> list = Files.list(folder)) {
      List<Path> files =
          list.filter(Files::isRegularFile)
              .filter(file -> FILE.matcher(file.getFileName().toString()).matches())
              .sorted()
              .toList();
      for (Path file : files) {
        long size = Files.size(file);
        hasher.putString(file.getFileName().toString(), StandardCharsets.UTF_8).putLong(size);
        part(hasher, file, 0);
        part(hasher, file, Math.max(0, size - PART));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the files of " + folder, e);
    }
  }

  private static void part(Hasher hasher, Path file, long from) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(from);
      hasher.putBytes(ByteStreams.limit(in, PART).readAllBytes());
    }
  }
}
