package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.rl.checkpoint.SafeTensors;
import io.github.dvmap.rl.grpo.Aggregation;
import io.github.dvmap.rl.grpo.GrpoLoss;
import io.github.dvmap.rl.grpo.KlEstimator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A tiny random model against values computed in float64 and cross-checked against transformers
 * 4.52.4 and TRL 0.19.1; golden.json names the largest deviations that were seen.
 */
abstract class GoldenModelCases {
  private final Golden golden;
  private final String device;
  private TorchPolicy policy;

  GoldenModelCases(Golden golden) {
    this(golden, "cpu");
  }

  GoldenModelCases(Golden golden, String device) {
    this.golden = golden;
    this.device = device;
  }

  @BeforeEach
  void open() {
    policy = Policies.openTorch(PolicySpec.huggingFace(golden.folder()).withDevice(device));
  }

  @AfterEach
  void close() {
    policy.close();
  }

  @Test
  void logits_goldenPrompt_equalReference() {
    assertLogits(policy, golden);
  }

  static void assertLogits(TorchPolicy policy, Golden golden) {
    JsonObject section = golden.section("logits_case");
    int[] ids = Golden.ints(section.get("input_ids"));
    float[] logits = policy.logits(List.of(new CompletionGroup(ids, List.of(new int[1]))));
    int vocabulary = policy.vocabularySize();
    for (int i = 0; i < ids.length; i++) {
      double[] expected = Golden.doubles(section.getAsJsonArray("logits").get(i));
      for (int v = 0; v < vocabulary; v++) {
        assertThat((double) logits[i * vocabulary + v]).isCloseTo(expected[v], within(1e-4));
      }
    }
  }

  @Test
  void generate_greedyWithPromptsOfTwoLengths_equalsReference() {
    JsonObject section = golden.section("greedy_case");
    List<RolloutRequest> requests =
        Golden.unpadded(section, "prompt_ids", "prompt_mask").stream()
            .map(prompt -> new RolloutRequest(prompt, 1, 0))
            .toList();
    var sampling = new Sampling(0, section.get("max_new_tokens").getAsInt(), Set.of(), 1);
    try (var rollouts = policy.rollouts()) {
      List<List<Completion>> drawn = rollouts.generate(requests, sampling);
      for (int i = 0; i < drawn.size(); i++) {
        assertThat(drawn.get(i).get(0).tokens())
            .isEqualTo(Golden.ints(section.getAsJsonArray("generated").get(i)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1.0, logps_temperature_1", "0.7, logps_temperature_0_7"})
  void score_goldenGroups_equalsReference(double temperature, String name) {
    assertClose(policy.score(golden.groups(), temperature), golden.logProbs(name), 5e-5);
  }

  @ParameterizedTest
  @CsvSource({
    "grpo_beta0.001",
    "grpo_beta0.0",
    "bnpo_beta0.001",
    "bnpo_beta0.0",
    "dr_grpo_beta0.001",
    "dr_grpo_beta0.0"
  })
  void gradient_eachLossVariant_hasReferenceLossAndNorms(String variant) {
    JsonObject expected = golden.section("grpo_case").getAsJsonObject("variants");
    expected = expected.getAsJsonObject(variant);
    double loss = backward(expected);
    assertThat(loss).isCloseTo(expected.get("loss").getAsDouble(), within(1e-5));
    JsonObject norms = expected.getAsJsonObject("grad_norms");
    for (String name : norms.keySet()) {
      assertThat(norm(policy.gradient(name)))
          .as(name)
          .isCloseTo(norms.get(name).getAsDouble(), within(1e-4));
    }
  }

  @Test
  void gradient_goldenVariant_equalsReferenceElementwise() {
    JsonObject grpo = golden.section("grpo_case");
    backward(grpo.getAsJsonObject("variants").getAsJsonObject("grpo_beta0.001"));
    try (SafeTensors expected =
        SafeTensors.open(golden.values().resolve("golden_grads.safetensors"))) {
      for (String name : expected.names()) {
        assertThat(policy.gradient(name))
            .as(name)
            .containsExactly(expected.floats(name), within(1e-4f));
      }
    }
  }

  @Test
  void step_oneAndThreeAdamWSteps_equalReferenceWeights() {
    JsonObject adam = golden.section("adamw_case");
    double[] betas = Golden.doubles(adam.get("betas"));
    var step =
        new OptimizerStep(
            adam.get("lr").getAsDouble(),
            betas[0],
            betas[1],
            adam.get("eps").getAsDouble(),
            adam.get("weight_decay").getAsDouble(),
            Double.POSITIVE_INFINITY);
    double[] losses = Golden.doubles(adam.get("losses_before_each_of_3_steps"));
    JsonObject variants = golden.section("grpo_case").getAsJsonObject("variants");
    for (int i = 0; i < losses.length; i++) {
      double loss = backward(variants.getAsJsonObject(adam.get("variant").getAsString()));
      assertThat(loss).isCloseTo(losses[i], within(1e-4));
      policy.step(step);
      if (i == 0) {
        assertWeights("golden_after_1_step.safetensors");
      }
    }
    assertWeights("golden_after_3_steps.safetensors");
  }

  /** AdamW divides by the gradient's size, so a few elements with almost none may differ. */
  private void assertWeights(String file) {
    long all = 0;
    long far = 0;
    try (SafeTensors expected = SafeTensors.open(golden.values().resolve(file))) {
      for (String name : expected.names()) {
        float[] want = expected.floats(name);
        float[] got = policy.weight(name);
        for (int i = 0; i < want.length; i++) {
          far += Math.abs(want[i] - got[i]) > 2e-6 ? 1 : 0;
        }
        all += want.length;
      }
    }
    assertThat(far / (double) all).as(file).isLessThan(1e-3);
  }

  private double backward(JsonObject variant) {
    JsonObject grpo = golden.section("grpo_case");
    Aggregation how =
        switch (variant.get("loss_type").getAsString()) {
          case "grpo" -> Aggregation.grpo();
          case "bnpo" -> Aggregation.tokenMean();
          default -> Aggregation.drGrpo(grpo.get("max_completion_length").getAsInt());
        };
    GrpoLoss loss =
        GrpoLoss.withDefaults()
            .withKl(variant.get("beta").getAsDouble(), KlEstimator.K3)
            .withAggregation(how);
    try (ForwardPass pass =
        policy.forward(golden.groups(), variant.get("temperature").getAsDouble())) {
      GrpoLoss.Result result =
          loss.evaluate(
              pass.logProbs(),
              golden.logProbs("old_logps"),
              golden.logProbs("ref_logps"),
              Golden.doubles(grpo.get("advantages")));
      pass.backward(result.gradient());
      return result.loss();
    }
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static void assertClose(float[][] got, float[][] want, double tolerance) {
    assertThat(got.length).isEqualTo(want.length);
    for (int n = 0; n < got.length; n++) {
      assertThat(got[n]).containsExactly(want[n], within((float) tolerance));
    }
  }
}
