package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ObjectArrays;
import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.data.corpus.SampleFiles;
import io.github.dvmap.rl.grpo.Answered;
import io.github.dvmap.rl.tokenizer.HuggingFaceTextTokenizer;
import io.github.dvmap.rl.torch.Policies;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AnswerOptionsTest {
  @TempDir Path model;
  private final StringWriter printed = new StringWriter();
  private List<AlignmentSample> samples;

  @BeforeEach
  void writeModel(@TempDir Path corpus) {
    Cli.run("extract", "--respondents=30", "--prompt=answer_only", "--out=" + corpus);
    samples =
        SampleFiles.read(corpus.resolve("corpus.jsonl"), TagAnswerFormat.answerTags())
            .subList(0, 20);
    TinyPolicy.writeTokenizer(model, samples);
    try (var tokenizer = HuggingFaceTextTokenizer.open(model);
        var policy = Policies.open(TinyPolicy.spec(model, tokenizer, 1).withDevice("cpu"))) {
      policy.save(model);
    }
  }

  private List<String> replies(long seed, String... further) {
    try (var answering =
        open(
            seed,
            ObjectArrays.concat(further, new String[] {"--max-new-tokens=8"}, String.class))) {
      return answering.answers("answers", samples).stream().map(Answered::reply).toList();
    }
  }

  private AnswerOptions.Answering open(long seed, String... further) {
    var options = new AnswerOptions();
    new CommandLine(options)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(
            ObjectArrays.concat(
                new String[] {"--model=" + model, "--device=cpu"}, further, String.class));
    return options.open(new PrintWriter(printed, true), seed, samples);
  }

  @Test
  void maxNewTokens_notGiven_isWhatTheContextLeaves() {
    int most;
    try (var answering = open(1)) {
      most = answering.sampling().maxTokens();
    }
    assertThat(most).isBetween(500, 1023);
    assertThat(printed.toString()).contains("an answer has at most " + most + " tokens");
    open(1, "--max-new-tokens=" + most).close();
    assertThatThrownBy(() -> open(1, "--max-new-tokens=" + (most + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--max-new-tokens " + (most + 1) + " is too large")
        .hasMessageContaining("which leaves " + most + " of the context of 1024");
  }

  @Test
  void sampling_ofTheModel_drawsAsItsFileSaysBySeed() throws IOException {
    assertThat(replies(1, "--sampling=model")).isEqualTo(replies(1));
    printed.getBuffer().setLength(0);
    Path file = model.resolve("generation_config.json");
    Files.writeString(file, "{\"do_sample\":true,\"temperature\":2,\"top_k\":900}");
    List<String> greedy = replies(1);
    assertThat(replies(2)).isEqualTo(greedy);
    assertThat(printed.toString()).doesNotContain("sampling:");
    List<String> drawn = replies(1, "--sampling=model");
    assertThat(printed.toString())
        .contains("sampling: temperature 2.0, top-k 900, top-p 1.0, min-p 0.0, seed 1");
    assertThat(drawn).isNotEqualTo(greedy);
    assertThat(replies(1, "--sampling=model")).isEqualTo(drawn);
    assertThat(replies(2, "--sampling=model")).isNotEqualTo(drawn);
    Files.writeString(file, "{\"do_sample\":true,\"temperature\":2,\"top_k\":1}");
    assertThat(replies(1, "--sampling=model")).isEqualTo(greedy);
    Files.writeString(file, "{\"temperature\":2}");
    assertThat(replies(1, "--sampling=model")).isEqualTo(greedy);
  }
}
