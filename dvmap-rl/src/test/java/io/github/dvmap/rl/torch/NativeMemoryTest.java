package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Memory outside the Java heap: it stays the same, and too little of it is an error. */
@EnabledOnOs(OS.LINUX)
class NativeMemoryTest {
  /** Trains 250 steps and prints resident KiB after the 50th and at the end. */
  static final class Steps {
    private Steps() {}

    /** Runs. */
    public static void main(String[] arguments) throws IOException {
      try (TorchPolicy policy = open(64, 1 << 16);
          RolloutEngine rollouts = policy.rollouts()) {
        for (int step = 0; step < 250; step++) {
          if (step == 50) {
            System.out.println("before " + residentKiB());
          }
          train(policy, rollouts, step);
        }
        System.out.println("after " + residentKiB());
      }
    }

    private static void train(TorchPolicy policy, RolloutEngine rollouts, int step) {
      var random = new SplittableRandom(step);
      List<RolloutRequest> requests = new ArrayList<>();
      for (int b = 0; b < 4; b++) {
        int[] prompt = random.ints(random.nextInt(10, 60), 0, 64).toArray();
        requests.add(new RolloutRequest(prompt, 4, step));
      }
      var sampling = new Sampling(1, 24, Set.of(1), step);
      var drawn = rollouts.generate(requests, sampling);
      List<CompletionGroup> groups = new ArrayList<>();
      for (int b = 0; b < 4; b++) {
        var tokens = drawn.get(b).stream().map(c -> c.tokens()).toList();
        groups.add(new CompletionGroup(requests.get(b).prompt(), tokens));
      }
      policy.score(groups, 1);
      try (ForwardPass pass = policy.forward(groups, 1)) {
        pass.backward(pass.logProbs());
      }
      policy.step(new OptimizerStep(1e-4, 0.9, 0.999, 1e-8, 0, 1));
      rollouts.policyUpdated();
    }

    private static long residentKiB() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      throw new IOException("no VmRSS");
    }
  }

  /** Asks for logits that do not fit, then for some that do. */
  static final class TooMuch {
    private TooMuch() {}

    /** Runs. */
    public static void main(String[] arguments) {
      try (TorchPolicy policy = open(400_000, 1 << 20)) {
        int[] tokens = new int[8000];
        List<int[]> completions = List.of(new int[1], tokens);
        try {
          policy.score(List.of(new CompletionGroup(new int[] {1, 2}, completions)), 1);
          System.out.println("fits");
        } catch (DeviceMemoryException e) {
          System.out.println(e.getMessage());
        }
        var small = new CompletionGroup(new int[] {1, 2}, List.of(new int[] {3, 4}));
        System.out.println("then " + policy.score(List.of(small), 1)[0].length);
      }
    }
  }

  private static TorchPolicy open(int vocabulary, int headChunk) {
    ModelConfig config =
        ModelConfig.builder()
            .hiddenSize(16)
            .intermediateSize(32)
            .layers(2)
            .heads(2)
            .keyValueHeads(1)
            .headDim(8)
            .vocabularySize(vocabulary)
            .contextLength(10_000)
            .build();
    return Policies.openTorch(
        PolicySpec.random(config, 1, Path.of("")).withDevice("cpu").withHeadChunk(headChunk));
  }

  @Test
  void training_200Steps_keepsItsMemory(@TempDir Path folder) throws Exception {
    // compiled code takes memory, too, and on a busy machine is compiled later
    String text =
        ChildJava.run(folder, Steps.class, 0, "-Xint", "-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch");
    long before = Long.parseLong(text.replaceAll("(?s).*before (\\d+).*", "$1"));
    long after = Long.parseLong(text.replaceAll("(?s).*after (\\d+).*", "$1"));
    assertThat(after).as(text).isLessThan(before + before / 20);
  }

  @Test
  void score_moreThanTheMemory_namesTheSizesAndThePolicyGoesOn(@TempDir Path folder)
      throws Exception {
    String text = ChildJava.run(folder, TooMuch.class, 8 << 20, "-Xmx128m");
    assertThat(text)
        .contains(
            "a forward pass over 1 prompts of up to 2 tokens with 2 completions of up to 8000"
                + " tokens, 8001 rows needs more memory than cpu has",
            "which could not give 129",
            "lower the tokens of a micro-batch (GrpoConfig microBatchTokens) or the head chunk",
            "then 2");
  }
}
