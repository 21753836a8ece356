package io.github.dvmap.rl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShardsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/llama32-tied");

  @TempDir Path parent;

  private Path written(ElementType type, long shardBytes) {
    Path model = parent.resolve("model");
    try (var golden = HuggingFaceFolder.open(GOLDEN)) {
      HuggingFaceFolder.write(model, golden.config(), type, shardBytes, golden, Map.of());
    }
    return model;
  }

  @ParameterizedTest
  @EnumSource(value = ElementType.class, names = "F16", mode = EnumSource.Mode.EXCLUDE)
  void write_smallShards_areIndexedWithinTheSizeAndReadBack(ElementType type) throws IOException {
    Path model = written(type, 100_000);
    JsonObject index = StrictJson.object(model.resolve("model.safetensors.index.json"));
    try (var golden = HuggingFaceFolder.open(GOLDEN);
        var read = HuggingFaceFolder.open(model);
        Stream<Path> list = Files.list(model)) {
      long values = golden.config().layout().stream().mapToLong(TensorSpec::size).sum();
      assertThat(index.getAsJsonObject("metadata").get("total_size").getAsLong())
          .isEqualTo(values * type.bytes());
      assertThat(list.filter(f -> f.toString().endsWith(".safetensors")))
          .hasSizeGreaterThan(1)
          .allMatch(f -> f.getFileName().toString().matches("model-0000\\d-of-0000\\d.safetensors"))
          .allMatch(f -> f.toFile().length() < 105_000);
      for (TensorSpec spec : golden.config().layout()) {
        float[] expected = golden.floats(spec.name());
        if (type == ElementType.BF16) {
          for (int i = 0; i < expected.length; i++) {
            int bits = Float.floatToRawIntBits(expected[i]);
            expected[i] = Float.intBitsToFloat((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
          }
        }
        assertThat(read.floats(spec.name())).as(spec.name()).isEqualTo(expected);
      }
    }
  }

  @Test
  void open_shardsThatAreLinks_areRead() throws IOException {
    Path model = written(ElementType.F32, 100_000);
    Path blobs = Files.createDirectory(parent.resolve("blobs"));
    try (Stream<Path> list = Files.list(model)) {
      for (Path file : list.toList()) {
        Path blob = Files.move(file, blobs.resolve("b" + file.getFileName()));
        Files.createSymbolicLink(file, blob);
      }
    }
    try (var read = HuggingFaceFolder.open(model)) {
      assertThat(read.floats("model.norm.weight")).hasSize(64);
    }
  }

  @Test
  void open_aShardMissing_namesItAndATensor() throws IOException {
    Path model = written(ElementType.F32, 100_000);
    Path shard;
    try (Stream<Path> list = Files.list(model)) {
      shard = list.filter(f -> f.toString().contains("-00002-of")).findFirst().orElseThrow();
    }
    Files.delete(shard);
    assertThatThrownBy(() -> HuggingFaceFolder.open(model))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(shard + ", model.layers.")
        .hasMessageEndingWith("there is no such file");
  }

  /** Cut, grown or changed anywhere, a folder is read or refused by name. */
  @Test
  void open_mutantsOfAFolder_areReadOrRefused() throws IOException {
    Path model = written(ElementType.BF16, 100_000);
    Map<Path, byte[]> files = new java.util.TreeMap<>();
    try (Stream<Path> list = Files.list(model)) {
      for (Path file : list.toList()) {
        files.put(file, Files.readAllBytes(file));
      }
    }
    var random = new Random(14);
    var mutator = new ByteMutator(random);
    int opened = 0;
    for (int i = 0; i < 400; i++) {
      Path file = files.keySet().stream().skip(random.nextInt(files.size())).findFirst().get();
      Files.write(file, mutator.mutate(files.get(file)));
      try (var read = HuggingFaceFolder.open(model)) {
        read.config().layout().forEach(spec -> read.floats(spec.name()));
        opened++;
      } catch (ModelFormatException e) {
        assertThat(e).hasMessageStartingWith(model.toString());
      }
      Files.write(file, files.get(file));
    }
    assertThat(opened).isBetween(10, 390);
  }
}
