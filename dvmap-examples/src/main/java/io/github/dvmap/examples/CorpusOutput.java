package io.github.dvmap.examples;

import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.data.corpus.Corpus;
import io.github.dvmap.data.corpus.CorpusFolder;
import io.github.dvmap.data.corpus.CorpusFormat;
import io.github.dvmap.data.corpus.CorpusManifest;
import io.github.dvmap.data.split.CountrySample;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** How a corpus is written, and in which format. */
final class CorpusOutput {
  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "JSONL",
      description =
          "One of ${COMPLETION-CANDIDATES} (a Hugging Face datasets folder); default"
              + " ${DEFAULT-VALUE}.")
  private CorpusFormat format;

  /** Checks that the corpus may be written, then works in a temporary folder. */
  void prepared(Path out, Consumer<Path> work) {
    OutputFolder.requireReplaceable(out);
    CorpusFolder.requireReplaceable(out);
    try (var temporary = TemporaryFolder.create()) {
      work.accept(temporary.path());
    }
  }

  /**
   * Writes the corpus folder and says so.
   *
   * @param temporary a synthetic survey in it is kept beside the corpus
   * @param further by name, what writes a file of its own beside the corpus
   */
  void write(
      PrintWriter console,
      Path out,
      Path temporary,
      Corpus corpus,
      CorpusManifest manifest,
      Map<String, AtomicFiles.PathContent> further) {
    Map<String, AtomicFiles.PathContent> files = new LinkedHashMap<>(further);
    Path synthetic = temporary.resolve(SurveyOptions.SYNTHETIC);
    if (Files.exists(synthetic)) {
      files.put(SurveyOptions.SYNTHETIC, file -> Files.copy(synthetic, file));
    }
    Interrupts.check("what would write " + out);
    CorpusFolder.write(out, corpus, format, manifest, files);
    corpus
        .splits()
        .forEach(
            (split, samples) ->
                console.printf(
                    Locale.ROOT,
                    "wrote %,d samples to %s%n",
                    samples.size(),
                    out.resolve(format.file(split))));
    console.printf(Locale.ROOT, "wrote %s%n", out.resolve(CorpusManifest.FILE));
  }

  /** Writes into a manifest how many profiles of each country were drawn, of how many. */
  static void describe(CorpusManifest.Builder manifest, CountrySample sample) {
    manifest
        .section("profiles_available", sample.available())
        .section("profiles_drawn", sample.drawn());
  }

  /** Prints how many profiles of each country were drawn, of how many. */
  static void tell(PrintWriter console, CountrySample sample) {
    console.println("profiles drawn, of those there are:");
    sample
        .drawn()
        .forEach(
            (country, count) ->
                console.printf(
                    Locale.ROOT,
                    "  %-38s %,9d of %,d%n",
                    country,
                    count,
                    sample.available().get(country)));
    console.println();
  }
}
