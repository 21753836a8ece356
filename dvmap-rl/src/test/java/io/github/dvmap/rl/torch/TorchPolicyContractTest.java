package io.github.dvmap.rl.torch;

import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.testkit.PolicyModelContract;
import io.github.dvmap.core.testkit.RolloutEngineContract;
import org.junit.jupiter.api.Nested;

class TorchPolicyContractTest {
  private static PolicyModel golden() {
    return Policies.open(PolicySpec.huggingFace(Golden.FOLDER).withDevice("cpu"));
  }

  @Nested
  class Policy extends PolicyModelContract {
    @Override
    protected PolicyModel open() {
      return golden();
    }
  }

  @Nested
  class Rollouts extends RolloutEngineContract {
    @Override
    protected PolicyModel open() {
      return golden();
    }
  }
}
