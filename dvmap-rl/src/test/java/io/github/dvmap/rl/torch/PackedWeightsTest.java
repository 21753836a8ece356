package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that oneDNN packs: those whose sides are multiples of 64. */
class PackedWeightsTest {
  /** libtorch's number for oneDNN's layouts. */
  private static final int MKLDNN_LAYOUT = 2;

  private static TorchPolicy policy(int hidden, int vocabulary, boolean tied) {
    ModelConfig config =
        ModelConfig.builder()
            .hiddenSize(hidden)
            .layers(2)
            .heads(4)
            .keyValueHeads(2)
            .headDim(32)
            .intermediateSize(192)
            .vocabularySize(vocabulary)
            .contextLength(64)
            .tiedEmbeddings(tied)
            .build();
    return Policies.openTorch(PolicySpec.random(config, 3, Path.of("")).withDevice("cpu"));
  }

  private static List<RolloutRequest> requests() {
    return IntStream.range(0, 3)
        .mapToObj(i -> new RolloutRequest(IntStream.range(1, 4 + 5 * i).toArray(), 4, i))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"64, 192, true", "64, 192, false", "128, 100, true", "96, 128, false"})
  void generate_anySides_drawsWhatTheScoringPassSays(int hidden, int vocabulary, boolean tied) {
    var sampling = new Sampling(0.7, 20, Set.of(vocabulary - 1), 5);
    try (TorchPolicy policy = policy(hidden, vocabulary, tied);
        RolloutEngine engine = policy.rollouts()) {
      List<List<Completion>> together = engine.generate(requests(), sampling);
      for (int i = 0; i < together.size(); i++) {
        RolloutRequest request = requests().get(i);
        List<Completion> drawn = together.get(i);
        var group =
            new CompletionGroup(request.prompt(), drawn.stream().map(Completion::tokens).toList());
        float[][] scores = policy.score(List.of(group), sampling.scoringTemperature());
        List<Completion> alone = engine.generate(List.of(request), sampling).get(0);
        for (int g = 0; g < drawn.size(); g++) {
          assertThat(drawn.get(g).logProbs().orElseThrow())
              .containsExactly(scores[g], within(1e-5f));
          assertThat(alone.get(g).tokens()).isEqualTo(drawn.get(g).tokens());
        }
      }
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void decodeWeights_float32OnTheProcessor_areInOneDnnsLayout() {
    try (TorchPolicy policy = policy(64, 192, false);
        NDManager scope = policy.newScope()) {
      NDList weights = policy.decodeWeights(scope);
      // by layer: norm, queries with keys and values, 2 of none, output, none, norm, gate with up,
      // down
      assertThat(weights).hasSize(1 + 9 * policy.config().layers() + 2);
      for (int packed : new int[] {2, 5, 8, 9, weights.size() - 1}) {
        assertThat(JniUtils.getLayout((PtNDArray) weights.get(packed)))
            .as("weight %s", packed)
            .isEqualTo(MKLDNN_LAYOUT);
      }
    }
  }

  @Test
  void module_operatorOfOneDnnIsUnknown_isSeenAsALibtorchWithoutIt() {
    assertThatThrownBy(
            () ->
                new TorchModule(
                    List.of("unknown_operator.py"),
                    "Unknown",
                    Map.of("training", false),
                    Device.cpu()))
        .isInstanceOf(IllegalStateException.class)
        .satisfies(
            e -> assertThat(TorchModule.isWithoutOneDnn((IllegalStateException) e)).isTrue());
  }
}
