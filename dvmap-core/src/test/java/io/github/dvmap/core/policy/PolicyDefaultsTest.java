package io.github.dvmap.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.testkit.BigramPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a policy does that overrides none of the interface's defaults. */
class PolicyDefaultsTest {
  @Test
  void clearGradient_byDefault_forgetsTheGradientAndLeavesTheWeights() {
    var groups = List.of(new CompletionGroup(new int[] {1}, List.of(new int[] {2})));
    try (PolicyModel policy = BigramPolicy.create()) {
      float[][] before = policy.score(groups, 1);
      try (ForwardPass pass = policy.forward(groups, 1)) {
        pass.backward(new float[][] {{1}});
      }
      policy.clearGradient();
      assertThat(policy.step(new OptimizerStep(1, 0.9, 0.999, 1e-8, 0, 1))).isZero();
      assertThat(policy.score(groups, 1)).isDeepEqualTo(before);
    }
  }
}
