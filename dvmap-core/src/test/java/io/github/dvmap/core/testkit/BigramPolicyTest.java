package io.github.dvmap.core.testkit;

import io.github.dvmap.core.policy.PolicyModel;
import org.junit.jupiter.api.Nested;

class BigramPolicyTest {
  @Nested
  class Policy extends PolicyModelContract {
    @Override
    protected PolicyModel open() {
      return BigramPolicy.create();
    }
  }

  @Nested
  class Rollouts extends RolloutEngineContract {
    @Override
    protected PolicyModel open() {
      return BigramPolicy.create();
    }
  }
}
