package io.github.dvmap.rl.checkpoint;

import static io.github.dvmap.rl.checkpoint.ElementType.F32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceFolderTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final ModelConfig SMALL = small().build();

  @TempDir Path parent;

  /** A model of a few hundred weights. */
  static ModelConfig.Builder small() {
    return ModelConfig.builder()
        .hiddenSize(4)
        .intermediateSize(6)
        .layers(1)
        .heads(2)
        .vocabularySize(5);
  }

  @Test
  void floats_shardedGolden_equalTheSingleFiles() {
    try (var single = HuggingFaceFolder.open(GOLDEN.resolve("qwen3-tied"));
        var sharded = HuggingFaceFolder.open(GOLDEN.resolve("qwen3-tied-sharded"))) {
      assertThat(sharded.config()).usingRecursiveComparison().isEqualTo(single.config());
      for (TensorSpec spec : single.config().layout()) {
        assertThat(sharded.floats(spec.name()))
            .as(spec.name())
            .isEqualTo(single.floats(spec.name()));
      }
    }
  }

  @Test
  void open_bothSingleFileAndIndex_readsTheSingleFile() throws IOException {
    Path model = written(1);
    Files.writeString(model.resolve("model.safetensors.index.json"), "not JSON");
    try (var read = HuggingFaceFolder.open(model)) {
      assertThat(read.floats("model.norm.weight")).containsOnly(1);
    }
  }

  @Test
  void open_tiedModelThatRepeatsItsHead_isRead() throws IOException {
    Path model = written(1);
    weights(model, with(new TensorSpec("lm_head.weight", 5, 4), SMALL.layout()));
    try (var read = HuggingFaceFolder.open(model)) {
      assertThat(read.floats("model.embed_tokens.weight")).hasSize(20);
    }
  }

  @Test
  void floats_unknownName_isRefused() {
    try (var read = HuggingFaceFolder.open(written(1))) {
      assertThatThrownBy(() -> read.floats("lm_head.weight"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no tensor lm_head.weight");
    }
  }

  static Stream<Arguments> faults() {
    String norm = "model.norm.weight";
    return Stream.of(
        fault("config.json", "", "there is no such file", m -> delete(m, "config.json")),
        fault("config.json", "", "is a folder, not a file", m -> folder(m, "config.json")),
        fault("config.json", "", "is not a JSON object", m -> text(m, "config.json", "{\"mod")),
        fault("model.safetensors", "", "is a folder, not", m -> folder(m, "model.safetensors")),
        fault(
            "model.safetensors", "", "there is no such file", m -> delete(m, "model.safetensors")),
        fault("model.safetensors", "", "has 0 bytes", m -> text(m, "model.safetensors", "")),
        fault(
            "pytorch_model.bin",
            "",
            "is a pickle, which is never read; convert it to model.safetensors",
            m -> {
              delete(m, "model.safetensors");
              text(m, "pytorch_model.bin", "\u0002");
            }),
        fault("model.safetensors", norm, "the tensor is missing", m -> weights(m, without(norm))),
        fault(
            "model.safetensors",
            norm,
            "has shape [4, 1], config.json needs [4]",
            m -> weights(m, with(new TensorSpec(norm, 4, 1), without(norm)))),
        fault(
            "model.safetensors",
            "model.extra",
            "config.json has no place for this tensor",
            m -> weights(m, with(new TensorSpec("model.extra", 1), SMALL.layout()))),
        fault(
            "model.safetensors",
            "lm_head.weight",
            "is not model.embed_tokens.weight, but tie_word_embeddings is true",
            m -> otherHead(m)),
        fault(
            "config.json",
            "num_hidden_layers",
            "2147483647 are more than the 13 tensors in",
            m -> replace(m, "\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2147483647")),
        fault(
            "model.safetensors",
            "lm_head.weight",
            "the tensor is missing",
            m -> replace(m, "\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false")));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void open_brokenFolder_namesFileTensorAndValues(
      String file, String item, String problem, Change change) throws IOException {
    Path model = written(1);
    change.in(model);
    assertFault(model.resolve(file), item, problem);
  }

  static Stream<Arguments> indexFaults() {
    String index = "model.safetensors.index.json";
    String norm = "model.norm.weight";
    return Stream.of(
        arguments("", index, "", "is not a JSON object"),
        arguments("{\"weight_map\":", index, "", "is not a JSON object"),
        arguments("{}", index, "weight_map", "is missing"),
        arguments("{\"weight_map\":[]}", index, "weight_map", "is missing"),
        arguments(map(norm, "\"../a\""), index, norm, "\"../a\" is not a file name"),
        arguments(map(norm, "\"/a\""), index, norm, "\"/a\" is not a file name"),
        arguments(map(norm, "\"..\""), index, norm, "\"..\" is not a file name"),
        arguments(map(norm, "\"a/../b\""), index, norm, "\"a/../b\" is not a file name"),
        arguments(map(norm, "\"a\\u0000\""), index, norm, "\"a\\u0000\" is not a file name"),
        arguments(map(norm, "3"), index, norm, "3 is not a file name"),
        arguments(map(norm, "null"), index, norm, "null is not a file name"),
        arguments(map(norm, "[\"b\"]"), index, norm, "[\"b\"] is not a file name"),
        arguments(map(norm, "\"absent\""), "absent", norm, "there is no such file"),
        arguments(map("x", "\"shard\""), "shard", "x", "the index says it is here"),
        arguments(map(norm, "\"shard\""), "shard", "*", "the index does not say it is here"),
        arguments("{\"weight_map\":{}}", "config.json", "num_hidden_layers", "1 are more than"));
  }

  @ParameterizedTest
  @MethodSource("indexFaults")
  void open_brokenIndex_namesFileTensorAndValues(
      String index, String file, String item, String problem) throws IOException {
    Path model = written(1);
    Files.move(model.resolve("model.safetensors"), model.resolve("shard"));
    text(model, "model.safetensors.index.json", index);
    assertFault(
        model.resolve(file), item.equals("*") ? "model.embed_tokens.weight" : item, problem);
  }

  @Test
  void open_mutantsOfAnIndex_areReadOrRefused() throws IOException {
    Path model = written(1);
    Files.move(model.resolve("model.safetensors"), model.resolve("shard"));
    String entries =
        SMALL.layout().stream()
            .map(spec -> "\"" + spec.name() + "\":\"shard\"")
            .collect(Collectors.joining(",\n"));
    byte[] valid = ("{\"weight_map\":{" + entries + "}}").getBytes(StandardCharsets.UTF_8);
    var mutator = new ByteMutator(new Random(13));
    int opened = 0;
    for (int i = 0; i < 1000; i++) {
      Files.write(model.resolve("model.safetensors.index.json"), mutator.mutate(valid));
      try (var read = HuggingFaceFolder.open(model)) {
        assertThat(read.floats("model.norm.weight")).containsOnly(1);
        opened++;
      } catch (ModelFormatException e) {
        assertThat(e).hasMessageStartingWith(model.toString());
      }
    }
    assertThat(opened).isBetween(20, 980);
  }

  @Test
  void open_notAFolder_namesIt() {
    Path absent = parent.resolve("absent");
    assertThatThrownBy(() -> HuggingFaceFolder.open(absent))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(absent + ": is not a folder");
  }

  @Test
  void writeThenOpen_goldenModelWithFurtherFiles_isEqual() throws IOException {
    try (var golden = HuggingFaceFolder.open(GOLDEN.resolve("qwen3-tied"))) {
      Path copy = parent.resolve("a/b/copy");
      HuggingFaceFolder.write(
          copy, golden.config(), F32, golden, Map.of("tokenizer.json", new byte[] {1, 2}));
      assertThat(copy.resolve("tokenizer.json")).hasBinaryContent(new byte[] {1, 2});
      try (var read = HuggingFaceFolder.open(copy)) {
        assertThat(read.config()).usingRecursiveComparison().isEqualTo(golden.config());
        for (TensorSpec spec : golden.config().layout()) {
          assertThat(read.floats(spec.name())).isEqualTo(golden.floats(spec.name()));
        }
      }
    }
  }

  @Test
  void write_overAnOlderFolder_replacesAllOfIt() throws IOException {
    Path model = written(1);
    text(model, "stale.md", "older");
    written(2);
    assertThat(contents(parent).keySet())
        .containsExactly(
            "model/config.json", "model/generation_config.json", "model/model.safetensors");
    try (var read = HuggingFaceFolder.open(model)) {
      assertThat(read.floats("model.norm.weight")).containsOnly(2);
    }
  }

  static Stream<Function<String, float[]>> failingValues() {
    String last = "model.norm.weight";
    return Stream.of(
        name -> {
          if (name.equals(last)) {
            throw new IllegalArgumentException("stop");
          }
          return values(name, 2);
        },
        name -> name.equals(last) ? new float[3] : values(name, 2),
        name -> name.equals(last) ? new float[] {0, 0, Float.NaN, 0} : values(name, 2));
  }

  @ParameterizedTest
  @MethodSource("failingValues")
  void write_valuesFailMidway_leavesTheOlderFolderAndNothingElse(Function<String, float[]> values)
      throws IOException {
    Path model = written(1);
    text(model, "note.md", "older");
    Map<String, String> before = contents(parent);
    assertThatThrownBy(
            () -> HuggingFaceFolder.write(model, SMALL, F32, TensorValues.of(values), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(contents(parent)).isEqualTo(before);
    assertThatThrownBy(
            () ->
                HuggingFaceFolder.write(
                    parent.resolve("new"), SMALL, F32, TensorValues.of(values), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(contents(parent)).isEqualTo(before);
    assertThat(parent).isDirectoryNotContaining(path -> !path.equals(model));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "config.json"})
  void write_furtherFileWithABadName_isRefused(String name) throws IOException {
    Path model = parent.resolve("model");
    assertThatThrownBy(
            () -> HuggingFaceFolder.write(model, SMALL, F32, filled(1), Map.of(name, new byte[1])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(name + " is not the name of a further file");
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void write_whereAFileIs_isRefusedAndLeavesIt() throws IOException {
    Path file = Files.writeString(parent.resolve("model"), "precious");
    assertThatThrownBy(() -> written(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + " is a file, not a folder");
    assertThat(contents(parent)).hasSize(1);
    assertThat(file).hasContent("precious");
  }

  @Test
  void write_pathWithDots_writesWhereItPoints() throws IOException {
    Files.createDirectory(parent.resolve("a"));
    Path dotted = parent.resolve("a/../b");
    HuggingFaceFolder.write(dotted, SMALL, F32, filled(1), Map.of());
    assertThat(parent.resolve("b/config.json")).isRegularFile();
  }

  @Test
  void write_newFolder_hasTheUsualPermissions() throws IOException {
    assumeTrue(Files.getFileStore(parent).supportsFileAttributeView("posix"));
    Path usual = Files.createDirectory(parent.resolve("usual"));
    assertThat(Files.getPosixFilePermissions(written(1)))
        .isEqualTo(Files.getPosixFilePermissions(usual));
  }

  /** A change to a folder. */
  @FunctionalInterface
  interface Change {
    void in(Path model) throws IOException;
  }

  private static Arguments fault(String file, String item, String problem, Change change) {
    return arguments(file, item, problem, change);
  }

  private static void assertFault(Path file, String item, String problem) {
    assertThatThrownBy(() -> HuggingFaceFolder.open(file.getParent()).close())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file + (item.isEmpty() ? ": " : ", " + item + ": ") + problem);
  }

  private Path written(float value) {
    Path model = parent.resolve("model");
    HuggingFaceFolder.write(model, SMALL, F32, filled(value), Map.of());
    return model;
  }

  private static TensorValues filled(float value) {
    return TensorValues.of(name -> values(name, value));
  }

  private static float[] values(String name, float value) {
    TensorSpec spec =
        SMALL.layout().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    float[] values = new float[(int) spec.size()];
    Arrays.fill(values, value);
    return values;
  }

  private static void weights(Path model, List<TensorSpec> specs) throws IOException {
    SafeTensorsWriter.write(
        model.resolve("model.safetensors"),
        specs,
        F32,
        (spec, sink) -> sink.accept(FloatBuffer.allocate((int) spec.size())));
  }

  private static void otherHead(Path model) throws IOException {
    SafeTensorsWriter.write(
        model.resolve("model.safetensors"),
        with(new TensorSpec("lm_head.weight", 5, 4), SMALL.layout()),
        F32,
        (spec, sink) -> {
          FloatBuffer values = FloatBuffer.allocate((int) spec.size());
          sink.accept(spec.name().startsWith("lm_head") ? values.put(19, 1) : values);
        });
  }

  private static List<TensorSpec> without(String name) {
    return SMALL.layout().stream().filter(spec -> !spec.name().equals(name)).toList();
  }

  private static List<TensorSpec> with(TensorSpec more, List<TensorSpec> specs) {
    return Stream.concat(specs.stream(), Stream.of(more)).toList();
  }

  private static String map(String tensor, String file) {
    return "{\"weight_map\":{\"" + tensor + "\":" + file + "}}";
  }

  private static void text(Path model, String name, String text) throws IOException {
    Files.writeString(model.resolve(name), text);
  }

  private static void folder(Path model, String name) throws IOException {
    Files.delete(model.resolve(name));
    Files.createDirectory(model.resolve(name));
  }

  private static void delete(Path model, String name) throws IOException {
    Files.delete(model.resolve(name));
  }

  private static void replace(Path model, String old, String with) throws IOException {
    Path file = model.resolve("config.json");
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, with));
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    var contents = new TreeMap<String, String>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(folder.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
