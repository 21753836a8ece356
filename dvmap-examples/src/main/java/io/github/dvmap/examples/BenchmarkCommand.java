package io.github.dvmap.examples;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.SurveySchema;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.data.corpus.Corpus;
import io.github.dvmap.data.corpus.CorpusManifest;
import io.github.dvmap.data.extract.ExtractionResult;
import io.github.dvmap.data.split.CountrySample;
import io.github.dvmap.data.split.GeneralizationProof;
import io.github.dvmap.data.split.GeneralizationSampler;
import io.github.dvmap.data.split.GeneralizationSplit;
import io.github.dvmap.data.split.RobustnessSet;
import io.github.dvmap.data.synthetic.SyntheticSurvey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Survey to the benchmark of unseen profiles, countries and questions. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Turn a survey into training data, a test set each of unseen profiles, countries and"
            + " questions, and pairs that differ in one attribute; prove what is not shared.")
final class BenchmarkCommand implements Callable<Integer> {
  private static final String COUNTRY = "Country";

  @Mixin private SurveyOptions survey;
  @Mixin private RecipeOptions recipe;

  @Option(
      names = "--profiles-per-country",
      paramLabel = "N",
      defaultValue = "460",
      description =
          "Profiles of a training country, at most, for training, validation and testing (default"
              + " ${DEFAULT-VALUE}).")
  private int profilesPerCountry;

  @Option(
      names = "--profiles-per-unseen-country",
      paramLabel = "N",
      defaultValue = "46",
      description = "Profiles of an unseen country, at most (default ${DEFAULT-VALUE}).")
  private int profilesPerUnseenCountry;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description = "Share of these profiles that is for validation (default ${DEFAULT-VALUE}).")
  private double validation;

  @Option(
      names = "--test",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description = "Share of these profiles that is for testing (default ${DEFAULT-VALUE}).")
  private double test;

  @Option(
      names = "--unseen-country",
      paramLabel = "NAME",
      description =
          "A country to test on, again for each; all others are trained on. Default: those of the"
              + " paper.")
  private Set<String> unseenCountries;

  @Option(
      names = "--unseen-question",
      paramLabel = "ID",
      description =
          "A question to test on, again for each; all others are trained on. Default: those of the"
              + " paper.")
  private Set<String> unseenQuestions;

  @Option(
      names = "--flip",
      paramLabel = "LEVEL=OTHER",
      description =
          "A level of --flip-attribute and the one to put instead, again for each; default high"
              + " income for low and the other way round.")
  private Map<String, String> flips;

  @Option(
      names = "--flip-attribute",
      paramLabel = "NAME",
      defaultValue = "Income Bracket",
      description = "Of the pairs that differ in one attribute (default ${DEFAULT-VALUE}).")
  private String flipAttribute;

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
      defaultValue = "dvmap-benchmark",
      description =
          "Folder to write; an older corpus there is replaced (default ${DEFAULT-VALUE}).")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (survey.mapped() && (unseenCountries == null || unseenQuestions == null)) {
      throw new IllegalArgumentException(
          "--mapping needs --unseen-country and --unseen-question too");
    }
    Ranges.atLeast(1, "--profiles-per-country", profilesPerCountry);
    Ranges.atLeast(1, "--profiles-per-unseen-country", profilesPerUnseenCountry);
    if (!(validation >= 0 && test > 0 && validation + test < 1)) {
      throw new IllegalArgumentException(
          "--validation "
              + validation
              + " and --test "
              + test
              + " must be >= 0 and > 0, and less than 1 together");
    }
    survey.requireKept(out);
    output.prepared(out, this::draw);
    return 0;
  }

  private void draw(Path temporary) {
    Optional<SyntheticSurvey> synthetic = survey.synthetic(seed, SurveyScope.BENCHMARK);
    SurveySource source = survey.open(synthetic, temporary, SurveyScope.BENCHMARK);
    Attribute flipped = attribute(source.schema());
    GeneralizationSampler.Builder sampler =
        GeneralizationSampler.builder()
            .profilesPerCountry(profilesPerCountry)
            .profilesPerUnseenCountry(profilesPerUnseenCountry)
            .validation(validation)
            .test(test)
            .seed(seed);
    ExtractionResult found = recipe.extractor(source.schema()).extract(source);
    Interrupts.check("benchmark");
    divide(sampler, source.schema(), found);
    CountrySample sample = sampler.build().sample(found, recipe.style());
    GeneralizationSplit split = GeneralizationSplit.of(sample.corpus());
    RobustnessSet pairs = pairs(flipped, split);
    PrintWriter console = spec.commandLine().getOut();
    Map<String, Integer> trainedOn = pairs.trainedOn(split.train());
    tell(console, found, sample, split.proof(), pairs);
    console.println("flipped samples that are trained on: " + trainedOn);
    CorpusManifest.Builder manifest = manifest(found, sample, pairs, trainedOn);
    manifest.section("proof", split.proof().facts());
    survey.describe(manifest, source, synthetic, temporary);
    Corpus corpus = sample.corpus().with(pairs.splits());
    output.write(console, out, temporary, corpus, manifest.build(), Map.of());
  }

  private void divide(
      GeneralizationSampler.Builder sampler, SurveySchema schema, ExtractionResult found) {
    if (unseenCountries != null) {
      Set<String> countries = new LinkedHashSet<>();
      found.archetypes().forEach(a -> countries.add(a.profile().level(COUNTRY)));
      sampler.countries(others("--unseen-country", countries, unseenCountries), unseenCountries);
    }
    if (unseenQuestions != null) {
      Set<String> questions = new LinkedHashSet<>();
      schema.questions().forEach(question -> questions.add(question.id()));
      sampler.questions(others("--unseen-question", questions, unseenQuestions), unseenQuestions);
    }
  }

  private static Set<String> others(String option, Set<String> all, Set<String> unseen) {
    for (String name : unseen) {
      if (!all.contains(name)) {
        throw new IllegalArgumentException(option + " '" + name + "' is none of " + all);
      }
    }
    Set<String> others = new LinkedHashSet<>(all);
    others.removeAll(unseen);
    return others;
  }

  /** What the pairs differ in; a survey without countries has no benchmark. */
  private Attribute attribute(SurveySchema schema) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    schema.attributes().forEach(attribute -> attributes.put(attribute.name(), attribute));
    if (!attributes.containsKey(COUNTRY)) {
      throw new IllegalArgumentException(
          "benchmark needs an attribute " + COUNTRY + "; the survey has " + attributes.keySet());
    }
    if (!attributes.containsKey(flipAttribute)) {
      throw new IllegalArgumentException(
          "--flip-attribute '" + flipAttribute + "' is none of " + attributes.keySet());
    }
    Attribute flipped = attributes.get(flipAttribute);
    try {
      RobustnessSet.requireLevels(flipped, levels());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--flip: " + e.getMessage(), e);
    }
    return flipped;
  }

  private Map<String, String> levels() {
    return flips == null ? RobustnessSet.INCOME : flips;
  }

  private RobustnessSet pairs(Attribute attribute, GeneralizationSplit split) {
    return RobustnessSet.of(split.crossDemographic(), attribute, levels(), recipe.style());
  }

  private CorpusManifest.Builder manifest(
      ExtractionResult found,
      CountrySample sample,
      RobustnessSet pairs,
      Map<String, Integer> trainedOn) {
    var manifest =
        CorpusManifest.builder()
            .option("command", "benchmark")
            .option("seed", seed)
            .option("profiles_per_country", profilesPerCountry)
            .option("profiles_per_unseen_country", profilesPerUnseenCountry)
            .option("validation", validation)
            .option("test", test);
    recipe.describe(manifest);
    CorpusOutput.describe(manifest.extraction(found.report()), sample);
    return manifest.section(
        "robustness",
        ImmutableMap.of(
            "attribute", pairs.attribute(),
            "pairs", pairs.directions(),
            "without_flip", pairs.withoutFlip(),
            "flipped_trained_on", trainedOn));
  }

  private static void tell(
      PrintWriter console,
      ExtractionResult found,
      CountrySample sample,
      GeneralizationProof proof,
      RobustnessSet pairs) {
    console.println(found.report().toText());
    CorpusOutput.tell(console, sample);
    console.println(proof.toText());
    console.println(
        "pairs that differ in "
            + pairs.attribute()
            + ": "
            + pairs.directions()
            + "; samples without such a pair: "
            + pairs.withoutFlip());
  }
}
