package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.rl.checkpoint.Architecture;
import io.github.dvmap.rl.checkpoint.ElementType;
import io.github.dvmap.rl.checkpoint.HuggingFaceFolder;
import io.github.dvmap.rl.checkpoint.LoraConfig;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.checkpoint.RopeScaling;
import io.github.dvmap.rl.checkpoint.TensorSpec;
import io.github.dvmap.rl.checkpoint.TensorValues;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture and option against a decoder in double precision. */
class ArchitectureTest {
  private static final List<Architecture> ALL = List.of(Architecture.values());

  @TempDir Path parent;

  static Stream<Integer> seeds() {
    return IntStream.range(0, 16).boxed();
  }

  /** Each seed one of the architectures; head counts, widths and options drawn. */
  private static ModelConfig config(int seed) {
    var random = new Random(seed);
    Architecture architecture = ALL.get(seed % ALL.size());
    int keyHeads = List.of(1, 2, 4).get(random.nextInt(3));
    int heads = keyHeads * List.of(1, 2, 3).get(random.nextInt(3));
    ModelConfig.Builder builder =
        ModelConfig.builder()
            .architecture(architecture)
            .hiddenSize(heads * (2 + 2 * random.nextInt(4)))
            .intermediateSize(5 + random.nextInt(30))
            .layers(1 + random.nextInt(3))
            .heads(heads)
            .keyValueHeads(keyHeads)
            .vocabularySize(40)
            .contextLength(200)
            .rmsNormEps(random.nextBoolean() ? 1e-5 : 1e-6)
            .ropeTheta(random.nextBoolean() ? 10_000 : 500_000)
            .tiedEmbeddings(random.nextBoolean());
    if (random.nextBoolean()) {
      builder.headDim(2 + 2 * random.nextInt(8));
    }
    boolean optional = architecture == Architecture.QWEN3 || architecture == Architecture.LLAMA;
    builder.attentionBias(optional && random.nextBoolean());
    if (random.nextBoolean()) {
      builder.ropeScaling(new RopeScaling(8, 1, 4, 32));
    }
    return builder.build();
  }

  private static Map<String, float[]> weights(ModelConfig config, int seed) {
    var random = new Random(seed + 100);
    var weights = new HashMap<String, float[]>();
    for (TensorSpec spec : config.layout()) {
      float[] values = new float[(int) spec.size()];
      for (int i = 0; i < values.length; i++) {
        boolean scale = spec.name().endsWith("norm.weight");
        values[i] = (float) (random.nextGaussian() * (scale ? 0.2 : 0.4) + (scale ? 1 : 0));
      }
      weights.put(spec.name(), values);
    }
    return weights;
  }

  private static TorchPolicy policy(ModelConfig config, Map<String, float[]> weights) {
    return new TorchPolicy(
        config,
        Device.cpu(),
        PolicySpec.random(config, 0, Path.of("")),
        TensorValues.of(weights::get),
        Optional.empty(),
        Map.of());
  }

  private static void assertLogits(TorchPolicy policy, double[][] expected, int[] ids) {
    float[] got = policy.logits(List.of(new CompletionGroup(ids, List.of(new int[1]))));
    int vocabulary = policy.vocabularySize();
    for (int t = 0; t < ids.length; t++) {
      for (int v = 0; v < vocabulary; v++) {
        assertThat((double) got[t * vocabulary + v]).isCloseTo(expected[t][v], within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void logits_randomConfig_equalDoublePrecisionHereAndAfterAFolder(int seed) {
    ModelConfig config = config(seed);
    Map<String, float[]> weights = weights(config, seed);
    int[] ids = new Random(seed).ints(20, 0, 40).toArray();
    double[][] expected = new ReferenceDecoder(config, weights::get).logits(ids);
    Path folder = parent.resolve("model");
    try (TorchPolicy policy = policy(config, weights)) {
      assertLogits(policy, expected, ids);
      policy.save(folder);
    }
    try (TorchPolicy read = Policies.openTorch(PolicySpec.huggingFace(folder).withDevice("cpu"))) {
      assertThat(read.config()).usingRecursiveComparison().isEqualTo(config);
      assertLogits(read, expected, ids);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void generate_greedy_takesTheReferencesMostLikelyTokens(int seed) {
    ModelConfig config = config(seed);
    Map<String, float[]> weights = weights(config, seed);
    var reference = new ReferenceDecoder(config, weights::get);
    try (TorchPolicy policy = policy(config, weights);
        var rollouts = policy.rollouts()) {
      int[] prompt = {3, 1, 4, 1, 5};
      int[] other = {9, 2};
      List<RolloutRequest> requests =
          List.of(new RolloutRequest(prompt, 1, 0), new RolloutRequest(other, 1, 1));
      int[] reply =
          rollouts.generate(requests, new Sampling(0, 8, Set.of(), 0)).get(0).get(0).tokens();
      int[] text = IntStream.concat(IntStream.of(prompt), IntStream.of(reply)).toArray();
      double[][] logits = reference.logits(text);
      for (int i = 0; i < reply.length; i++) {
        double most = java.util.Arrays.stream(logits[prompt.length - 1 + i]).max().getAsDouble();
        assertThat(logits[prompt.length - 1 + i][reply[i]]).isCloseTo(most, within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void save_bf16_halvesTheFileAndRoundsTheWeights(Architecture architecture) {
    ModelConfig config = config(ALL.indexOf(architecture));
    Map<String, float[]> weights = weights(config, 1);
    Path folder = parent.resolve("half");
    HuggingFaceFolder.write(
        folder, config, ElementType.F32, TensorValues.of(weights::get), Map.of());
    long whole = folder.resolve("model.safetensors").toFile().length();
    PolicySpec spec = PolicySpec.huggingFace(folder).withDevice("cpu");
    try (TorchPolicy policy = Policies.openTorch(spec.withSavedType(ElementType.BF16))) {
      policy.save(folder);
    }
    assertThat(folder.resolve("model.safetensors").toFile().length())
        .isLessThan(whole * 6 / 10 + 3000);
    assertThat(folder.resolve("config.json")).content().contains("\"torch_dtype\": \"bfloat16\"");
    try (HuggingFaceFolder read = HuggingFaceFolder.open(folder)) {
      for (TensorSpec spec1 : config.layout()) {
        float[] expected = weights.get(spec1.name());
        float[] got = read.floats(spec1.name());
        for (int i = 0; i < got.length; i++) {
          assertThat(got[i]).isCloseTo(expected[i], within(Math.abs(expected[i]) / 256));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void lora_eachArchitecture_trainsSavesAndMerges(Architecture architecture) {
    ModelConfig config = config(ALL.indexOf(architecture) + 4);
    Map<String, float[]> weights = weights(config, 2);
    Path base = parent.resolve("base");
    HuggingFaceFolder.write(base, config, ElementType.F32, TensorValues.of(weights::get), Map.of());
    List<CompletionGroup> groups =
        List.of(new CompletionGroup(new int[] {5, 9, 20}, List.of(new int[] {8, 1, 30})));
    LoraConfig lora = LoraConfig.builder().rank(1).alpha(2).build();
    float[][] expected;
    PolicySpec spec = PolicySpec.huggingFace(base).withDevice("cpu").withLora(lora, 3);
    try (TorchPolicy policy = Policies.openTorch(spec)) {
      float[][] before = policy.score(groups, 1);
      try (ForwardPass pass = policy.forward(groups, 1)) {
        pass.backward(new float[][] {{-1, -1, -1}});
      }
      policy.step(new OptimizerStep(1e-2, 0.9, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY));
      expected = policy.score(groups, 1);
      assertThat(expected[0]).isNotEqualTo(before[0]);
      policy.save(parent.resolve("adapters"));
    }
    Policies.merge(PolicySpec.huggingFace(parent.resolve("adapters")), parent.resolve("merged"));
    for (String name : List.of("adapters", "merged")) {
      PolicySpec saved = PolicySpec.huggingFace(parent.resolve(name)).withDevice("cpu");
      try (TorchPolicy policy = Policies.openTorch(saved)) {
        assertThat(policy.config().architecture()).isEqualTo(architecture);
        assertThat(policy.score(groups, 1)[0]).containsExactly(expected[0], within(1e-5f));
      }
    }
  }
}
