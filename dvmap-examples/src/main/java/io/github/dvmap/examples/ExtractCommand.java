package io.github.dvmap.examples;

import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.data.corpus.SampleFiles;
import io.github.dvmap.data.extract.ArchetypeExtractor;
import io.github.dvmap.data.extract.Consensus;
import io.github.dvmap.data.extract.ExtractionResult;
import io.github.dvmap.metrics.report.Charts;
import io.github.dvmap.metrics.report.HtmlReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Survey to corpus. */
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Turn a survey into a corpus of archetypes with their prompts.")
final class ExtractCommand implements Callable<Integer> {
  @Mixin private SurveyOptions survey;

  @Option(
      names = "--consensus",
      paramLabel = "RULE",
      defaultValue = "strict",
      converter = ConsensusConverter.class,
      description =
          "strict (entropy 0), majority, or the largest entropy in bits (default"
              + " ${DEFAULT-VALUE}).")
  private Consensus consensus;

  @Option(
      names = "--min-support",
      paramLabel = "N",
      defaultValue = "1",
      description = "Fewest respondents of a kept pair (default ${DEFAULT-VALUE}).")
  private int minSupport;

  @Option(
      names = "--prompt",
      paramLabel = "STYLE",
      defaultValue = "GENERIC",
      description = "One of ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private PromptChoice prompt;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the synthetic survey (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "dvmap-corpus",
      description = "Where to write (default ${DEFAULT-VALUE}).")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    SurveySource source = survey.open(survey.synthetic(seed), out);
    ExtractionResult found =
        ArchetypeExtractor.builder()
            .attributes(source.schema().attributes())
            .questions(source.schema().questions())
            .consensus(consensus)
            .minSupport(minSupport)
            .build()
            .extract(source);
    List<AlignmentSample> samples = found.samples(prompt.style());
    Path corpus = out.resolve("corpus.jsonl");
    SampleFiles.write(corpus, samples);
    HtmlReport.builder("Archetypes of " + found.report().survey())
        .section("Funnel", Charts.funnel("Respondents, profiles, pairs", found.report().funnel()))
        .section(
            "By question", Charts.funnel("Archetypes by question", found.report().keptByQuestion()))
        .build()
        .write(out.resolve("report.html"));
    PrintWriter console = spec.commandLine().getOut();
    console.println(found.report().toText());
    console.printf(Locale.ROOT, "wrote %,d samples to %s%n", samples.size(), corpus);
    return 0;
  }
}
