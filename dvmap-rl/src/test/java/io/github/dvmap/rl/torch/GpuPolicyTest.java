package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The golden models on a GPU, and bfloat16 there against float32 on the processor. */
@Tag("gpu")
class GpuPolicyTest {
  @BeforeAll
  static void requireGpu() {
    Gpus.require();
  }

  @Nested
  class Qwen3 extends GoldenModelCases {
    Qwen3() {
      super(Golden.load("qwen3-tied", "qwen3-tied"), Gpus.FIRST);
    }
  }

  @Nested
  class Llama32 extends GoldenModelCases {
    Llama32() {
      super(Golden.load("llama32-tied", "llama32-tied"), Gpus.FIRST);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bf16, true, false",
    "bf16, false, false",
    "bf16, true, true",
    "pure-bf16, true, false",
    "fp32, true, true"
  })
  void backward_anyPrecision_pointsWhereFloat32OnTheProcessorDoes(
      String precision, boolean flash, boolean checkpointing) {
    Golden golden = Golden.load("qwen3-tied", "qwen3-tied");
    PolicySpec cpu = PolicySpec.huggingFace(golden.folder()).withDevice("cpu");
    PolicySpec gpu =
        cpu.withDevice(Gpus.FIRST)
            .withPrecision(Precision.of(precision))
            .withFlashAttention(flash)
            .withCheckpointing(checkpointing);
    try (TorchPolicy exact = Policies.openTorch(cpu);
        TorchPolicy rounded = Policies.openTorch(gpu)) {
      float[][] expected = pulled(exact, golden.groups());
      float[][] actual = pulled(rounded, golden.groups());
      for (int n = 0; n < expected.length; n++) {
        // bfloat16 keeps 8 bits: numbers near 10, as these logits are, lie 2^-4 apart
        assertThat(actual[n]).containsExactly(expected[n], within(0.25f));
      }
      for (String tensor : TorchWeights.names(exact.config())) {
        assertThat(PrecisionTest.cosine(exact.gradient(tensor), rounded.gradient(tensor)))
            .as(tensor)
            .isGreaterThan(0.98);
      }
    }
  }

  private static float[][] pulled(TorchPolicy policy, List<CompletionGroup> groups) {
    try (ForwardPass pass = policy.forward(groups, 1)) {
      pass.backward(pass.logProbs());
      return pass.logProbs();
    }
  }
}
