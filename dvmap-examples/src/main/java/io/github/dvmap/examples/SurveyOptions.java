package io.github.dvmap.examples;

import io.github.dvmap.core.io.RealPaths;
import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.data.corpus.CorpusManifest;
import io.github.dvmap.data.synthetic.SyntheticSurvey;
import io.github.dvmap.data.table.CsvSurvey;
import io.github.dvmap.data.table.SurveyMapping;
import io.github.dvmap.data.wvs.WvsWave7;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which respondents to read, and how. */
final class SurveyOptions {
  /** The mapping of the General Social Survey 2016 extract, by this name in place of a file. */
  private static final String GSS = "gss2016";

  /** The name of the file that a synthetic survey is written to. */
  static final String SYNTHETIC = "synthetic-wvs7.csv";

  private static final int RESPONDENTS = 6000;

  @Option(
      names = "--survey",
      paramLabel = "FILE",
      description =
          "Respondents: CSV, SPSS, Stata, Excel or parquet, given once or, for one file a country,"
              + " several times; without it a synthetic survey is drawn.")
  private List<Path> survey;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description =
          "How to read --survey: a JSON mapping, or the word gss2016; default WVS wave 7 columns.")
  private String mapping;

  @Option(
      names = "--weighted",
      description = "Let respondents vote by their survey weight (W_WEIGHT); by default all alike.")
  private boolean weighted;

  @Option(
      names = "--older-brazilian-religions",
      description = "Brazil's religions are coded as in older releases of the World Values Survey.")
  private boolean olderReligions;

  @Option(
      names = "--respondents",
      paramLabel = "N",
      description = "Size of the synthetic survey (default " + RESPONDENTS + ").")
  private Integer respondents;

  /** The synthetic survey of the training countries and questions, if no other is named. */
  Optional<SyntheticSurvey> synthetic(long seed) {
    return synthetic(seed, SurveyScope.TRAINING);
  }

  /** The synthetic survey, if no other is named. */
  Optional<SyntheticSurvey> synthetic(long seed, SurveyScope scope) {
    if (olderReligions && (survey == null || mapping != null)) {
      throw new IllegalArgumentException(
          "--older-brazilian-religions needs --survey, and no --mapping");
    }
    if (survey != null) {
      requireOnce(survey);
      if (respondents != null) {
        throw new IllegalArgumentException(
            "--respondents " + respondents + " is of the synthetic survey; there is a --survey");
      }
      return Optional.empty();
    }
    if (weighted) {
      throw new IllegalArgumentException("--weighted needs --survey");
    }
    if (mapping != null) {
      throw new IllegalArgumentException("--mapping " + mapping + " needs --survey");
    }
    return Optional.of(scope.synthetic(seed, respondents()));
  }

  private int respondents() {
    return respondents == null ? RESPONDENTS : Ranges.atLeast(1, "--respondents", respondents);
  }

  /** Respondents that are read twice would vote twice. */
  private static void requireOnce(List<Path> files) {
    Set<Path> seen = new HashSet<>();
    for (Path file : files) {
      if (!seen.add(RealPaths.of(Given.file("--survey", file)))) {
        throw new IllegalArgumentException("--survey " + file + " is given twice");
      }
    }
  }

  /** Refuses an --out that would be written over a survey or its mapping. */
  void requireKept(Path out, String... written) {
    for (Path file : survey == null ? List.<Path>of() : survey) {
      OutputFolder.requireKept(out, "--survey", file, written);
    }
    if (mapping != null && !isShipped()) {
      OutputFolder.requireKept(out, "--mapping", Path.of(mapping), written);
    }
  }

  /** Opens the survey; a synthetic one is written into the folder first. */
  SurveySource open(Optional<SyntheticSurvey> synthetic, Path folder) {
    return open(synthetic, folder, SurveyScope.TRAINING);
  }

  /**
   * Opens the survey; a synthetic one is written into the folder first.
   *
   * @param scope which countries and questions of the World Values Survey to read
   */
  SurveySource open(Optional<SyntheticSurvey> synthetic, Path folder, SurveyScope scope) {
    if (synthetic.isPresent()) {
      return synthetic.get().write(folder.resolve(SYNTHETIC));
    }
    SurveyMapping columns = mapping == null ? scope.mapping() : mapping();
    SurveySource found = CsvSurvey.of(survey, weighted ? columns.weighted() : columns);
    return olderReligions ? WvsWave7.withOlderBrazilianReligions(found) : found;
  }

  /** Leaves a synthetic survey in the folder of the results. */
  void keep(Optional<SyntheticSurvey> synthetic, Path folder) {
    synthetic.ifPresent(drawn -> drawn.write(folder.resolve(SYNTHETIC)));
  }

  /** Whether the survey is read by a mapping of the user's, not as the World Values Survey. */
  boolean mapped() {
    return mapping != null;
  }

  /** Writes what was read, and how, into a manifest. */
  void describe(
      CorpusManifest.Builder manifest,
      SurveySource source,
      Optional<SyntheticSurvey> synthetic,
      Path folder) {
    if (mapped()) {
      manifest.dataSource(source.schema().name());
    }
    if (synthetic.isPresent()) {
      manifest.source(folder.resolve(SYNTHETIC)).option("respondents", respondents());
      return;
    }
    survey.forEach(manifest::source);
    if (mapping != null) {
      manifest.option("mapping", mapping);
    }
    manifest.option("weighted", weighted).option("older_brazilian_religions", olderReligions);
  }

  private SurveyMapping mapping() {
    return isShipped()
        ? SurveyMapping.resource(SurveyOptions.class, GSS + ".json")
        : SurveyMapping.read(Given.file("--mapping", Path.of(mapping)));
  }

  private boolean isShipped() {
    return mapping.equals(GSS) && !Files.exists(Path.of(mapping));
  }
}
