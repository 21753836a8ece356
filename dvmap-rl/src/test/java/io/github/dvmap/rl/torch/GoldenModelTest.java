package io.github.dvmap.rl.torch;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The golden models, each against its values. */
class GoldenModelTest {
  @Nested
  class Qwen3 extends GoldenModelCases {
    Qwen3() {
      super(Golden.load("qwen3-tied", "qwen3-tied"));
    }
  }

  /** The same weights in two files. */
  @Nested
  class Qwen3Sharded extends GoldenModelCases {
    Qwen3Sharded() {
      super(Golden.load("qwen3-tied-sharded", "qwen3-tied"));
    }
  }

  /** Positions stretched as in Llama 3.1, no norm of queries and keys. */
  @Nested
  class Llama32 extends GoldenModelCases {
    Llama32() {
      super(Golden.load("llama32-tied", "llama32-tied"));
    }
  }

  @Test
  void logits_weightsStoredInBf16_equalReference() {
    Golden golden = Golden.load("qwen3-tied-bf16", "qwen3-tied-bf16");
    PolicySpec spec = PolicySpec.huggingFace(golden.folder()).withDevice("cpu");
    try (TorchPolicy policy = Policies.openTorch(spec)) {
      GoldenModelCases.assertLogits(policy, golden);
    }
  }
}
