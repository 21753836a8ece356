package io.github.dvmap.examples;

import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.data.corpus.SampleFiles;
import io.github.dvmap.data.split.ProfileSplit;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Which samples to use, and how they are split by profile. */
final class CorpusOptions {
  @Option(
      names = "--corpus",
      required = true,
      paramLabel = "FILE",
      description = "Samples: JSON Lines of extract, or parquet in the released layout.")
  private Path corpus;

  @Option(
      names = "--prompt",
      paramLabel = "STYLE",
      description =
          "Write the prompts anew: one of ${COMPLETION-CANDIDATES}; default as in the corpus.")
  private PromptChoice prompt;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description = "Share of the profiles that is held out (default ${DEFAULT-VALUE}).")
  private double validation;

  @Option(
      names = "--held-out",
      paramLabel = "N",
      defaultValue = "3000",
      description = "Held-out samples to answer, at most (default ${DEFAULT-VALUE}).")
  private int heldOut;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides the split and every draw (default ${DEFAULT-VALUE}).")
  long seed;

  /** Refuses values out of their range and a file that is not there. */
  void check() {
    Given.file("--corpus", corpus);
    Given.share("--validation", validation);
    HeldOut.check(heldOut);
  }

  /** Refuses an --out whose files of these names are the corpus. */
  void requireKept(Path out, String... written) {
    OutputFolder.requireKept(out, "--corpus", corpus, written);
  }

  /** The samples for training and those held out. */
  ProfileSplit split() {
    check();
    ProfileSplit split = ProfileSplit.of(samples(corpus), validation, 0, seed);
    if (split.validation().isEmpty()) {
      throw new IllegalArgumentException(
          "--validation " + validation + " holds out none of the corpus's profiles");
    }
    return new ProfileSplit(
        split.train(), HeldOut.some(split.validation(), heldOut, seed), List.of());
  }

  private List<AlignmentSample> samples(Path file) {
    List<AlignmentSample> samples = SampleFiles.read(file, TagAnswerFormat.answerTags());
    return prompt == null ? samples : prompt.render(samples);
  }
}
