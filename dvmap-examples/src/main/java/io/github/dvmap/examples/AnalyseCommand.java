package io.github.dvmap.examples;

import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.data.analysis.AttributeImportance;
import io.github.dvmap.data.analysis.ConsensusAnalysis;
import io.github.dvmap.data.analysis.ConsensusReport;
import io.github.dvmap.data.analysis.ImportanceReport;
import io.github.dvmap.data.synthetic.SyntheticSurvey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Survey to the analyses of the paper's section 3. */
@Command(
    name = "analyse",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measure how far respondents agree, what consensus rules keep, and which attributes matter.")
final class AnalyseCommand implements Callable<Integer> {
  @Mixin private SurveyOptions survey;

  @Mixin private ScopeOptions scoping;

  @Option(
      names = "--by",
      paramLabel = "ATTRIBUTE",
      description =
          "Whose levels entropy and coverage are told for; default Country, else the first one.")
  private String by;

  @Option(
      names = "--trees",
      paramLabel = "N",
      defaultValue = "50",
      description = "Trees of each question's random forest (default ${DEFAULT-VALUE}).")
  private int trees;

  @Option(
      names = "--max-respondents",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Respondents drawn for the forests, at most (default ${DEFAULT-VALUE}).")
  private int maxRespondents;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that train forests; default one for each processor.")
  private Integer threads;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the forests and the synthetic survey (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "dvmap-analysis",
      description = "Where to write (default ${DEFAULT-VALUE}).")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter console = spec.commandLine().getOut();
    AttributeImportance.Builder importance =
        AttributeImportance.builder()
            .trees(Ranges.atLeast(1, "--trees", trees))
            .maxRespondents(Ranges.atLeast(1, "--max-respondents", maxRespondents))
            .seed(seed)
            .listener(ConsoleProgress.on(console));
    Optional.ofNullable(Given.threads(threads)).ifPresent(importance::threads);
    OutputFolder.require(out);
    survey.requireKept(out, "analysis.html", "analysis.json", SurveyOptions.SYNTHETIC);
    SurveyScope scope = scoping.of(survey);
    Optional<SyntheticSurvey> synthetic = survey.synthetic(seed, scope);
    try (var temporary = TemporaryFolder.create()) {
      SurveySource source = survey.open(synthetic, temporary.path(), scope);
      ConsensusReport consensus =
          ConsensusAnalysis.builder()
              .attribute(attribute(source.schema().attributes()))
              .build()
              .analyse(source);
      console.println(consensus.extraction().toText());
      ImportanceReport forests = importance.build().analyse(source);
      var page = new AnalysisPage(source.schema(), consensus, forests, synthetic.isPresent());
      console.println(page.headline());
      survey.keep(synthetic, out);
      page.html().write(out.resolve("analysis.html"));
      AnalysisJson.write(out.resolve("analysis.json"), consensus, forests);
    }
    console.println(
        "wrote " + out.resolve("analysis.html") + " and " + out.resolve("analysis.json"));
    return 0;
  }

  private String attribute(List<Attribute> attributes) {
    if (by != null) {
      return by;
    }
    List<String> names = attributes.stream().map(Attribute::name).toList();
    return names.contains("Country") ? "Country" : names.get(0);
  }
}
