package io.github.dvmap.examples;

import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.grpo.GrpoConfig;
import io.github.dvmap.rl.grpo.LearningRateSchedule;
import io.github.dvmap.rl.tokenizer.HuggingFaceTextTokenizer;
import io.github.dvmap.rl.tokenizer.TokenizerFiles;
import io.github.dvmap.rl.torch.Policies;
import io.github.dvmap.rl.torch.PolicySpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A Qwen3-shaped policy of about a million weights with a tokenizer trained on its prompts. */
final class TinyPolicy {
  private static final int VOCABULARY = 1024;

  private TinyPolicy() {}

  /**
   * Opens random weights with a tokenizer trained on the samples; the caller closes them. Nothing
   * stays on the disk until the policy is saved.
   *
   * @param how where and how the policy runs
   */
  static OpenModel open(List<AlignmentSample> samples, long seed, UnaryOperator<PolicySpec> how) {
    try (var temporary = TemporaryFolder.create()) {
      Path folder = temporary.path();
      writeTokenizer(folder, samples);
      return OpenModel.of(
          HuggingFaceTextTokenizer.open(folder),
          tokenizer -> Policies.open(how.apply(spec(folder, tokenizer, seed))));
    }
  }

  /** Trains the tokenizer on the distinct lines of the prompts, so that rare words count too. */
  static void writeTokenizer(Path folder, List<AlignmentSample> samples) {
    Set<String> lines = new LinkedHashSet<>();
    for (AlignmentSample sample : samples) {
      sample.prompt().user().lines().forEach(line -> lines.add(line + "\n"));
      sample.question().scale().options().forEach(lines::add);
    }
    // twice, so that every word is frequent enough to become one token
    List<String> texts = new ArrayList<>(lines);
    texts.addAll(lines);
    TokenizerFiles.train(folder, texts, VOCABULARY, Set.of("<answer>", "</answer>"));
  }

  /** GRPO's options for a policy this small; the paper's are for models a thousand times larger. */
  static GrpoConfig grpo() {
    return GrpoConfig.paper().toBuilder()
        .steps(260)
        .batchSize(32)
        .groupSize(16)
        .temperature(1)
        .learningRate(1e-3)
        .warmupUpdates(10)
        .schedule(LearningRateSchedule.COSINE)
        .klCoefficient(0.2)
        .maxNewTokens(12)
        .build();
  }

  /** Random weights; the end of a reply is the tokenizer's. */
  static PolicySpec spec(Path tokenizerFolder, HuggingFaceTextTokenizer tokenizer, long seed) {
    ModelConfig config =
        ModelConfig.builder()
            .vocabularySize(VOCABULARY)
            .hiddenSize(128)
            .intermediateSize(512)
            .layers(3)
            .heads(4)
            .keyValueHeads(2)
            .headDim(32)
            .contextLength(1024)
            .ropeTheta(10_000)
            .initializerRange(0.05)
            .endTokens(List.of(tokenizer.endOfText()))
            .build();
    return PolicySpec.random(config, seed, tokenizerFolder);
  }
}
