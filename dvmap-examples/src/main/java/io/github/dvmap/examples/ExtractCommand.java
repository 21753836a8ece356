package io.github.dvmap.examples;

import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.data.corpus.Corpus;
import io.github.dvmap.data.corpus.CorpusManifest;
import io.github.dvmap.data.extract.ExtractionResult;
import io.github.dvmap.data.split.CorpusSampler;
import io.github.dvmap.data.split.CountrySample;
import io.github.dvmap.data.synthetic.SyntheticSurvey;
import io.github.dvmap.metrics.report.Charts;
import io.github.dvmap.metrics.report.HtmlReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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
  /** The split that holds every profile. */
  private static final String ALL = "corpus";

  @Mixin private SurveyOptions survey;
  @Mixin private RecipeOptions recipe;

  @Mixin private ScopeOptions scoping;

  @Option(
      names = "--profiles-per-country",
      paramLabel = "N",
      description =
          "Draw so many profiles of each country, split 80/10/10 by profile; without it one split"
              + " of all profiles.")
  private Integer profilesPerCountry;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the profiles drawn and the synthetic survey (default ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private CorpusOutput output;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "dvmap-corpus",
      description =
          "Folder to write; an older corpus there is replaced (default ${DEFAULT-VALUE}).")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Given.atLeast(1, "--profiles-per-country", profilesPerCountry);
    survey.requireKept(out);
    output.prepared(out, this::extract);
    return 0;
  }

  private void extract(Path temporary) {
    Optional<CorpusSampler> sampler =
        Optional.ofNullable(profilesPerCountry)
            .map(n -> CorpusSampler.builder().profilesPerCountry(n).seed(seed).build());
    SurveyScope scope = scoping.of(survey);
    Optional<SyntheticSurvey> synthetic = survey.synthetic(seed, scope);
    SurveySource source = survey.open(synthetic, temporary, scope);
    ExtractionResult found = recipe.extractor(source.schema()).extract(source);
    Interrupts.check("extract");
    PrintWriter console = spec.commandLine().getOut();
    console.println(found.report().toText());
    var manifest = CorpusManifest.builder().option("command", "extract").option("seed", seed);
    if (!survey.mapped()) {
      manifest.option("scope", scope);
    }
    survey.describe(manifest, source, synthetic, temporary);
    recipe.describe(manifest);
    manifest.extraction(found.report());
    HtmlReport page =
        HtmlReport.builder("Archetypes of " + found.report().survey())
            .section(
                "Funnel", Charts.funnel("Respondents, profiles, pairs", found.report().funnel()))
            .section(
                "By question",
                Charts.funnel("Archetypes by question", found.report().keptByQuestion()))
            .build();
    Corpus corpus =
        sampler
            .map(draw -> drawn(console, draw.sample(found, recipe.style()), manifest))
            .orElseGet(() -> new Corpus(Map.of(ALL, found.samples(recipe.style()))));
    output.write(
        console, out, temporary, corpus, manifest.build(), Map.of("report.html", page::write));
  }

  private Corpus drawn(PrintWriter console, CountrySample sample, CorpusManifest.Builder manifest) {
    CorpusOutput.describe(manifest.option("profiles_per_country", profilesPerCountry), sample);
    CorpusOutput.tell(console, sample);
    return sample.corpus();
  }
}
