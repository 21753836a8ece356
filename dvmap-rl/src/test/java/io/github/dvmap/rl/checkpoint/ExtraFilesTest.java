package io.github.dvmap.rl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtraFilesTest {
  private static final String TOOLS = "additional_chat_templates/tool_use.jinja";

  @TempDir Path folder;

  @Test
  void read_folderOfManyFiles_hasTokenizerTemplatesAndGenerationOnly() throws IOException {
    for (String name :
        new String[] {
          "tokenizer.json",
          "chat_template.jinja",
          TOOLS,
          "generation_config.json",
          "additional_chat_templates/notes.txt",
          "config.json",
          "model.safetensors",
          "README.md"
        }) {
      write(name);
    }
    assertThat(ExtraFiles.read(folder))
        .containsOnlyKeys("tokenizer.json", "chat_template.jinja", TOOLS, "generation_config.json")
        .containsEntry(TOOLS, TOOLS.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void write_whatWasRead_isTheSameAgain() throws IOException {
    write("vocab.json");
    write(TOOLS);
    Path copy = Files.createDirectory(folder.resolve("copy"));
    ExtraFiles.write(copy, ExtraFiles.read(folder));
    assertThat(ExtraFiles.read(copy)).containsExactlyEntriesOf(ExtraFiles.read(folder));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "a\0",
        "config.json",
        "adapter_config.json",
        "model.safetensors",
        "additional_chat_templates/../x.jinja",
        "additional_chat_templates/a/b.jinja",
        "additional_chat_templates/x.txt",
        "/x.jinja"
      })
  void write_nameThatIsNoFurtherFiles_isRefused(String name) {
    assertThatThrownBy(() -> ExtraFiles.write(folder, Map.of(name, new byte[1])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(name + " is not the name of a further file");
    assertThat(folder).isEmptyDirectory();
  }

  private void write(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, name);
  }
}
