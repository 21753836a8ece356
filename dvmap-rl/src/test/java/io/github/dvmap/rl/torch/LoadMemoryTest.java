package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dvmap.rl.checkpoint.Architecture;
import io.github.dvmap.rl.checkpoint.ElementType;
import io.github.dvmap.rl.checkpoint.HuggingFaceFolder;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own opens and saves a model of 400 MB and says its peak resident memory. */
class LoadMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  @TempDir Path folder;

  /** Large next to what libtorch itself takes; the embedding alone is 200 MB. */
  private static ModelConfig config() {
    return ModelConfig.builder()
        .architecture(Architecture.LLAMA)
        .hiddenSize(1024)
        .intermediateSize(2816)
        .layers(4)
        .heads(16)
        .keyValueHeads(4)
        .vocabularySize(50_000)
        .build();
  }

  /** Opens the model of a folder, saves it beside, prints peak bytes before and after. */
  public static final class Child {
    private Child() {}

    /** args: the folder to open, the folder to write. */
    public static void main(String[] args) throws IOException {
      PolicySpec tiny = PolicySpec.huggingFace(Golden.FOLDER).withDevice("cpu");
      Policies.openTorch(tiny).close();
      long before = peak();
      try (TorchPolicy policy =
          Policies.openTorch(PolicySpec.huggingFace(Path.of(args[0])).withDevice("cpu"))) {
        long opened = peak();
        policy.save(Path.of(args[1]));
        System.out.println(
            "peak " + before + " " + peak() + " " + policy.parameterCount() + " " + opened);
      }
    }
  }

  /** The most bytes of this process that were ever resident. */
  private static long peak() throws IOException {
    String line =
        Files.readAllLines(STATUS).stream().filter(l -> l.startsWith("VmHWM")).findFirst().get();
    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
  }

  @Test
  void openAndSave_model_takesLessThanAFifthMoreThanItsWeights()
      throws IOException, InterruptedException {
    assumeTrue(Files.isReadable(STATUS), "needs Linux's /proc");
    FloatBuffer piece = FloatBuffer.allocate(1 << 16);
    HuggingFaceFolder.write(
        folder.resolve("model"),
        config(),
        ElementType.F32,
        (spec, sink) -> {
          for (long left = spec.size(); left > 0; left -= piece.capacity()) {
            sink.accept(piece.clear().limit((int) Math.min(left, piece.capacity())));
          }
        },
        Map.of());
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.resolve("model").toString(),
                folder.resolve("saved").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(out).isZero();
    List<String> line =
        List.of(
            out.lines().filter(l -> l.startsWith("peak ")).findFirst().orElseThrow().split(" "));
    double grown = Double.parseDouble(line.get(2)) - Double.parseDouble(line.get(1));
    assertThat(grown / (4 * Double.parseDouble(line.get(3)))).as(out).isBetween(0.9, 1.2);
  }
}
