package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ObjectArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndToEndTest {
  private static final List<String> SMALL =
      List.of(
          "--respondents=300",
          "--warm-up-steps=25",
          "--steps=4",
          "--batch=8",
          "--group=4",
          "--held-out=40");

  @TempDir Path folder;

  private Cli quickstart(String name, String... more) {
    var arguments = new ArrayList<Object>(List.of("quickstart"));
    arguments.addAll(SMALL);
    arguments.addAll(List.of(more));
    arguments.add("--out=" + folder.resolve(name));
    Cli cli = Cli.run(arguments.toArray());
    assertThat(cli.exitCode()).as(cli.err()).isZero();
    return cli;
  }

  @Test
  void quickstart_syntheticSurvey_showsEveryStage() throws IOException {
    Cli cli = quickstart("one");
    assertThat(cli.out())
        .contains("SYNTHETIC survey", "distinct profiles", "Options: ", "sft", "grpo", "before")
        .contains("uniform chance", "most frequent per country and question", "Bayes ceiling")
        .contains(RunPage.BEFORE, RunPage.AFTER, "warm-up labels");
    String page = Files.readString(folder.resolve("one/report.html"));
    assertThat(page)
        .contains(
            "Nobody was asked: the respondents are synthetic", "GRPO step", "Accuracy by question")
        .contains("class='transcript'");
    assertThat(folder.resolve("one/model/model.safetensors")).isNotEmptyFile();
    assertThat(folder.resolve("one/model/tokenizer.json")).isNotEmptyFile();
  }

  @Test
  void quickstart_sameSeedTwice_givesTheSameBytes() throws IOException {
    quickstart("one");
    quickstart("two");
    quickstart("other", "--seed=2");
    for (String file :
        List.of(
            "results.json",
            "model/model.safetensors",
            "model/tokenizer.json",
            "synthetic-wvs7.csv")) {
      byte[] one = Files.readAllBytes(folder.resolve("one").resolve(file));
      assertThat(Files.readAllBytes(folder.resolve("two").resolve(file))).as(file).isEqualTo(one);
    }
    for (String file : List.of("results.json", "model/model.safetensors", "synthetic-wvs7.csv")) {
      assertThat(Files.readAllBytes(folder.resolve("other").resolve(file)))
          .as(file)
          .isNotEqualTo(Files.readAllBytes(folder.resolve("one").resolve(file)));
    }
  }

  @Test
  void quickstart_mappedSurvey_readsItByTheShippedMapping() throws IOException {
    Path csv = folder.resolve("gss.csv");
    Files.writeString(
        csv,
        """
        id,degree,race,sex,marital,income_rc,agegrp,kids,religion,bigregion,happy,polviews,grass
        1,Bachelor,White,Male,Married,Gt $170000,Age 45-55,4+,None,West,Very Happy,Moderate,
        2,Bachelor,White,Male,Married,Gt $150000,Age 45-55,4+,None,West,Pretty Happy,Moderate,Legal
        3,,Black,Female,Widowed,,Age 65+,0,Other,South,,,Not Legal
        """);
    Cli cli =
        Cli.run("extract", "--survey", csv, "--mapping", "gss2016", "--out", folder.resolve("g"));
    assertThat(cli.exitCode()).as(cli.err()).isZero();
    // two share a profile, differ on happy, agree on polviews; 1 + 1 answered grass
    assertThat(cli.out()).contains("wrote 3 samples");
  }

  @Test
  void extractTrainEvaluate_oneCorpus_areAChain() throws IOException {
    Path corpus = folder.resolve("corpus");
    assertThat(
            Cli.run("extract", "--respondents=200", "--prompt=answer_only", "--out=" + corpus)
                .exitCode())
        .isZero();
    String samples = "--corpus=" + corpus.resolve("corpus.jsonl");
    Path run = folder.resolve("run");
    Object[] train = {
      "train",
      samples,
      "--warm-up-steps=20",
      "--steps=3",
      "--batch=8",
      "--group=4",
      "--held-out=50",
      "--checkpoint-every=2",
      "--entropy-coefficient=0.01",
      "--out=" + run
    };
    Cli trained = Cli.run(train);
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    Cli resumed = Cli.run(ObjectArrays.concat(train, "--resume"));
    assertThat(row(resumed.out(), RunPage.AFTER)).isEqualTo(row(trained.out(), RunPage.AFTER));
    Cli other =
        Cli.run(ObjectArrays.concat(train, new Object[] {"--resume", "--kl=0"}, Object.class));
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("run.json", "other options");
    assertThat(other.out()).contains("training on").doesNotContain("sft", "before");
    assertThat(trained.out())
        .contains(RunPage.BEFORE, RunPage.AFTER)
        .containsPattern("kl .* entropy ");
    Cli evaluated =
        Cli.run(
            "evaluate",
            samples,
            "--model=" + run.resolve("model"),
            "--max-new-tokens=12",
            "--held-out=50",
            "--out=" + folder.resolve("evaluation"));
    assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
    // the model as saved answers the same held-out samples as it did after training
    assertThat(row(evaluated.out(), "model  ")).isEqualTo(row(trained.out(), RunPage.AFTER));
    assertAdapted(samples, run.resolve("model"));
  }

  private void assertAdapted(String samples, Path model) throws IOException {
    Object[] train = {
      "train",
      samples,
      "--model=" + model,
      "--steps=2",
      "--batch=4",
      "--group=2",
      "--max-new-tokens=12",
      "--held-out=20",
      "--lora-rank=2",
      "--lora-target=q_proj,v_proj",
      "--out=" + folder.resolve("more")
    };
    Cli more = Cli.run(train);
    assertThat(more.exitCode()).as(more.err()).isZero();
    assertThat(more.out()).contains("warm-up labels: 0");
    byte[] weights = Files.readAllBytes(model.resolve("model.safetensors"));
    weights[weights.length - 1]++;
    Files.write(model.resolve("model.safetensors"), weights);
    Cli other = Cli.run(ObjectArrays.concat(train, "--resume"));
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("run.json", "other options");
    assertThat(folder.resolve("more/model/adapter_model.safetensors")).exists();
    Path merged = folder.resolve("merged");
    Cli merge =
        Cli.run(
            "merge",
            "--model=" + folder.resolve("more/model"),
            "--max-shard-size=1",
            "--out=" + merged);
    assertThat(merge.exitCode()).as(merge.err()).isZero();
    assertThat(merged.resolve("model.safetensors.index.json")).exists();
    String[] scores =
        Stream.of(folder.resolve("more/model"), merged)
            .map(
                adapted ->
                    Cli.run(
                        "evaluate",
                        samples,
                        "--model=" + adapted,
                        "--max-new-tokens=12",
                        "--held-out=20",
                        "--out=" + folder.resolve("evaluation")))
            .map(scored -> row(scored.out(), "model  "))
            .toArray(String[]::new);
    assertThat(scores[0]).isEqualTo(scores[1]).isEqualTo(row(more.out(), RunPage.AFTER));
  }

  /** The numbers of a table's row. */
  private static String row(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .orElseThrow()
        .substring(name.length())
        .strip();
  }
}
