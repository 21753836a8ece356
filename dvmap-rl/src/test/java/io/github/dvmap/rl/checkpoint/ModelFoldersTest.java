package io.github.dvmap.rl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFoldersTest {
  private static final String MODEL = "config.json model.safetensors ";

  @TempDir Path parent;

  private Path folder(String names) throws IOException {
    Path folder = Files.createDirectories(parent.resolve("folder"));
    for (String name : names.isEmpty() ? List.<String>of() : List.of(names.split(" ", -1))) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
    return folder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tokenizer.json tokenizer_config.json",
        MODEL + "additional_chat_templates/tool_use.jinja chat_template.jinja",
        // as published: Qwen3-0.6B, Llama-3.2-1B without original/, Mistral-7B-v0.3, Qwen2.5-0.5B
        MODEL + "generation_config.json LICENSE merges.txt README.md tokenizer.json vocab.json",
        MODEL + "LICENSE.txt special_tokens_map.json USE_POLICY.md .gitattributes",
        "config.json model-00001-of-00002.safetensors model-00002-of-00002.safetensors"
            + " model.safetensors.index.json tokenizer.model tokenizer.model.v3 params.json",
        "config.json pytorch_model-00001-of-00002.bin pytorch_model.bin.index.json vocab.txt",
        "adapter_config.json adapter_model.safetensors README.md",
        "adapter_config.json adapter_model.bin training_args.bin",
      })
  void requireReplaceable_nothingOrWhatAModelsFolderHolds_passes(String names) throws IOException {
    Path folder = folder(names);
    assertThatCode(() -> ModelFolders.requireReplaceable(folder)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "thesis.txt, thesis.txt",
    "notes, notes",
    "config.json model.safetensors thesis.txt, thesis.txt",
    "adapter_config.json adapter_model.safetensors notes, notes",
    "tokenizer.json results.csv a.html, a.html",
    "config.json model.safetensors checkpoint-5/config.json, checkpoint-5",
    "config.json model.safetensors .git/HEAD, .git",
    "config.json model.safetensors additional_chat_templates/notes.txt, additional_chat_templates",
    "config.json model.safetensors additional_chat_templates/a/b.jinja, additional_chat_templates",
    "config.json README.md, README.md",
    "lora.safetensors README.md, README.md",
  })
  void requireReplaceable_somethingElse_isNamed(String names, String first) throws IOException {
    Path folder = folder(names);
    assertThatThrownBy(() -> ModelFolders.requireReplaceable(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(folder + " is not replaced: it holds what is not of a model, such as " + first);
  }

  @Test
  void requireReplaceable_noFolderOrAFile_isAllowedOrRefused() throws IOException {
    ModelFolders.requireReplaceable(parent.resolve("absent/too"));
    Path file = folder("thesis.txt").resolve("thesis.txt");
    assertThatThrownBy(() -> ModelFolders.requireReplaceable(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + " is a file, not a folder");
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a/b, is this folder",
    "a/b, a/../a/b, is this folder",
    "a, a/b, is in it",
    "a/b/c/d, a/b, holds it",
    "a/b, link, is this folder",
    "link/c, a/b, holds it",
    "link, a/b/c, is in it",
    // .. behind a link leads to the parent of where the link leads
    "link/../b, a/b, is this folder",
    "link/.., a/b, is in it",
  })
  void requireApart_sameOrOneInTheOther_isRefused(String here, String there, String relation)
      throws IOException {
    Files.createDirectories(parent.resolve("a/b"));
    Files.createSymbolicLink(parent.resolve("link"), parent.resolve("a/b"));
    Path folder = parent.resolve(here);
    Path other = parent.resolve(there);
    assertThatThrownBy(() -> ModelFolders.requireApart(folder, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(folder + " is not written: " + other + " is needed and " + relation);
    ModelFolders.requireApart(parent.resolve("a/bc"), other);
  }

  @Test
  void requireApart_sameNameBesideTheLinkOnly_passes() throws IOException {
    Files.createDirectories(parent.resolve("a/b"));
    Files.createDirectories(parent.resolve("b"));
    Files.createSymbolicLink(parent.resolve("link"), parent.resolve("a/b"));
    ModelFolders.requireApart(parent.resolve("link/../b"), parent.resolve("b"));
  }

  @Test
  void write_overAFolderWithAForeignFile_leavesAllOfIt() throws IOException {
    Path folder = folder(MODEL + "thesis.txt");
    ModelConfig config =
        ConfigJson.read(Path.of("src/test/resources/golden/qwen3-tied/config.json"));
    TensorValues values = TensorValues.of(name -> new float[0]);
    List<Consumer<Path>> writers =
        List.of(
            to -> HuggingFaceFolder.write(to, config, ElementType.F32, values, Map.of()),
            to ->
                PeftFolder.write(
                    to,
                    LoraConfig.builder().build(),
                    config,
                    "../base",
                    name -> new float[0],
                    Map.of()));
    for (Consumer<Path> writer : writers) {
      assertThatThrownBy(() -> writer.accept(folder))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("thesis.txt");
    }
    assertThat(folder.resolve("thesis.txt")).hasContent("thesis.txt");
    assertThat(folder.resolve("model.safetensors")).hasContent("model.safetensors");
    assertThat(parent).isDirectoryNotContaining(path -> !path.equals(folder));
  }
}
