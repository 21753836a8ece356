package io.github.dvmap.examples;

import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.data.split.ProfileSplit;
import io.github.dvmap.metrics.report.HtmlReport;
import io.github.dvmap.rl.checkpoint.ModelFolders;
import io.github.dvmap.rl.grpo.GrpoConfig;
import io.github.dvmap.rl.sft.SftConfig;
import io.github.dvmap.rl.torch.Policies;
import io.github.dvmap.rl.torch.PolicySpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** GRPO on a corpus. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Train a Hugging Face model, or a small policy from random weights, on a corpus with GRPO.")
final class TrainCommand implements Callable<Integer> {
  @Mixin private CorpusOptions corpus;
  @Mixin private TrainingOptions training;
  @Mixin private PolicyOptions policyOptions;
  @Mixin private LoraOptions lora;
  @Mixin private TemplateOptions template;
  @Mixin private SaveOptions saving;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Hugging Face folder to start from; without it a small random policy.")
  private Path model;

  @Option(
      names = "--warm-up-steps",
      paramLabel = "N",
      description = "Supervised steps before GRPO; default 0 with --model, 200 without.")
  private Integer warmUpSteps;

  @Option(
      names = "--warm-up-learning-rate",
      paramLabel = "LR",
      description = "AdamW learning rate of the warm-up; default 2e-5 with --model, 2e-3 without.")
  private Double warmUpLearningRate;

  @Option(
      names = "--labelled",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "Share of the training samples that the warm-up sees with their answers (default"
              + " ${DEFAULT-VALUE}).")
  private double labelled;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "dvmap-train",
      description = "Where to write (default ${DEFAULT-VALUE}).")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LearningRun.Plan plan = plan();
    check();
    ProfileSplit split = corpus.split();
    policyOptions.apply();
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        Locale.ROOT,
        "training on %,d samples, validating on %,d of other profiles%n",
        split.train().size(),
        split.validation().size());
    RunLock.during(out, () -> train(console, plan, split));
    return 0;
  }

  private void train(PrintWriter console, LearningRun.Plan plan, ProfileSplit split) {
    try (OpenModel opened = open(split.train())) {
      LearningRun run =
          LearningRun.of(
              opened, plan, split.train(), split.validation(), ConsoleProgress.on(console));
      var comparison = Comparisons.of(split.train(), split.validation(), run, Optional.empty());
      opened.policy().save(out.resolve("model"));
      RunPage.write(
          console,
          out,
          HtmlReport.builder("GRPO run").subtitle("Options: " + run.training().config()),
          run,
          comparison);
    }
  }

  /** Refuses what can be known to fail before the corpus is read. */
  private void check() {
    if (model == null && template.given()) {
      throw new IllegalArgumentException(
          "--enable-thinking and --template-variable need --model: the small policy's chat template"
              + " has no variables");
    }
    Path target = out.resolve("model");
    if (model == null) {
      lora.requireUnused();
      ModelFolders.requireReplaceable(target);
    } else {
      Given.folder("--model", model);
      lora.over(PolicySpec.huggingFace(model), corpus.seed).requireSavable(target);
    }
    corpus.check();
    policyOptions.check();
    run(PolicySpec.huggingFace(out));
    OutputFolder.require(out);
    corpus.requireKept(out, LearningRun.WRITTEN);
    if (model != null) {
      OutputFolder.requireKept(out, "--model", model, LearningRun.CHECKPOINT);
    }
    OutputFolder.requireReplaceable(target);
  }

  private LearningRun.Plan plan() {
    GrpoConfig preset = model == null ? TinyPolicy.grpo() : GrpoConfig.paper();
    return new LearningRun.Plan(
        start(), warmUp(), labelled, training.over(preset), corpus.seed, training.checkpoint(out));
  }

  private String start() {
    if (model == null) {
      return "random weights";
    }
    Given.folder("--model", model);
    String adapters = lora.config().map(config -> " with " + config).orElse("");
    String print = model.getFileName() + " (" + ModelPrint.of(model) + ")";
    return "weights of " + print + adapters + template + ", " + policyOptions.precision();
  }

  private Optional<SftConfig> warmUp() {
    int steps = warmUpSteps != null ? warmUpSteps : model == null ? 200 : 0;
    double rate = warmUpLearningRate != null ? warmUpLearningRate : model == null ? 2e-3 : 2e-5;
    return LearningRun.Plan.warmUp(steps, Ranges.notNegative("--warm-up-learning-rate", rate));
  }

  private OpenModel open(List<AlignmentSample> samples) {
    if (model == null) {
      return TinyPolicy.open(samples, corpus.seed, this::run);
    }
    PolicySpec weights = lora.over(PolicySpec.huggingFace(model), corpus.seed);
    return OpenModel.of(template.open(model), tokenizer -> Policies.open(run(weights)));
  }

  /** The specification as it runs and is saved. */
  private PolicySpec run(PolicySpec weights) {
    return saving.over(policyOptions.over(weights));
  }
}
