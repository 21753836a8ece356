package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPrintTest {
  @TempDir Path folder;

  private Path model(String name, String config, byte[] weights) throws IOException {
    Path model = Files.createDirectories(folder.resolve(name).resolve("model"));
    Files.writeString(model.resolve("config.json"), config);
    Files.write(model.resolve("model.safetensors"), weights);
    return model;
  }

  @Test
  void of_sameFilesElsewhere_isTheSame() throws IOException {
    byte[] weights = new byte[200_000];
    String print = ModelPrint.of(model("a", "{}", weights));
    Path other = model("b", "{}", weights);
    Files.writeString(other.resolve("README.md"), "about");
    assertThat(ModelPrint.of(other)).isEqualTo(print).hasSize(16);
  }

  @Test
  void of_configSizeBeginOrEndDiffers_isAnother() throws IOException {
    byte[] weights = new byte[200_000];
    String print = ModelPrint.of(model("a", "{}", weights));
    assertThat(ModelPrint.of(model("b", "{ }", weights))).isNotEqualTo(print);
    assertThat(ModelPrint.of(model("c", "{}", new byte[200_001]))).isNotEqualTo(print);
    for (int at : new int[] {0, 65_535, 199_999}) {
      byte[] changed = weights.clone();
      changed[at] = 1;
      assertThat(ModelPrint.of(model("d" + at, "{}", changed))).isNotEqualTo(print);
    }
  }

  @Test
  void of_adapters_isThatOfTheirModelToo() throws IOException {
    Path base = model("base", "{}", new byte[10]);
    Path adapters = Files.createDirectories(folder.resolve("adapters"));
    Files.writeString(
        adapters.resolve("adapter_config.json"),
        "{\"base_model_name_or_path\": \"../base/model\"}");
    String print = ModelPrint.of(adapters);
    Files.writeString(base.resolve("config.json"), "{ }");
    assertThat(ModelPrint.of(adapters)).isNotEqualTo(print);
  }
}
