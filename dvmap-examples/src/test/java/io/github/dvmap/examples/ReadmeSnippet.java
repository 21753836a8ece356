package io.github.dvmap.examples;

import io.github.dvmap.core.prompt.StructuredCotPrompt;
import io.github.dvmap.data.extract.ArchetypeExtractor;
import io.github.dvmap.data.extract.Consensus;
import io.github.dvmap.data.split.ProfileSplit;
import io.github.dvmap.data.wvs.WvsWave7;
import io.github.dvmap.metrics.alignment.AlignmentMetrics;
import io.github.dvmap.rl.grpo.Answered;
import io.github.dvmap.rl.grpo.GrpoConfig;
import io.github.dvmap.rl.grpo.GrpoTrainer;
import io.github.dvmap.rl.grpo.PolicyAnswers;
import io.github.dvmap.rl.reward.Rewards;
import io.github.dvmap.rl.tokenizer.HuggingFaceTextTokenizer;
import io.github.dvmap.rl.torch.Policies;
import io.github.dvmap.rl.torch.PolicySpec;
import java.nio.file.Path;

/** The README's snippet. */
final class ReadmeSnippet {
  private ReadmeSnippet() {}

  static void align(Path survey, Path model) {
    var consensus = ArchetypeExtractor.builder().consensus(Consensus.strict()).build();
    var found = consensus.extract(WvsWave7.csv(survey));
    var split = ProfileSplit.of(found.samples(StructuredCotPrompt.paper()), 0, 0.1, 7);
    try (var tokenizer = HuggingFaceTextTokenizer.open(model);
        var policy = Policies.open(PolicySpec.huggingFace(model))) {
      var trainer = GrpoTrainer.builder(policy, tokenizer).config(GrpoConfig.paper());
      trainer.reward(Rewards.paper(0.4)).seed(7).build().train(split.train());
      var answers = PolicyAnswers.builder(policy, tokenizer).build().greedy(split.test(), 1024);
      var report = AlignmentMetrics.builder().groupBy("Country").build();
      System.out.println(
          report.evaluate(answers.stream().map(Answered::toPrediction).toList()).toText());
    }
  }
}
