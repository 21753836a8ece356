package io.github.dvmap.examples;

import io.github.dvmap.core.io.RealPaths;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.rl.checkpoint.GenerationConfig;
import io.github.dvmap.rl.grpo.Answered;
import io.github.dvmap.rl.grpo.PolicyAnswers;
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

  /** Most tokens of an answer where there is room, as in the paper's script. */
  private static final int MAX_NEW_TOKENS = 1024;

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
      description =
          "Most tokens of an answer; default 1024, or what the longest prompt leaves of the"
              + " context.")
  private Integer maxNewTokens;

  @Option(
      names = "--stop-at-answer",
      description = "End an answer with its closing tag, even if the model would go on.")
  private boolean stopAtAnswer;

  /** Refuses values out of their range and a model that is not there. */
  void check() {
    Given.folder("--model", folder);
    Given.atLeast(1, "--max-new-tokens", maxNewTokens);
    policyOptions.check();
  }

  /** The folder's name. */
  String name() {
    Path name = RealPaths.of(folder).getFileName();
    return name == null ? folder.toString() : name.toString();
  }

  /**
   * Opens the model and tells how it is sampled; the caller closes it.
   *
   * @param seed key of the draws
   * @param samples all that will be answered
   * @throws IllegalArgumentException if an answer to one of them may not fit the context
   */
  Answering open(PrintWriter console, long seed, List<AlignmentSample> samples) {
    int most = maxNewTokens == null ? MAX_NEW_TOKENS : maxNewTokens;
    Sampling sampling =
        way == Way.MODEL
            ? GenerationConfig.sampling(folder, most, seed)
            : new Sampling(0, most, Set.of(), seed);
    policyOptions.apply();
    PolicySpec weights = policyOptions.over(PolicySpec.huggingFace(folder));
    OpenModel model = OpenModel.of(template.open(folder), tokenizer -> Policies.open(weights));
    try {
      int tokens = fitting(model, most, samples);
      tell(console, sampling.withMaxTokens(tokens));
      return new Answering(
          model,
          sampling.withMaxTokens(tokens).withStopTokens(model.tokenizer().endTokens()),
          stopAtAnswer,
          console);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Most tokens of an answer behind any of the prompts. */
  private int fitting(OpenModel model, int most, List<AlignmentSample> samples) {
    int context = model.policy().contextLength();
    var longest = LongestPrompt.of(model.tokenizer(), samples, context - most);
    int tokens =
        maxNewTokens == null ? Math.max(1, Math.min(most, context - longest.tokens())) : most;
    longest.requireRoom(tokens, context);
    return tokens;
  }

  private void tell(PrintWriter console, Sampling sampling) {
    if (maxNewTokens == null && sampling.maxTokens() < MAX_NEW_TOKENS) {
      console.printf(
          Locale.ROOT,
          "an answer has at most %,d tokens, which the longest prompt leaves of the context%n",
          sampling.maxTokens());
    }
    if (way == Way.MODEL) {
      console.printf(
          Locale.ROOT,
          "sampling: temperature %s, top-k %d, top-p %s, min-p %s, seed %d%n",
          sampling.temperature(),
          sampling.topK(),
          sampling.topP(),
          sampling.minP(),
          sampling.seed());
    }
  }

  /** A model that answers. */
  record Answering(OpenModel model, Sampling sampling, boolean stopAtAnswer, PrintWriter console)
      implements AutoCloseable {
    List<Answered> answers(String stage, List<AlignmentSample> samples) {
      return PolicyAnswers.builder(model.policy(), model.tokenizer())
          .stage(stage)
          .stopAtAnswer(stopAtAnswer)
          .listener(ConsoleProgress.on(console))
          .build()
          .answer(samples, sampling);
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
