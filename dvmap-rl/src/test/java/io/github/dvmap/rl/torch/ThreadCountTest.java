package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.rl.checkpoint.Architecture;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches so large that each operation is cut between the threads, at odd places. */
class ThreadCountTest {
  private static final int[] OTHERS = {1, 3, 7};
  private static final int VOCABULARY = 260;

  @AfterEach
  void restoreThreads() {
    Policies.threads(Runtime.getRuntime().availableProcessors());
  }

  static Stream<Arguments> policies() {
    return Stream.of(
        policy("qwen3", Architecture.QWEN3, s -> s),
        policy("qwen3 checkpointing", Architecture.QWEN3, s -> s.withCheckpointing(true)),
        policy("qwen2 no flash", Architecture.QWEN2, s -> s.withFlashAttention(false)),
        policy("llama bf16", Architecture.LLAMA, s -> s.withPrecision(Precision.BF16)));
  }

  private static Arguments policy(
      String name, Architecture architecture, UnaryOperator<PolicySpec> options) {
    ModelConfig config =
        ModelConfig.builder()
            .architecture(architecture)
            .hiddenSize(96)
            .intermediateSize(340)
            .layers(2)
            .heads(6)
            .keyValueHeads(2)
            .headDim(16)
            .vocabularySize(VOCABULARY)
            .initializerRange(0.1)
            .build();
    PolicySpec spec = PolicySpec.random(config, 7, Golden.FOLDER).withDevice("cpu");
    return Arguments.of(name, options.apply(spec));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("policies")
  void training_anyThreadCount_hasTheSameBits(String name, PolicySpec spec) {
    Policies.threads(2);
    Map<String, float[]> usual = trained(spec);
    for (int threads : OTHERS) {
      Policies.threads(threads);
      trained(spec)
          .forEach(
              (what, found) ->
                  assertThat(found).as(what + ", " + threads).containsExactly(usual.get(what)));
    }
  }

  /** What a pass says of each token, and the weights after two steps. */
  private static Map<String, float[]> trained(PolicySpec spec) {
    var found = new LinkedHashMap<String, float[]>();
    List<CompletionGroup> groups = groups();
    try (TorchPolicy policy = Policies.openTorch(spec)) {
      for (int step = 0; step < 2; step++) {
        try (ForwardPass pass = policy.forward(groups, 0.7)) {
          float[][] logProbs = pass.logProbs();
          float[][] entropies = pass.entropies();
          for (int i = 0; i < logProbs.length; i++) {
            found.put("log-probabilities " + step + " " + i, logProbs[i]);
            found.put("entropies " + step + " " + i, entropies[i]);
          }
          pass.backward(logProbs, entropies);
        }
        policy.step(new OptimizerStep(1e-3, 0.9, 0.999, 1e-8, 0.1, 1.0));
      }
      for (String tensor : TorchWeights.names(policy.config())) {
        found.put(tensor, policy.weight(tensor));
      }
    }
    return found;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("policies")
  void generate_anyThreadCount_hasTheSameBits(String name, PolicySpec spec) {
    try (TorchPolicy policy = Policies.openTorch(spec)) {
      Policies.threads(2);
      List<Completion> usual = drawn(policy);
      for (int threads : OTHERS) {
        Policies.threads(threads);
        List<Completion> again = drawn(policy);
        for (int i = 0; i < usual.size(); i++) {
          assertThat(again.get(i).tokens()).containsExactly(usual.get(i).tokens());
          assertThat(again.get(i).logProbs().orElseThrow())
              .containsExactly(usual.get(i).logProbs().orElseThrow());
        }
      }
    }
  }

  private static List<Completion> drawn(TorchPolicy policy) {
    var requests = new ArrayList<RolloutRequest>();
    List<CompletionGroup> groups = groups();
    for (int i = 0; i < groups.size(); i++) {
      requests.add(new RolloutRequest(groups.get(i).prompt(), 40, i));
    }
    try (RolloutEngine engine = policy.rollouts()) {
      return engine.generate(requests, new Sampling(0.7, 6, Set.of(2), 5)).stream()
          .flatMap(List::stream)
          .toList();
    }
  }

  /** Prompts of 100 to 180 tokens with six completions each. */
  private static List<CompletionGroup> groups() {
    var random = new SplittableRandom(3);
    var groups = new ArrayList<CompletionGroup>();
    for (int i = 0; i < 5; i++) {
      var completions = new ArrayList<int[]>();
      for (int g = 0; g < 6; g++) {
        completions.add(random.ints(20 + random.nextInt(30), 3, VOCABULARY).toArray());
      }
      int[] prompt = random.ints(100 + random.nextInt(80), 3, VOCABULARY).toArray();
      groups.add(new CompletionGroup(prompt, completions));
    }
    return groups;
  }
}
