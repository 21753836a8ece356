package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.testkit.PolicyModelContract;
import io.github.dvmap.core.testkit.RolloutEngineContract;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contracts on a GPU, and what is drawn there in each precision. */
@Tag("gpu")
class GpuRolloutTest {
  private static final int LONG = 90;

  @BeforeAll
  static void requireGpu() {
    Gpus.require();
  }

  private static TorchPolicy open(String precision, boolean flash) {
    return Policies.openTorch(
        PolicySpec.huggingFace(Golden.FOLDER)
            .withDevice(Gpus.FIRST)
            .withPrecision(Precision.of(precision))
            .withFlashAttention(flash));
  }

  private static List<List<Completion>> generate(PolicyModel policy, Sampling sampling) {
    try (RolloutEngine engine = policy.rollouts()) {
      return engine.generate(RolloutSamplingTest.requests(4, 12, 40), sampling);
    }
  }

  @Nested
  class Policy extends PolicyModelContract {
    @Override
    protected PolicyModel open() {
      return GpuRolloutTest.open("fp32", true);
    }
  }

  @Nested
  class Rollouts extends RolloutEngineContract {
    @Override
    protected PolicyModel open() {
      return GpuRolloutTest.open("fp32", true);
    }
  }

  @ParameterizedTest
  @CsvSource({"fp32, true, 1e-4", "bf16, true, 0.25", "bf16, false, 0.25", "pure-bf16, true, 0.25"})
  void generate_logProbs_equalTheScoringPass(String precision, boolean flash, float tolerance) {
    var sampling = new Sampling(0.7, LONG, RolloutSamplingTest.stops(30), 3).withTopP(0.9);
    List<RolloutRequest> requests = RolloutSamplingTest.requests(4, 12, 40);
    try (TorchPolicy policy = open(precision, flash)) {
      List<List<Completion>> drawn = generate(policy, sampling);
      for (int i = 0; i < drawn.size(); i++) {
        List<int[]> tokens = drawn.get(i).stream().map(Completion::tokens).toList();
        var group = new CompletionGroup(requests.get(i).prompt(), tokens);
        float[][] scores = policy.score(List.of(group), 0.7);
        for (int g = 0; g < scores.length; g++) {
          assertThat(drawn.get(i).get(g).logProbs().orElseThrow())
              .containsExactly(scores[g], within(tolerance));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"fp32, true", "bf16, true", "bf16, false"})
  void generate_twice_drawsTheSame(String precision, boolean flash) {
    var sampling = new Sampling(1, LONG, RolloutSamplingTest.stops(10), 3);
    try (TorchPolicy policy = open(precision, flash)) {
      assertThat(generate(policy, sampling))
          .usingRecursiveComparison()
          .isEqualTo(generate(policy, sampling));
    }
  }

  /** The backward pass of flash attention adds in no fixed order on a GPU. */
  @ParameterizedTest
  @CsvSource({"fp32, true", "fp32, false", "bf16, false"})
  void backward_twice_givesTheSameBytes(String precision, boolean flash) {
    assertThat(gradient(precision, flash)).isEqualTo(gradient(precision, flash));
  }

  private static float[] gradient(String precision, boolean flash) {
    Golden golden = Golden.load("qwen3-tied", "qwen3-tied");
    try (TorchPolicy policy = open(precision, flash);
        ForwardPass pass = policy.forward(golden.groups(), 1)) {
      pass.backward(pass.logProbs());
      return policy.gradient(TorchWeights.names(policy.config()).get(0));
    }
  }
}
