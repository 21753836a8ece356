package io.github.dvmap.rl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotaryTensorsTest {
  private static final String FREQUENCIES = "model.layers.0.self_attn.rotary_emb.inv_freq";

  @TempDir Path parent;

  /** A model whose weight file holds one tensor more. */
  private Path model(Architecture architecture, String more) throws IOException {
    ModelConfig config = HuggingFaceFolderTest.small().architecture(architecture).build();
    TensorValues zeros = (spec, sink) -> sink.accept(FloatBuffer.allocate((int) spec.size()));
    Path folder = parent.resolve("model");
    HuggingFaceFolder.write(folder, config, ElementType.F32, zeros, Map.of());
    List<TensorSpec> specs = new ArrayList<>(config.layout());
    specs.add(new TensorSpec(more, 1));
    SafeTensorsWriter.write(folder.resolve("model.safetensors"), specs, ElementType.F32, zeros);
    return folder;
  }

  // as in the published folders of Llama 2
  @Test
  void open_frequenciesInALlamaFolder_areReadOver() throws IOException {
    try (var read = HuggingFaceFolder.open(model(Architecture.LLAMA, FREQUENCIES))) {
      assertThat(read.floats("model.norm.weight")).hasSize(4);
      assertThat(read.config().layout()).noneMatch(spec -> spec.name().equals(FREQUENCIES));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "QWEN3, " + FREQUENCIES,
    "MISTRAL, " + FREQUENCIES,
    "LLAMA, model.layers.0.self_attn.rotary_emb.cos",
    "LLAMA, model.layers.0.self_attn.inv_freq",
  })
  void open_otherTensorOrArchitecture_isRefused(Architecture architecture, String more)
      throws IOException {
    Path folder = model(architecture, more);
    assertThatThrownBy(() -> HuggingFaceFolder.open(folder).close())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageEndingWith(more + ": config.json has no place for this tensor");
  }
}
