package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What asks for memory once, before any batch: opening, learning, drawing. */
@EnabledOnOs(OS.LINUX)
class LittleMemoryTest {
  /** The part of the C library that bounds this process. */
  interface CLibrary extends Library {
    /** Bounds a resource of a process, the own one for 0, in {soft, hard}. */
    int prlimit(int process, int resource, long[] limits, long[] before);
  }

  private static final int ADDRESS_SPACE = 9;

  /** 128 MiB of weights, nearly all of them in the embedding. */
  private static final ModelConfig CONFIG =
      ModelConfig.builder()
          .hiddenSize(1024)
          .intermediateSize(64)
          .layers(1)
          .heads(2)
          .keyValueHeads(1)
          .headDim(32)
          .vocabularySize(1 << 15)
          .contextLength(64)
          .build();

  /** Opens a policy, leaves room for less than another copy of it, and asks for such copies. */
  static final class NoCopy {
    private NoCopy() {}

    private static TorchPolicy open() {
      return Policies.openTorch(PolicySpec.random(CONFIG, 1, Path.of("")).withDevice("cpu"));
    }

    private static void bound(long spareKiB) throws IOException {
      String size =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("VmSize:"))
              .findFirst()
              .orElseThrow();
      long bytes = (Long.parseLong(size.replaceAll("[^0-9]", "")) + spareKiB) << 10;
      Native.load("c", CLibrary.class).prlimit(0, ADDRESS_SPACE, new long[] {bytes, bytes}, null);
    }

    private static void fails(String what, Runnable work) {
      try {
        work.run();
        System.out.println(what + " fits");
      } catch (DeviceMemoryException e) {
        System.out.println(what + ": " + e.getMessage());
      }
    }

    /** Runs. */
    public static void main(String[] arguments) throws IOException {
      try (TorchPolicy policy = open();
          RolloutEngine rollouts = policy.rollouts()) {
        var group = List.of(new CompletionGroup(new int[] {1, 2}, List.of(new int[] {3, 4})));
        var request = List.of(new RolloutRequest(new int[] {1, 2}, 2, 0));
        float[][] before = policy.score(group, 1);
        bound(100 << 10);
        int arrays = policy.managedArrays();
        fails("open", () -> open().close());
        for (int time = 0; time < 2; time++) {
          fails("learn", () -> policy.forward(group, 1).close());
        }
        fails("draw", () -> rollouts.generate(request, new Sampling(1, 4, Set.of(), 1)));
        System.out.println("size " + policy.parameterCount());
        System.out.println("arrays more " + (policy.managedArrays() - arrays));
        System.out.println("same " + (before[0][1] == policy.score(group, 1)[0][1]));
      }
    }
  }

  @Test
  void policy_withoutRoomForAnotherCopy_saysWhatNeedsItAndGoesOn(@TempDir Path folder)
      throws Exception {
    String text = ChildJava.run(folder, NoCopy.class, 0, "-Xms600m", "-Xmx600m");
    String weights = text.replaceAll("(?s).*size (\\d+).*", "$1") + " weights ";
    String less = "needs more memory than cpu has, which could not give 134217728 bytes";
    assertThat(text.lines().filter(line -> line.startsWith("learn: the gradient"))).hasSize(2);
    assertThat(text)
        .contains("learn: the gradient and AdamW's moments of " + weights + less)
        .contains("; train LoRA adapters (withLora), or on a GPU in pure-bf16")
        .contains("draw: copying, to draw from it, a model of " + weights + "in fp32 " + less)
        .contains("open: opening a model of " + weights + "in fp32 " + less)
        .contains("; take a smaller model, another device or, on a GPU, bf16")
        .contains("arrays more 0", "same true");
  }
}
