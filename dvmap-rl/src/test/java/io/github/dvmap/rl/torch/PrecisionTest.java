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
import io.github.dvmap.rl.checkpoint.LoraConfig;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.checkpoint.ModelFormatException;
import io.github.dvmap.rl.checkpoint.TensorValues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PrecisionTest {
  private static final List<CompletionGroup> GROUPS =
      List.of(
          new CompletionGroup(
              new int[] {5, 9, 200, 17, 3}, List.of(new int[] {8, 1, 90}, new int[] {300})),
          new CompletionGroup(new int[] {44}, List.of(new int[] {2, 2, 2, 7})));
  private static final float[][] UP = {{-1, -1, -1}, {-1}, {-1, -1, -1, -1}};
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String NORM = "model.layers.0.input_layernorm.weight";

  private static final PolicySpec PLAIN = PolicySpec.huggingFace(Golden.FOLDER).withDevice("cpu");
  private static final LoraConfig WIDE = LoraConfig.builder().rank(3).build();

  private static TorchPolicy open(Precision precision) {
    return Policies.openTorch(
        PolicySpec.huggingFace(Golden.FOLDER).withDevice("cpu").withPrecision(precision));
  }

  private static double sum(float[][] values) {
    double sum = 0;
    for (float[] row : values) {
      for (float value : row) {
        sum += value;
      }
    }
    return sum;
  }

  static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void score_anyPrecision_isTheFloat32ScoreToItsRounding(Precision precision) {
    try (TorchPolicy exact = open(Precision.FP32);
        TorchPolicy rounded = open(precision)) {
      float[][] expected = exact.score(GROUPS, 1);
      float[][] actual = rounded.score(GROUPS, 1);
      // bfloat16 keeps 8 bits, and logits near 10 are thus 2^-4 apart
      float tolerance = precision == Precision.FP32 ? 0 : 0.125f;
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).containsExactly(expected[i], within(tolerance));
      }
      if (precision != Precision.FP32) {
        assertThat(Arrays.deepEquals(actual, expected)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void backward_anyPrecision_pointsTheWayOfFloat32(Precision precision) {
    try (TorchPolicy exact = open(Precision.FP32);
        TorchPolicy rounded = open(precision)) {
      for (TorchPolicy policy : List.of(exact, rounded)) {
        try (ForwardPass pass = policy.forward(GROUPS, 1)) {
          pass.backward(UP);
        }
      }
      for (String name : TorchWeights.names(exact.config())) {
        assertThat(cosine(rounded.gradient(name), exact.gradient(name)))
            .as(name)
            .isGreaterThan(0.99);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void step_anyPrecision_learns(Precision precision) {
    try (TorchPolicy policy = open(precision)) {
      double before = sum(policy.score(GROUPS, 1));
      for (int step = 0; step < 5; step++) {
        try (ForwardPass pass = policy.forward(GROUPS, 1)) {
          pass.backward(UP);
        }
        policy.step(new OptimizerStep(1e-2, 0.9, 0.999, 1e-8, 0, 1));
      }
      assertThat(sum(policy.score(GROUPS, 1))).isGreaterThan(before + 5);
    }
  }

  @Test
  void step_smallerThanRounding_isKeptByMasterWeightsOnly() {
    for (Precision precision : List.of(Precision.BF16, Precision.PURE_BF16)) {
      try (TorchPolicy policy = open(precision)) {
        float[] before = policy.weight(NORM);
        try (ForwardPass pass = policy.forward(GROUPS, 1)) {
          pass.backward(UP);
        }
        policy.step(new OptimizerStep(1e-5, 0.9, 0.999, 1e-8, 0, 1));
        // weights of about 1 are 2^-8 apart in bfloat16, 2^-23 in float32
        boolean kept = !Arrays.equals(policy.weight(NORM), before);
        assertThat(kept).isEqualTo(precision == Precision.BF16);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void rollouts_anyPrecision_repeatAndAFrozenCopyScoresThemAlike(Precision precision) {
    try (TorchPolicy policy = open(precision);
        RolloutEngine engine = policy.rollouts();
        PolicyModel frozen = policy.frozenCopy()) {
      int[] prompt = {5, 9, 200, 17, 3};
      var request = List.of(new RolloutRequest(prompt, 4, 7));
      var sampling = new Sampling(0.7, 8, Set.of(), 3);
      List<int[]> first =
          engine.generate(request, sampling).get(0).stream().map(Completion::tokens).toList();
      List<int[]> again =
          engine.generate(request, sampling).get(0).stream().map(Completion::tokens).toList();
      assertThat(again.toArray(int[][]::new)).isDeepEqualTo(first.toArray(int[][]::new));
      var group = List.of(new CompletionGroup(prompt, first));
      assertThat(frozen.score(group, 0.7)).isDeepEqualTo(policy.score(group, 0.7));
    }
  }

  private static void train(TorchPolicy policy, int steps) {
    for (int step = 0; step < steps; step++) {
      try (ForwardPass pass = policy.forward(GROUPS, 1)) {
        pass.backward(UP);
      }
      policy.step(new OptimizerStep(1e-2, 0.9, 0.999, 1e-8, 0.1, 1));
    }
  }

  static Stream<PolicySpec> specs() {
    PolicySpec golden = PolicySpec.huggingFace(Golden.FOLDER).withDevice("cpu");
    LoraConfig lora = LoraConfig.builder().rank(2).build();
    return Stream.of(Precision.values())
        .map(golden::withPrecision)
        .flatMap(spec -> Stream.of(spec, spec.withLora(lora, 5)));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void restoreState_ofAnInterruptedRun_goesOnToTheSameBits(PolicySpec spec, @TempDir Path folder) {
    Path file = folder.resolve("state.safetensors");
    float[][] expected;
    try (TorchPolicy whole = Policies.openTorch(spec)) {
      train(whole, 2);
      whole.saveState(file);
      train(whole, 2);
      expected = whole.score(GROUPS, 1);
    }
    try (TorchPolicy resumed = Policies.openTorch(spec)) {
      try (ForwardPass pass = resumed.forward(GROUPS, 1)) {
        pass.backward(UP); // of a step that never came
      }
      resumed.restoreState(file);
      train(resumed, 2);
      assertThat(resumed.score(GROUPS, 1)).isDeepEqualTo(expected);
    }
    try (TorchPolicy other =
        Policies.openTorch(spec.lora().isPresent() ? PLAIN : PLAIN.withLora(WIDE, 1))) {
      assertThatThrownBy(() -> other.restoreState(file))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("state.safetensors");
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void restoreState_valueThatIsNotFinite_leavesThePolicyAsItWas(
      PolicySpec spec, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("state.safetensors");
    try (TorchPolicy policy = Policies.openTorch(spec)) {
      train(policy, 2);
      policy.saveState(file);
      train(policy, 1);
      float[][] before = policy.score(GROUPS, 1);
      byte[] bytes = Files.readAllBytes(file);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
      Files.write(file, bytes);
      assertThatThrownBy(() -> policy.restoreState(file))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("value 0 is NaN");
      assertThat(policy.score(GROUPS, 1)).isDeepEqualTo(before);
    }
  }

  /** With more values than a piece has. */
  @Test
  void restoreState_tensorsOfSeveralPieces_areWhole(@TempDir Path folder) {
    Path file = folder.resolve("state.safetensors");
    ModelConfig config =
        ModelConfig.builder()
            .hiddenSize(16)
            .intermediateSize(32)
            .layers(1)
            .heads(2)
            .keyValueHeads(1)
            .headDim(8)
            .vocabularySize(TensorValues.PIECE / 16 + 9)
            .contextLength(64)
            .build();
    for (Precision precision : Precision.values()) {
      PolicySpec spec =
          PolicySpec.random(config, 1, folder).withDevice("cpu").withPrecision(precision);
      try (TorchPolicy policy = Policies.openTorch(spec);
          TorchPolicy again = Policies.openTorch(spec)) {
        train(policy, 1);
        policy.saveState(file);
        again.restoreState(file);
        assertThat(again.weight(EMBEDDING)).isEqualTo(policy.weight(EMBEDDING));
        train(policy, 1);
        train(again, 1);
        assertThat(again.weight(EMBEDDING)).isEqualTo(policy.weight(EMBEDDING));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void clearGradient_afterABackwardPass_leavesTheMomentsAndTheSteps(PolicySpec spec) {
    float[][] huge = new float[UP.length][];
    Arrays.setAll(huge, n -> filled(UP[n].length, 3e38f));
    try (TorchPolicy policy = Policies.openTorch(spec);
        TorchPolicy other = Policies.openTorch(spec)) {
      policy.clearGradient(); // there is none yet
      train(policy, 2);
      train(other, 2);
      for (float[][] given : List.of(UP, huge)) {
        try (ForwardPass pass = policy.forward(GROUPS, 1)) {
          pass.backward(given);
        }
        policy.clearGradient();
      }
      train(policy, 1);
      train(other, 1);
      assertThat(policy.score(GROUPS, 1)).isDeepEqualTo(other.score(GROUPS, 1));
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void state_writtenAndReadByAnInterruptedThread_isWhole(PolicySpec spec, @TempDir Path folder) {
    Path file = folder.resolve("state.safetensors");
    try (TorchPolicy policy = Policies.openTorch(spec);
        TorchPolicy other = Policies.openTorch(spec)) {
      train(policy, 1);
      Thread.currentThread().interrupt();
      policy.saveState(file);
      other.requireState(file);
      other.restoreState(file);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(other.score(GROUPS, 1)).isDeepEqualTo(policy.score(GROUPS, 1));
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void requireState_ofAnotherModelOrNoState_namesTheFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("state.safetensors");
    try (TorchPolicy policy = Policies.openTorch(PLAIN);
        TorchPolicy lora = Policies.openTorch(PLAIN.withLora(WIDE, 1))) {
      float[][] before = policy.score(GROUPS, 1);
      lora.saveState(file);
      lora.requireState(file);
      for (int time = 0; time < 2; time++) {
        assertThatThrownBy(() -> policy.requireState(file))
            .isInstanceOf(ModelFormatException.class)
            .hasMessageContaining("state.safetensors");
        Files.writeString(file, "no state");
      }
      assertThat(policy.score(GROUPS, 1)).isDeepEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void step_normThatIsNotFinite_isNotTaken(PolicySpec spec) {
    float[][] huge = new float[UP.length][];
    Arrays.setAll(huge, n -> filled(UP[n].length, 3e38f));
    try (TorchPolicy policy = Policies.openTorch(spec);
        TorchPolicy other = Policies.openTorch(spec)) {
      train(policy, 1);
      train(other, 1);
      try (ForwardPass pass = policy.forward(GROUPS, 1)) {
        pass.backward(huge);
      }
      assertThat(policy.step(new OptimizerStep(1, 0.9, 0.999, 1e-8, 0.1, 1)))
          .matches(norm -> !Double.isFinite(norm));
      train(policy, 1);
      train(other, 1);
      assertThat(policy.score(GROUPS, 1)).isDeepEqualTo(other.score(GROUPS, 1));
    }
  }

  private static float[] filled(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void lora_overPureBf16_trainsFloat32Adapters(@TempDir Path folder) {
    LoraConfig lora = LoraConfig.builder().rank(4).build();
    PolicySpec spec =
        PolicySpec.huggingFace(Golden.FOLDER)
            .withDevice("cpu")
            .withPrecision(Precision.PURE_BF16)
            .withLora(lora, 1);
    try (TorchPolicy policy = Policies.openTorch(spec)) {
      double before = sum(policy.score(GROUPS, 1));
      float[] weight = policy.weight("model.layers.0.mlp.up_proj.weight");
      for (int step = 0; step < 5; step++) {
        try (ForwardPass pass = policy.forward(GROUPS, 1)) {
          pass.backward(UP);
        }
        policy.step(new OptimizerStep(1e-2, 0.9, 0.999, 1e-8, 0, 1));
      }
      assertThat(sum(policy.score(GROUPS, 1))).isGreaterThan(before + 1);
      assertThat(policy.weight("model.layers.0.mlp.up_proj.weight")).isEqualTo(weight);
      policy.save(folder.resolve("a"));
    }
    assertThat(folder.resolve("a/adapter_model.safetensors")).exists();
  }

  @Test
  void of_unknownName_isRefusedWithTheNamesThatExist() {
    assertThat(Precision.of("pure-bf16")).isEqualTo(Precision.PURE_BF16);
    assertThatThrownBy(() -> Precision.of("fp8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'fp8' is none of fp32, bf16, pure-bf16");
  }
}
