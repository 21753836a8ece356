package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.testkit.PolicyModelContract;
import io.github.dvmap.rl.checkpoint.LoraConfig;
import io.github.dvmap.rl.checkpoint.ModelFormatException;
import io.github.dvmap.rl.checkpoint.SafeTensors;
import io.github.dvmap.rl.checkpoint.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraTest {
  private static final LoraConfig LORA =
      LoraConfig.builder().rank(4).alpha(8).targetModules(Set.of("q_proj", "down_proj")).build();
  private static final List<CompletionGroup> GROUPS =
      List.of(
          new CompletionGroup(
              new int[] {5, 9, 200, 17, 3}, List.of(new int[] {8, 1, 90}, new int[] {300})),
          new CompletionGroup(new int[] {44}, List.of(new int[] {2, 2, 2, 7})));
  private static final String B = "base_model.model.model.layers.1.mlp.down_proj.lora_B.weight";
  private static final String A = B.replace("lora_B", "lora_A");

  @TempDir Path folder;

  private static TorchPolicy open(PolicySpec spec) {
    return Policies.openTorch(spec.withDevice("cpu"));
  }

  private static TorchPolicy fresh() {
    return open(PolicySpec.huggingFace(Golden.FOLDER).withLora(LORA, 3));
  }

  private static TorchPolicy base() {
    return open(PolicySpec.huggingFace(Golden.FOLDER));
  }

  /** Three steps up the sum of the log-probabilities. */
  private static void train(PolicyModel policy) {
    for (int step = 0; step < 3; step++) {
      try (ForwardPass pass = policy.forward(GROUPS, 1)) {
        pass.backward(new float[][] {{-1, -1, -1}, {-1}, {-1, -1, -1, -1}});
      }
      policy.step(new OptimizerStep(1e-2, 0.9, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY));
    }
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

  private static void assertSame(float[][] actual, float[][] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).containsExactly(expected[i], within(1e-5f));
    }
  }

  @Test
  void score_newAdapters_changeNothing() {
    try (TorchPolicy adapted = fresh();
        TorchPolicy plain = base()) {
      assertThat(adapted.score(GROUPS, 0.7)).isDeepEqualTo(plain.score(GROUPS, 0.7));
    }
  }

  @Test
  void backward_gradientOfAnAdapter_equalsFiniteDifferences() {
    try (TorchPolicy adapted = fresh()) {
      train(adapted);
      float[][] ones = {{1, 1, 1}, {1}, {1, 1, 1, 1}};
      try (ForwardPass pass = adapted.forward(GROUPS, 1)) {
        pass.backward(ones);
      }
      double before = sum(adapted.score(GROUPS, 1));
      List<String> names = adapted.adapterNames();
      float[][] olds = names.stream().map(adapted::adapter).toArray(float[][]::new);
      float[][] slopes = names.stream().map(adapted::gradient).toArray(float[][]::new);
      // a step of 1e-5 changes the sum of 8 float32 scores by 3e-4, which 1e-5 of rounding blurs
      adapted.step(new OptimizerStep(3e-5, 0.9, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY));
      double predicted = 0;
      for (int n = 0; n < olds.length; n++) {
        float[] now = adapted.adapter(names.get(n));
        for (int i = 0; i < now.length; i++) {
          predicted += (double) (now[i] - olds[n][i]) * slopes[n][i];
        }
      }
      assertThat(sum(adapted.score(GROUPS, 1)) - before)
          .isCloseTo(predicted, within(0.02 * Math.abs(predicted)));
      assertThat(Math.abs(predicted)).isGreaterThan(1e-5);
    }
  }

  @Test
  void step_training_changesAdaptersOnly() {
    try (TorchPolicy adapted = fresh();
        TorchPolicy plain = base()) {
      double before = sum(adapted.score(GROUPS, 1));
      train(adapted);
      assertThat(sum(adapted.score(GROUPS, 1))).isGreaterThan(before + 0.1);
      assertThat(adapted.adapter(B)).isNotEqualTo(new float[adapted.adapter(B).length]);
      for (String name : TorchWeights.names(plain.config())) {
        assertThat(adapted.weight(name)).isEqualTo(plain.weight(name));
      }
    }
  }

  @Test
  void save_trainedAdapters_openAgainMergeAndFreezeToTheSamePolicy() {
    Path saved = folder.resolve("adapters");
    Path merged = folder.resolve("merged");
    try (TorchPolicy adapted = fresh()) {
      train(adapted);
      float[][] expected = adapted.score(GROUPS, 0.7);
      adapted.save(saved);
      try (TorchPolicy again = open(PolicySpec.huggingFace(saved));
          PolicyModel frozen = adapted.frozenCopy()) {
        assertThat(again.score(GROUPS, 0.7)).isDeepEqualTo(expected);
        assertSame(frozen.score(GROUPS, 0.7), expected);
      }
      Policies.merge(PolicySpec.huggingFace(saved).withShardBytes(100_000), merged);
      assertThat(merged.resolve("model.safetensors.index.json")).exists();
      try (TorchPolicy sum = open(PolicySpec.huggingFace(merged))) {
        assertSame(sum.score(GROUPS, 0.7), expected);
        assertThat(greedy(sum)).isEqualTo(greedy(adapted)).isNotEqualTo(greedy(base()));
      }
    }
  }

  private static List<Integer> greedy(TorchPolicy policy) {
    try (RolloutEngine engine = policy.rollouts()) {
      int[] prompt = {5, 9, 200, 17, 3};
      var request = new RolloutRequest(prompt, 1, 0);
      int[] tokens =
          engine
              .generate(List.of(request), new Sampling(0, 12, Set.of(), 1))
              .get(0)
              .get(0)
              .tokens();
      return Arrays.stream(tokens).boxed().toList();
    }
  }

  @Test
  void save_adapters_areLaidOutAsPeftDoes() throws IOException {
    try (TorchPolicy adapted = fresh()) {
      adapted.save(folder.resolve("a"));
    }
    assertThat(Files.readString(folder.resolve("a/adapter_config.json")))
        .contains("\"peft_type\": \"LORA\"")
        .contains("\"r\": 4")
        .contains("\"lora_alpha\": 8,")
        .contains("\"task_type\": \"CAUSAL_LM\"")
        .contains("golden/qwen3-tied");
    try (SafeTensors file = SafeTensors.open(folder.resolve("a/adapter_model.safetensors"))) {
      // 2 layers x 2 targets x (A, B); q_proj is [64 x 64], down_proj [64 x 128] in the golden
      // model
      assertThat(file.names()).hasSize(8).contains(A, B);
      assertThat(file.spec(A)).isEqualTo(new TensorSpec(A, 4, file.spec(A).shape()[1]));
      assertThat(file.spec(B)).isEqualTo(new TensorSpec(B, 64, 4));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"LORA\"                | \"IA3\"     | peft_type",
        "\"lora_dropout\": 0.0   | \"lora_dropout\": 1.0 | dropout 1.0 is not in [0, 1)",
        "\"use_dora\": false     | \"use_dora\": true | use_dora",
        "\"r\": 4                | \"r\": 5    | lora_A",
        "\"r\": 4                | \"r\": 0    | rank 0",
        "\"q_proj\"              | \"lm_head\" | lm_head",
        "golden/qwen3-tied       | golden/none | base_model_name_or_path",
      })
  void open_adaptersThatCannotBeUsed_areRefusedByName(String part, String instead, String named)
      throws IOException {
    try (TorchPolicy adapted = fresh()) {
      adapted.save(folder.resolve("a"));
    }
    Path config = folder.resolve("a/adapter_config.json");
    String json = Files.readString(config);
    assertThat(json).contains(part);
    Files.writeString(config, json.replace(part, instead));
    assertThatThrownBy(() -> open(PolicySpec.huggingFace(folder.resolve("a"))))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(named);
  }

  @Test
  void open_adaptersTrainedWithDropout_areScoredMergedAndSavedButNotTrained() throws IOException {
    Path saved = folder.resolve("a");
    float[][] expected;
    try (TorchPolicy adapted = fresh()) {
      train(adapted);
      expected = adapted.score(GROUPS, 1);
      adapted.save(saved);
    }
    Path config = saved.resolve("adapter_config.json");
    Files.writeString(config, Files.readString(config).replace("out\": 0.0", "out\": 0.05"));
    Policies.merge(PolicySpec.huggingFace(saved), folder.resolve("merged"));
    try (TorchPolicy again = open(PolicySpec.huggingFace(saved));
        TorchPolicy merged = open(PolicySpec.huggingFace(folder.resolve("merged")))) {
      assertThat(again.score(GROUPS, 1)).isDeepEqualTo(expected);
      assertSame(merged.score(GROUPS, 1), expected);
      again.save(folder.resolve("b"));
      assertThat(folder.resolve("b/adapter_config.json")).content().contains("out\": 0.05");
      assertThatThrownBy(() -> again.forward(GROUPS, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("lora_dropout 0.05 cannot be trained");
    }
  }

  @Test
  void builder_badValues_areRefusedByName() {
    var builder = LoraConfig.builder();
    assertThatThrownBy(() -> builder.rank(0)).hasMessageContaining("rank 0");
    assertThatThrownBy(() -> builder.alpha(Double.NaN)).hasMessageContaining("alpha NaN");
    assertThatThrownBy(() -> builder.targetModules(Set.of())).hasMessageContaining("1 or more");
    assertThatThrownBy(() -> builder.dropout(-0.1)).hasMessageContaining("dropout -0.1");
    LoraConfig dropping = LoraConfig.builder().dropout(0.1).build();
    assertThatThrownBy(() -> PolicySpec.huggingFace(Golden.FOLDER).withLora(dropping, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dropout 0.1 is not computed");
    LoraConfig large = LoraConfig.builder().rank(65).build();
    assertThatThrownBy(() -> open(PolicySpec.huggingFace(Golden.FOLDER).withLora(large, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rank 65 is larger");
  }

  @Nested
  class Contract extends PolicyModelContract {
    @Override
    protected PolicyModel open() {
      return fresh();
    }
  }

  @Test
  void save_modelWithAFurtherChatTemplate_keepsItWithAdaptersAndMerged() throws IOException {
    String template = "additional_chat_templates/tool_use.jinja";
    Path model = folder.resolve("model");
    Files.createDirectories(model.resolve(template).getParent());
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(Golden.FOLDER.resolve(name), model.resolve(name));
    }
    Files.writeString(model.resolve(template), "text");
    Path adapters = folder.resolve("adapters");
    Path merged = folder.resolve("merged");
    try (TorchPolicy policy = open(PolicySpec.huggingFace(model).withLora(LORA, 3))) {
      policy.save(adapters);
    }
    Policies.merge(PolicySpec.huggingFace(adapters), merged);
    assertThat(adapters.resolve(template)).hasContent("text");
    assertThat(merged.resolve(template)).hasContent("text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "model", "model/in/it"})
  void save_adaptersOverTheirModel_isRefusedAndLeavesIt(String name) throws IOException {
    Path model = copyOfGolden();
    PolicySpec spec = PolicySpec.huggingFace(model).withLora(LORA, 3);
    Path target = folder.resolve(name);
    assertThatThrownBy(() -> spec.requireSavable(target)).hasMessageContaining("is needed");
    try (TorchPolicy policy = open(spec)) {
      assertThatThrownBy(() -> policy.save(target))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(target + " is not written: " + model + " is needed");
      assertThatThrownBy(() -> policy.saveMerged(target)).hasMessageContaining("is needed");
    }
    assertThat(model).isDirectoryNotContaining(path -> Files.isDirectory(path));
    assertThat(model.resolve("model.safetensors"))
        .hasSameBinaryContentAs(Golden.FOLDER.resolve("model.safetensors"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "model", "adapters", "adapters/merged"})
  void merge_overTheAdaptersOrTheirModel_isRefusedBeforeAnyWork(String name) throws IOException {
    Path model = copyOfGolden();
    Path adapters = folder.resolve("adapters");
    try (TorchPolicy policy = open(PolicySpec.huggingFace(model).withLora(LORA, 3))) {
      policy.save(adapters);
    }
    Files.writeString(model.resolve("model.safetensors"), "not read");
    Path target = folder.resolve(name);
    assertThatThrownBy(() -> Policies.merge(PolicySpec.huggingFace(adapters), target))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(target + " is not written: ");
    assertThat(adapters.resolve("adapter_model.safetensors")).exists();
    assertThat(model.resolve("model.safetensors")).hasContent("not read");
  }

  @Test
  void save_overTheFolderItWasOpenedFrom_isAllowed() throws IOException {
    Path model = copyOfGolden();
    try (TorchPolicy policy = open(PolicySpec.huggingFace(model))) {
      policy.save(model);
    }
    Path adapters = folder.resolve("adapters");
    try (TorchPolicy policy = open(PolicySpec.huggingFace(model).withLora(LORA, 3))) {
      policy.save(adapters);
    }
    PolicySpec spec = PolicySpec.huggingFace(adapters);
    spec.requireSavable(adapters);
    try (TorchPolicy policy = open(spec)) {
      policy.save(adapters);
      assertThat(policy.adapterNames()).hasSize(8);
    }
  }

  private Path copyOfGolden() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(Golden.FOLDER.resolve(name), model.resolve(name));
    }
    return model;
  }
}
