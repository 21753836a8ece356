package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.dvmap.core.policy.Sampling;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecodeBatchTest {
  private static final Sampling SAMPLING = new Sampling(1, 4, Set.of(), 1);

  /** Arrays and scopes that a manager owns; DJL tells the arrays alone. */
  private static int resources(NDManager manager) throws ReflectiveOperationException {
    Field resources = BaseNDManager.class.getDeclaredField("resources");
    resources.setAccessible(true);
    return ((Map<?, ?>) resources.get(manager)).size();
  }

  /** Without weights libtorch refuses the prompts, as it does where they do not fit its memory. */
  @Test
  void new_promptsThatFail_leavesNothingInThePolicy() throws ReflectiveOperationException {
    try (TorchPolicy policy =
        Policies.openTorch(PolicySpec.huggingFace(Golden.FOLDER).withDevice("cpu"))) {
      List<DecodeRow> rows = List.of(new DecodeRow(0, new int[] {5, 6, 7}, 0, 0, SAMPLING));
      try (NDManager scope = policy.newScope()) {
        NDList weights = policy.decodeWeights(scope);
        NDManager manager = scope.getParentManager();
        int before = resources(manager);
        new DecodeBatch(policy, weights, rows, SAMPLING).close();
        assertThat(resources(manager)).isEqualTo(before);
        for (int time = 0; time < 3; time++) {
          assertThatThrownBy(() -> new DecodeBatch(policy, new NDList(), rows, SAMPLING))
              .isInstanceOf(EngineException.class);
        }
        assertThat(resources(manager)).isEqualTo(before);
      }
    }
  }
}
