package io.github.dvmap.rl.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Golden models that are not part of the project: {@code DVMAP_GOLDENS} names a folder of them, as
 * {@code docs/interop/golden.py} writes it.
 */
@EnabledIfEnvironmentVariable(named = "DVMAP_GOLDENS", matches = ".+")
@ParameterizedClass
@MethodSource("folders")
class FurtherGoldenTest extends GoldenModelCases {
  FurtherGoldenTest(String folder) {
    super(Golden.load(folder, folder));
  }

  static List<String> folders() throws IOException {
    Path all = Path.of(System.getenv("DVMAP_GOLDENS")).toAbsolutePath();
    try (Stream<Path> files = Files.walk(all, 2)) {
      return files
          .filter(file -> file.endsWith("golden.json"))
          .map(file -> file.getParent().toString())
          .sorted()
          .toList();
    }
  }
}
