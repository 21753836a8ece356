package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchPolicyTest {
  private static final OptimizerStep STEP = new OptimizerStep(1e-3, 0.9, 0.999, 1e-8, 0.01, 1.0);

  private final TorchPolicy policy = open();

  private static TorchPolicy open() {
    return Policies.openTorch(PolicySpec.huggingFace(Golden.FOLDER).withDevice("cpu"));
  }

  @AfterEach
  void close() {
    policy.close();
  }

  @Test
  void score_anyGroupingOfRandomLengths_isTheSameToOneE5() {
    List<CompletionGroup> groups = randomGroups(11, 6);
    float[][] together = policy.score(groups, 0.7);
    int n = 0;
    for (CompletionGroup group : groups) {
      for (int[] completion : group.completions()) {
        var alone = List.of(new CompletionGroup(group.prompt(), List.of(completion)));
        assertThat(policy.score(alone, 0.7)[0]).containsExactly(together[n++], within(1e-5f));
      }
    }
  }

  @Test
  void backward_randomDirection_equalsFiniteDifferenceOfScore() {
    List<CompletionGroup> groups = randomGroups(5, 2);
    float[][] direction = randomLike(policy.score(groups, 1.0));
    double before = dot(policy.score(groups, 1.0), direction);
    try (ForwardPass pass = policy.forward(groups, 1.0)) {
      pass.backward(direction);
    }
    double squared = 0;
    for (float g : policy.gradient("model.norm.weight")) {
      squared += (double) g * g;
    }
    // AdamW's first step moves each weight by lr x sign(gradient), so the change is lr x |g|_1
    double total = 0;
    for (String name : TorchWeights.names(policy.config())) {
      for (float g : policy.gradient(name)) {
        total += Math.abs(g);
      }
    }
    double lr = 1e-6;
    policy.step(new OptimizerStep(lr, 0.9, 0.999, 1e-12, 0, Double.POSITIVE_INFINITY));
    double change = before - dot(policy.score(groups, 1.0), direction);
    assertThat(squared).isPositive();
    assertThat(change / (lr * total)).isCloseTo(1, within(0.05));
  }

  @Test
  void generate_anotherBatchSplit_drawsTheSameTokens() {
    List<RolloutRequest> requests = requests(9, 4);
    var sampling = new Sampling(0.7, 12, Set.of(2), 99);
    try (RolloutEngine engine = policy.rollouts()) {
      List<List<Completion>> whole = engine.generate(requests, sampling);
      for (int i = 0; i < requests.size(); i++) {
        var single = engine.generate(requests.subList(i, i + 1), sampling);
        assertSame(single.get(0), whole.get(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void generate_anotherThreadCount_drawsTheSameBits(int threads) {
    var sampling = new Sampling(0.7, 12, Set.of(2), 5);
    try (RolloutEngine engine = policy.rollouts()) {
      List<List<Completion>> usual = engine.generate(requests(16, 8), sampling);
      Policies.threads(threads);
      try {
        List<List<Completion>> again = engine.generate(requests(16, 8), sampling);
        for (int i = 0; i < usual.size(); i++) {
          assertSame(again.get(i), usual.get(i));
          for (int g = 0; g < usual.get(i).size(); g++) {
            assertThat(again.get(i).get(g).logProbs().orElseThrow())
                .containsExactly(usual.get(i).get(g).logProbs().orElseThrow());
          }
        }
      } finally {
        Policies.threads(Runtime.getRuntime().availableProcessors());
      }
    }
  }

  @Test
  void training_sameSeedTwice_givesIdenticalWeights() {
    float[] first = trained();
    assertThat(trained()).containsExactly(first);
  }

  private static float[] trained() {
    try (TorchPolicy fresh = open()) {
      List<CompletionGroup> groups = randomGroups(3, 4);
      for (int i = 0; i < 3; i++) {
        try (ForwardPass pass = fresh.forward(groups, 1.0)) {
          pass.backward(randomLike(pass.logProbs()));
        }
        fresh.step(STEP);
      }
      return fresh.weight("model.embed_tokens.weight");
    }
  }

  @Test
  void save_thenOpen_scoresTheSame(@TempDir Path folder) {
    List<CompletionGroup> groups = randomGroups(8, 2);
    float[][] before = policy.score(groups, 1.0);
    policy.save(folder.resolve("model"));
    try (PolicyModel again = Policies.open(PolicySpec.huggingFace(folder.resolve("model")))) {
      assertThat(again.score(groups, 1.0)).isDeepEqualTo(before);
    }
  }

  @Test
  void frozenCopy_afterTheOriginalLearns_keepsItsScores() {
    List<CompletionGroup> groups = randomGroups(8, 2);
    float[][] before = policy.score(groups, 1.0);
    try (PolicyModel copy = policy.frozenCopy()) {
      try (ForwardPass pass = policy.forward(groups, 1.0)) {
        pass.backward(randomLike(pass.logProbs()));
      }
      policy.step(STEP);
      assertThat(copy.score(groups, 1.0)).isDeepEqualTo(before);
      assertThat(policy.score(groups, 1.0)[0]).isNotEqualTo(before[0]);
    }
  }

  @Test
  void training_manySteps_leavesNoArrayInTheModelsManager() {
    List<CompletionGroup> groups = randomGroups(8, 2);
    step(groups);
    int before = policy.managedArrays();
    for (int i = 0; i < 5; i++) {
      step(groups);
    }
    assertThat(policy.managedArrays()).isEqualTo(before);
  }

  private void step(List<CompletionGroup> groups) {
    try (ForwardPass pass = policy.forward(groups, 1.0)) {
      pass.backward(randomLike(pass.logProbs()));
    }
    policy.step(STEP);
  }

  @Test
  void use_afterClose_throwsIllegalState() {
    policy.close();
    policy.close();
    assertThatThrownBy(() -> policy.score(randomGroups(1, 1), 1.0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void score_tokenOutsideVocabulary_namesGroupIdAndBound() {
    var group = new CompletionGroup(new int[] {1, 320}, List.of(new int[] {1}));
    var sound = new CompletionGroup(new int[] {1}, List.of(new int[] {319}));
    assertThatThrownBy(() -> policy.score(List.of(sound, group), 1.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("group 1: token id 320 is not in [0, 320)");
  }

  @Test
  void backward_nonFiniteGradient_isRefusedAndLeavesThePassUsable() {
    List<CompletionGroup> groups = randomGroups(2, 1);
    try (ForwardPass pass = policy.forward(groups, 1.0)) {
      float[][] bad = randomLike(pass.logProbs());
      bad[0][0] = Float.NaN;
      assertThatThrownBy(() -> pass.backward(bad)).hasMessageContaining("NaN");
      pass.backward(randomLike(pass.logProbs()));
      assertThatThrownBy(() -> pass.backward(bad)).isInstanceOf(IllegalStateException.class);
    }
  }

  private static List<RolloutRequest> requests(int count, int samples) {
    var random = new SplittableRandom(17);
    var requests = new ArrayList<RolloutRequest>();
    for (int i = 0; i < count; i++) {
      int[] prompt = random.ints(3 + random.nextInt(20), 3, 320).toArray();
      requests.add(new RolloutRequest(prompt, samples, i));
    }
    return requests;
  }

  private static List<CompletionGroup> randomGroups(long seed, int count) {
    var random = new SplittableRandom(seed);
    var groups = new ArrayList<CompletionGroup>();
    for (int b = 0; b < count; b++) {
      var completions = new ArrayList<int[]>();
      for (int g = random.nextInt(1, 5); g > 0; g--) {
        completions.add(random.ints(random.nextInt(1, 9), 0, 320).toArray());
      }
      groups.add(
          new CompletionGroup(random.ints(random.nextInt(1, 25), 0, 320).toArray(), completions));
    }
    return groups;
  }

  private static float[][] randomLike(float[][] shape) {
    var random = new SplittableRandom(1);
    float[][] result = new float[shape.length][];
    for (int n = 0; n < shape.length; n++) {
      result[n] = new float[shape[n].length];
      for (int t = 0; t < result[n].length; t++) {
        result[n][t] = (float) random.nextGaussian() * 0.1f;
      }
    }
    return result;
  }

  private static double dot(float[][] a, float[][] b) {
    double sum = 0;
    for (int n = 0; n < a.length; n++) {
      for (int t = 0; t < a[n].length; t++) {
        sum += (double) a[n][t] * b[n][t];
      }
    }
    return sum;
  }

  private static void assertSame(List<Completion> got, List<Completion> want) {
    assertThat(got).hasSameSizeAs(want);
    for (int g = 0; g < got.size(); g++) {
      assertThat(got.get(g).tokens()).isEqualTo(want.get(g).tokens());
      assertThat(got.get(g).stopped()).isEqualTo(want.get(g).stopped());
    }
  }
}
