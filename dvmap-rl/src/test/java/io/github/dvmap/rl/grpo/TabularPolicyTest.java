package io.github.dvmap.rl.grpo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A table has no contract to keep but this: its prompts are numbers and it is never saved. */
class TabularPolicyTest {
  private static double step(TabularPolicy policy, float gradient) {
    var group = new CompletionGroup(new int[] {0}, List.of(new int[] {1, 2}));
    try (ForwardPass pass = policy.forward(List.of(group), 1)) {
      pass.backward(new float[][] {{gradient, 1}});
    }
    return policy.step(new OptimizerStep(0.1, 0.9, 0.999, 1e-8, 0.1, 1));
  }

  @Test
  void step_gradientNotFinite_leavesAllButTheGradientAsItWas() {
    try (var policy = new TabularPolicy(1, 4);
        var spared = new TabularPolicy(1, 4)) {
      step(policy, 1);
      assertThat(step(policy, Float.NaN)).isNaN();
      step(policy, 2);
      step(spared, 1);
      step(spared, 2);
      assertThat(policy.weights()).isEqualTo(spared.weights());
    }
  }
}
