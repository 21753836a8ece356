package io.github.dvmap.examples;

import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.rl.checkpoint.GenerationConfig;
import io.github.dvmap.rl.grpo.Answered;
import io.github.dvmap.rl.grpo.PolicyAnswers;
import io.github.dvmap.rl.tokenizer.HuggingFaceTextTokenizer;
import io.github.dvmap.rl.torch.Policies;
import io.github.dvmap.rl.torch.PolicySpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The model that answers, and how it draws its answers. */
final class AnswerOptions {
  /** Where the sampling comes from. */
  enum Way {
    /** The most likely token each time. */
    GREEDY,
    /** The model's generation_config.json. */
    MODEL
  }

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "Hugging Face folder of the model.")
  private Path folder;

  @Mixin private PolicyOptions policyOptions;
  @Mixin private TemplateOptions template;

  @Option(
      names = "--sampling",
      paramLabel = "WAY",
      defaultValue = "GREEDY",
      description =
          "greedy, or model: as its generation_config.json recommends, drawn by --seed (default"
              + " ${DEFAULT-VALUE}).")
  private Way way;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Most tokens of an answer (default ${DEFAULT-VALUE}).")
  private int maxNewTokens;

  @Option(
      names = "--stop-at-answer",
      description = "End an answer with its closing tag, even if the model would go on.")
  private boolean stopAtAnswer;

  /** The folder's name. */
  String name() {
    return folder.getFileName().toString();
  }

  /**
   * Opens the model and tells how it is sampled; the caller closes it.
   *
   * @param seed key of the draws
   */
  Answering open(PrintWriter console, long seed) {
    Sampling sampling =
        way == Way.MODEL
            ? GenerationConfig.sampling(folder, maxNewTokens, seed)
            : new Sampling(0, maxNewTokens, Set.of(), seed);
    policyOptions.apply();
    HuggingFaceTextTokenizer tokenizer = template.open(folder);
    try {
      PolicyModel policy = Policies.open(policyOptions.over(PolicySpec.huggingFace(folder)));
      if (way == Way.MODEL) {
        console.printf(
            Locale.ROOT,
            "sampling: temperature %s, top-k %d, top-p %s, min-p %s, seed %d%n",
            sampling.temperature(),
            sampling.topK(),
            sampling.topP(),
            sampling.minP(),
            seed);
      }
      return new Answering(
          policy, tokenizer, sampling.withStopTokens(tokenizer.endTokens()), stopAtAnswer, console);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /** A model that answers. */
  record Answering(
      PolicyModel policy,
      HuggingFaceTextTokenizer tokenizer,
      Sampling sampling,
      boolean stopAtAnswer,
      PrintWriter console)
      implements AutoCloseable {
    List<Answered> answers(String stage, List<AlignmentSample> samples) {
      return PolicyAnswers.builder(policy, tokenizer)
          .stage(stage)
          .stopAtAnswer(stopAtAnswer)
          .listener(ConsoleProgress.on(console))
          .build()
          .answer(samples, sampling);
    }

    @Override
    public void close() {
      try (tokenizer) {
        policy.close();
      }
    }
  }
}
