package io.github.dvmap.examples;

import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.prompt.StructuredCotPrompt;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.data.extract.ArchetypeExtractor;
import io.github.dvmap.data.extract.Consensus;
import io.github.dvmap.data.extract.ExtractionResult;
import io.github.dvmap.data.split.ProfileSplit;
import io.github.dvmap.data.synthetic.SyntheticSurvey;
import io.github.dvmap.metrics.alignment.AlignmentComparison;
import io.github.dvmap.metrics.report.Charts;
import io.github.dvmap.metrics.report.HtmlReport;
import io.github.dvmap.rl.checkpoint.ModelFolders;
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

/** The whole method on a laptop. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Survey, archetypes, prompts, warm-up, GRPO and evaluation with a small policy on the CPU.")
final class QuickstartCommand implements Callable<Integer> {
  @Mixin private SurveyOptions survey;
  @Mixin private TrainingOptions training;
  @Mixin private PolicyOptions policyOptions;

  @Option(
      names = "--labelled",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "Share of the training samples that the warm-up sees with their answers (default"
              + " ${DEFAULT-VALUE}).")
  private double labelled;

  @Option(
      names = "--warm-up-steps",
      paramLabel = "N",
      defaultValue = "200",
      description = "Supervised steps before GRPO, 0 for none (default ${DEFAULT-VALUE}).")
  private int warmUpSteps;

  @Option(
      names = "--held-out",
      paramLabel = "N",
      defaultValue = "3000",
      description = "Samples of unseen profiles to evaluate, at most (default ${DEFAULT-VALUE}).")
  private int heldOut;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides every draw (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "dvmap-quickstart",
      description = "Where to write (default ${DEFAULT-VALUE}).")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter console = spec.commandLine().getOut();
    LearningRun.Plan plan = plan();
    HeldOut.check(heldOut);
    OutputFolder.require(out);
    survey.requireKept(out, LearningRun.WRITTEN);
    OutputFolder.requireReplaceable(out.resolve("model"));
    ModelFolders.requireReplaceable(out.resolve("model"));
    policyOptions.apply();

    Optional<SyntheticSurvey> synthetic = survey.synthetic(seed);
    ExtractionResult found = extract(synthetic);
    console.println(found.report().survey());
    console.println(found.report().toText());

    PromptStyle style = StructuredCotPrompt.compact(StructuredCotPrompt.Mode.ANSWER_ONLY);
    ProfileSplit split = ProfileSplit.of(found.samples(style), 0, 0.2, seed);
    List<AlignmentSample> unseen = HeldOut.some(split.test(), heldOut, seed);
    console.printf(
        Locale.ROOT,
        "a prompt:%n%s%n%ntraining on %,d samples, evaluating on %,d of unseen profiles%n",
        split.train().get(0).prompt().user(),
        split.train().size(),
        unseen.size());

    RunLock.during(out, () -> learn(plan, found, split.train(), unseen, synthetic));
    return 0;
  }

  private void learn(
      LearningRun.Plan plan,
      ExtractionResult found,
      List<AlignmentSample> train,
      List<AlignmentSample> unseen,
      Optional<SyntheticSurvey> synthetic) {
    PrintWriter console = spec.commandLine().getOut();
    try (OpenModel model = TinyPolicy.open(train, seed, policyOptions::over)) {
      console.printf(
          Locale.ROOT, "policy with %,d random weights%n", model.policy().parameterCount());
      LearningRun run = LearningRun.of(model, plan, train, unseen, ConsoleProgress.on(console));
      var comparison = Comparisons.of(train, unseen, run, synthetic);
      model.policy().save(out.resolve("model"));
      survey.keep(synthetic, out);
      report(console, found, run, comparison, synthetic.isPresent());
    }
  }

  private ExtractionResult extract(Optional<SyntheticSurvey> synthetic) {
    try (var temporary = TemporaryFolder.create()) {
      SurveySource source = survey.open(synthetic, temporary.path());
      return ArchetypeExtractor.builder()
          .attributes(source.schema().attributes())
          .questions(source.schema().questions())
          .consensus(Consensus.strict())
          .build()
          .extract(source);
    }
  }

  private LearningRun.Plan plan() {
    return new LearningRun.Plan(
        "random weights",
        LearningRun.Plan.warmUp(warmUpSteps, 2e-3),
        labelled,
        training.over(TinyPolicy.grpo()),
        seed,
        training.checkpoint(out));
  }

  private void report(
      PrintWriter console,
      ExtractionResult found,
      LearningRun run,
      AlignmentComparison comparison,
      boolean drawn) {
    String from =
        String.format(
            Locale.ROOT,
            "%s. %s%sGRPO; seed %d.",
            found.report().survey(),
            drawn ? "Nobody was asked: the respondents are synthetic. " : "",
            run.labelled() == 0
                ? ""
                : String.format(
                    Locale.ROOT, "Warm-up on %,d labelled samples, then ", run.labelled()),
            seed);
    HtmlReport.Builder page =
        HtmlReport.builder("Demographic value alignment, before and after GRPO")
            .subtitle(from)
            .section(
                "From respondents to archetypes",
                Charts.funnel("Respondents, profiles and pairs", found.report().funnel()));
    RunPage.write(console, out, page, run, comparison);
  }
}
