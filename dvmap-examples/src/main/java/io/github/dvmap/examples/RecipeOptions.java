package io.github.dvmap.examples;

import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.survey.SurveySchema;
import io.github.dvmap.data.corpus.CorpusManifest;
import io.github.dvmap.data.extract.ArchetypeExtractor;
import io.github.dvmap.data.extract.Consensus;
import picocli.CommandLine.Option;

/** How respondents become archetypes, and archetypes prompts. */
final class RecipeOptions {
  /** Recipes by name. */
  enum Preset {
    /** Entropy 0, the paper's prompts. */
    PAPER,
    /** The most frequent code, the released corpus's prompts. */
    RELEASED
  }

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "Defaults of --consensus and --prompt: paper (strict, paper) or released (majority,"
              + " released); without it strict, generic.")
  private Preset preset;

  @Option(
      names = "--consensus",
      paramLabel = "RULE",
      converter = ConsensusConverter.class,
      description = "strict (entropy 0), majority, or the largest entropy in bits.")
  private ConsensusConverter.Named consensus;

  @Option(
      names = "--min-support",
      paramLabel = "N",
      defaultValue = "1",
      description = "Fewest respondents of a kept pair (default ${DEFAULT-VALUE}).")
  private int minSupport;

  @Option(
      names = "--prompt",
      paramLabel = "STYLE",
      description = "One of ${COMPLETION-CANDIDATES}.")
  private PromptChoice prompt;

  private ConsensusConverter.Named consensus() {
    if (consensus != null) {
      return consensus;
    }
    return preset == Preset.RELEASED
        ? new ConsensusConverter.Named("majority", Consensus.majority())
        : new ConsensusConverter.Named("strict", Consensus.strict());
  }

  private PromptChoice prompt() {
    if (prompt != null) {
      return prompt;
    }
    return preset == null
        ? PromptChoice.GENERIC
        : preset == Preset.PAPER ? PromptChoice.PAPER : PromptChoice.RELEASED;
  }

  PromptStyle style() {
    return prompt().style();
  }

  /** The extractor of every attribute and question of a survey. */
  ArchetypeExtractor extractor(SurveySchema schema) {
    Ranges.atLeast(1, "--min-support", minSupport);
    return ArchetypeExtractor.builder()
        .attributes(schema.attributes())
        .questions(schema.questions())
        .consensus(consensus().rule())
        .minSupport(minSupport)
        .build();
  }

  /** Writes the recipe into a manifest. */
  void describe(CorpusManifest.Builder manifest) {
    manifest
        .option("consensus", consensus().name())
        .option("min_support", minSupport)
        .option("prompt", prompt());
  }
}
