package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.data.corpus.SampleFiles;
import io.github.dvmap.data.synthetic.SyntheticSurvey;
import io.github.dvmap.rl.tokenizer.HuggingFaceTextTokenizer;
import io.github.dvmap.rl.torch.Policies;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {
  @TempDir Path folder;

  private Path out() {
    return folder.resolve("out");
  }

  private void assertRefused(Cli cli, String... told) {
    assertThat(cli.err()).contains(told).doesNotContain("\tat ", "Exception in");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(out().resolve("report.html")).doesNotExist();
    assertThat(out().resolve("corpus.jsonl")).doesNotExist();
  }

  private List<String> lines() throws IOException {
    Path csv = folder.resolve("good.csv");
    SyntheticSurvey.of(7, 30).write(csv);
    return new ArrayList<>(Files.readAllLines(csv));
  }

  private Path write(List<String> lines) throws IOException {
    return Files.write(folder.resolve("bad.csv"), lines);
  }

  @Test
  void extract_columnMissing_namesIt() throws IOException {
    List<String> lines = lines();
    lines.set(0, lines.get(0).replace("B_COUNTRY", "COUNTRY"));
    assertRefused(
        Cli.run("extract", "--survey", write(lines), "--out", out()),
        "bad.csv, line 1, column B_COUNTRY");
  }

  @Test
  void quickstart_unknownCode_namesLineColumnAndValue() throws IOException {
    List<String> lines = lines();
    String[] row = lines.get(5).split(",", -1);
    int column = List.of(lines.get(0).split(",", -1)).indexOf("Q260");
    row[column] = "77";
    lines.set(5, String.join(",", row));
    assertRefused(
        Cli.run("quickstart", "--survey", write(lines), "--out", out()),
        "bad.csv, line 6, column Q260, value '77'");
  }

  @Test
  void extract_raggedRow_namesLineAndCounts() throws IOException {
    List<String> lines = lines();
    lines.set(3, lines.get(3) + ",1,2");
    assertRefused(
        Cli.run("extract", "--survey", write(lines), "--out", out()),
        "bad.csv, line 4",
        "the header");
  }

  @Test
  void extract_emptyFile_saysSo() throws IOException {
    assertRefused(
        Cli.run("extract", "--survey", write(List.of()), "--out", out()), "bad.csv", "empty");
  }

  @Test
  void extract_binaryFile_saysSo() throws IOException {
    Path file = Files.write(folder.resolve("bad.csv"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0});
    assertRefused(Cli.run("extract", "--survey", file, "--out", out()), "bad.csv", "text");
  }

  @Test
  void extract_absentFile_namesIt() {
    assertRefused(
        Cli.run("extract", "--survey", folder.resolve("none.csv"), "--out", out()), "none.csv");
  }

  @Test
  void extract_badMapping_namesTheKey() throws IOException {
    Path mapping = Files.writeString(folder.resolve("map.json"), "{\"nam\": 1}");
    assertRefused(
        Cli.run("extract", "--survey", write(lines()), "--mapping", mapping, "--out", out()),
        "map.json",
        "nam");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "quickstart --temperature 0       | --temperature 0",
        "quickstart --steps 0             | --steps 0 must be >= 1",
        "quickstart --batch -1            | --batch -1 must be >= 1",
        "quickstart --group 1             | --group 1 must be >= 2",
        "quickstart --learning-rate -1    | --learning-rate -1.0",
        "quickstart --kl NaN              | --kl NaN",
        "quickstart --entropy-coefficient -1 | --entropy-coefficient -1.0",
        "quickstart --labelled 0          | --labelled 0.0",
        "quickstart --held-out 0          | --held-out 0",
        "quickstart --respondents 0       | --respondents 0",
        "quickstart --device tpu          | device 'tpu'",
        "quickstart --precision fp8       | precision 'fp8'",
        "quickstart --threads 0           | --threads 0",
        "quickstart --threads 100000      | --threads 100000 must be <=",
        "quickstart --device gpu          | device 'gpu'",
        "quickstart --head-chunk 0        | --head-chunk 0",
        "quickstart --checkpoint-every 0  | --checkpoint-every 0",
        "quickstart --warm-up-steps -1    | --warm-up-steps -1 must be >= 0",
        "quickstart --max-new-tokens 0    | --max-new-tokens 0",
        "quickstart --max-new-tokens 1020 | --max-new-tokens 1020 is too large: the longest prompt, of",
        "quickstart --mapping gss2016     | needs --survey",
        "quickstart --survey pom.xml --survey target/../pom.xml | target/../pom.xml is given twice",
        "extract --survey pom.xml --respondents 20 | there is a --survey",
        "extract --survey a --mapping b --scope whole | --scope is of WVS",
        "analyse --survey a --mapping b --scope whole | --scope is of WVS",
        "extract --weighted               | --weighted needs --survey",
        "extract --older-brazilian-religions | needs --survey",
        "quickstart --steps many          | --steps",
        "extract --min-support 0          | --min-support 0",
        "extract --consensus loose        | 'loose'",
        "extract --consensus -1           | '-1'",
        "extract --prompt long            | long",
        "extract --nonsense               | --nonsense",
        "train                            | --corpus",
        "train --corpus none.jsonl        | --corpus none.jsonl: there is no such file",
        "train --corpus .                 | --corpus . is a folder, not a file",
        "train --corpus pom.xml --validation 2 | --validation 2.0 is not in (0, 1)",
        "train --corpus pom.xml --validation 0 | --validation 0.0 is not in (0, 1)",
        "benchmark --respondents 9 --test 0 | --test 0.0 must be",
        "extract --survey /dev/null | --survey /dev/null is no regular file",
        "extract --survey pom.xml --mapping . | --mapping . is a folder, not a file",
        "evaluate --corpus pom.xml --model= | --model '' names no folder",
        "bench survey --rows 2000 --factor 2000000 | --rows 2000 times --factor 2000000",
        "train --corpus pom.xml --model none | --model none: there is no such folder",
        "train --corpus pom.xml --model pom.xml | --model pom.xml is a file, not a folder",
        "train --corpus pom.xml --lora-rank 8 | --lora-rank 8 needs --model",
        "train --corpus pom.xml --lora-alpha 8 | --lora-alpha 8.0 needs --lora-rank",
        "train --corpus pom.xml --model . --lora-alpha 8 | --lora-alpha 8.0 needs --lora-rank",
        "train --corpus pom.xml --model . --lora-rank 0 | --lora-rank 0",
        "train --corpus pom.xml --model . --lora-rank 8 --lora-target foo | foo",
        "train --corpus pom.xml --precision fp8 | precision 'fp8'",
        "train --corpus pom.xml --save-type fp8 | 'fp8'",
        "train --corpus pom.xml --max-shard-size 0 | --max-shard-size 0",
        "evaluate --corpus none.jsonl --model none | --corpus none.jsonl: there is no such file",
        "evaluate --corpus pom.xml --model none | --model none: there is no such folder",
        "evaluate --corpus pom.xml --model . --device gpu | device 'gpu'",
        "merge --model none               | --model none: there is no such folder",
        "merge --model .                  | adapter_config.json",
        "train --corpus none.jsonl --no-enable-thinking | need --model",
        "train --corpus none.jsonl --template-variable a=b | need --model",
        "evaluate --corpus none.jsonl --model none --template-variable a | --template-variable",
        "bench survey --ways dvmap,foo    | --ways 'foo' is none of [dvmap, duckdb-read",
        "bench policy --heads 3 --kv-heads 2 | --heads 3 is not a multiple of --kv-heads 2",
        "bench policy --head-dim 3        | --head-dim 3 must be even",
        "dance                            | dance",
      })
  void run_badOption_namesOptionAndValue(String line, String told) {
    List<Object> arguments = new ArrayList<>(List.of(line.split(" ", -1)));
    if (line.matches("(quickstart|extract).*") && !line.matches(".*--(respondents|survey).*")) {
      arguments.add("--respondents=20");
    }
    if (line.matches("(quickstart|extract|analyse|train|evaluate|merge|bench).*")) {
      arguments.add("--out=" + out());
    }
    assertRefused(Cli.run(arguments.toArray()), told);
    assertThat(out()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "quickstart, ''",
    "train --corpus none.jsonl, ''",
    "train --corpus none.jsonl --model, base"
  })
  void run_overAFolderOfSomethingElse_isRefusedBeforeTheWork(String line, String model)
      throws IOException {
    Path target = Files.createDirectories(out().resolve("model"));
    Files.writeString(target.resolve("thesis.txt"), "precious");
    List<Object> arguments = new ArrayList<>(List.of(line.split(" ", -1)));
    if (!model.isEmpty()) {
      arguments.add(Files.createDirectories(folder.resolve(model)));
    }
    arguments.add("--out=" + out());
    assertRefused(Cli.run(arguments.toArray()), target + " is not replaced", "thesis.txt");
    assertThat(target.resolve("thesis.txt")).hasContent("precious");
  }

  @ParameterizedTest
  @ValueSource(strings = {"quickstart", "train --corpus none.jsonl"})
  void run_checkpointFolderOfSomethingElse_isRefusedBeforeTheWork(String line) throws IOException {
    Path checkpoint = out().resolve("checkpoint");
    Path foreign = Files.createDirectories(checkpoint.resolve("checkpoint-500"));
    Files.writeString(checkpoint.resolve("run.json"), "{}");
    List<Object> arguments = new ArrayList<>(List.of(line.split(" ", -1)));
    arguments.add("--out=" + out());
    assertRefused(
        Cli.run(arguments.toArray()), checkpoint + " is not emptied: it holds checkpoint-500");
    assertThat(foreign).isDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "extract --survey OUT/a.csv, --survey",
    "extract --survey pom.xml --mapping OUT/a.csv, --mapping",
    "benchmark --survey OUT/a.csv, --survey",
    "analyse --survey OUT/analysis.json, --survey",
    "quickstart --survey OUT/report.html, --survey",
    "evaluate --model OUT --corpus OUT/results.json, --corpus",
    "train --corpus OUT/checkpoint/a.csv, --corpus",
    "train --corpus pom.xml --model OUT/checkpoint, --model",
  })
  void run_outOverItsInput_isRefusedBeforeTheWork(String line, String option) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.createDirectories(out().resolve("checkpoint"));
    for (String name : List.of("a.csv", "analysis.json", "report.html", "results.json")) {
      files.add(Files.writeString(out().resolve(name), "precious"));
    }
    if (line.contains("checkpoint/")) {
      files.add(Files.writeString(out().resolve("checkpoint/a.csv"), "precious"));
    }
    List<Object> arguments =
        new ArrayList<>(List.of(line.replace("OUT", out().toString()).split(" ", -1)));
    arguments.add("--out=" + out());
    Cli cli = Cli.run(arguments.toArray());
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .satisfiesAnyOf(
            told -> assertThat(told).contains("would be written over " + option),
            told -> assertThat(told).contains("checkpoint is not emptied"));
    assertThat(files).allSatisfy(file -> assertThat(file).hasContent("precious"));
  }

  @Test
  void train_adaptersOverTheirModel_areRefusedBeforeTheCorpusIsRead() throws IOException {
    Path model = Files.createDirectories(out().resolve("model"));
    assertRefused(
        Cli.run(
            "train", "--corpus=none.jsonl", "--model=" + model, "--lora-rank=2", "--out=" + out()),
        model + " is not written: " + model + " is needed");
  }

  @Test
  void run_wrongOption_saysSoAndWhereHelpIs() {
    assertThat(Cli.run("bench", "survey", "--nonsense").err())
        .isEqualToNormalizingNewlines(
            "dvmap: Unknown option: '--nonsense'\nsee dvmap bench survey --help\n");
    assertThat(Cli.run("bench").err()).contains("bench needs one of", "Usage: dvmap bench");
    assertThat(Cli.run().err()).contains("Usage: dvmap", "quickstart");
  }

  private Path corpus() {
    Path corpus = folder.resolve("corpus");
    assertThat(Cli.run("extract", "--respondents", 60, "--out", corpus).exitCode()).isZero();
    return corpus.resolve("corpus.jsonl");
  }

  private Path model(Path corpus) {
    Path model = folder.resolve("model");
    TinyPolicy.writeTokenizer(model, SampleFiles.read(corpus, TagAnswerFormat.answerTags()));
    try (var tokenizer = HuggingFaceTextTokenizer.open(model);
        var policy = Policies.open(TinyPolicy.spec(model, tokenizer, 1).withDevice("cpu"))) {
      policy.save(model);
    }
    return model;
  }

  @Test
  void evaluate_templateOptions_reachTheTemplate() throws IOException {
    Path file = corpus();
    Path model = model(file);
    Files.writeString(
        model.resolve("chat_template.jinja"),
        """
        {%- if enable_thinking is false and loud is true and name is string %}
        {{ raise_exception('as told: ' ~ name) }}
        {%- endif %}
        """);
    List<Object> arguments =
        List.of(
            "evaluate", "--corpus", file, "--model", model, "--out", out(), "--no-enable-thinking");
    List<Object> all = new ArrayList<>(arguments);
    all.addAll(List.of("--template-variable", "loud=true", "--template-variable", "name=7"));
    assertRefused(
        Cli.run(all.toArray()), "chat_template.jinja, line 2: the template refuses: as told: 7");
    all.addAll(List.of("--template-variable", "quiet=true"));
    assertRefused(Cli.run(all.toArray()), "does not read quiet");
    Files.delete(model.resolve("chat_template.jinja"));
    assertRefused(Cli.run(arguments.toArray()), "does not read enable_thinking");
  }

  @Test
  void evaluate_samplingOfTheModelThatCannotBeFollowed_namesIt() throws IOException {
    Path file = corpus();
    Path model = model(file);
    Object[] arguments = {
      "evaluate", "--corpus", file, "--model", model, "--out", out(), "--sampling=model"
    };
    Files.delete(model.resolve("generation_config.json"));
    assertRefused(Cli.run(arguments), "generation_config.json: there is no such file");
    Files.writeString(
        model.resolve("generation_config.json"), "{\"do_sample\":true,\"repetition_penalty\":1.1}");
    assertRefused(Cli.run(arguments), "repetition_penalty: 1.1 is not supported, only 1");
  }

  @Test
  void evaluate_modelWithoutATensor_namesIt() throws IOException {
    Path file = corpus();
    Path model = model(file);
    String config = Files.readString(model.resolve("config.json"));
    Files.writeString(
        model.resolve("config.json"),
        config.replaceFirst("\"num_hidden_layers\": \\d+", "\"num_hidden_layers\": 9"));
    assertRefused(
        Cli.run("evaluate", "--corpus", file, "--model", model, "--out", out()), "model.layers.");
    Files.writeString(
        model.resolve("config.json"),
        config.replaceFirst("\"intermediate_size\": \\d+", "\"intermediate_size\": 7"));
    assertRefused(
        Cli.run("evaluate", "--corpus", file, "--model", model, "--out", out()), "mlp.", "7");
  }

  @Test
  void run_heapTooSmall_saysHowToRaiseIt() {
    var full =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) {
            throw new OutOfMemoryError("simulated");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    var err = new StringWriter();
    assertThat(Main.run(new PrintWriter(full), new PrintWriter(err, true), "--version"))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("Java's heap of", "(simulated)", "java -Xmx")
        .doesNotContain("\tat ");
  }

  @Test
  void run_verbose_printsTheStackTrace() {
    Cli cli = Cli.run("quickstart", "--steps", "0", "--verbose", "--out", out());
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err()).contains("steps 0").contains("\tat io.github.dvmap");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart",
        "extract",
        "analyse",
        "benchmark",
        "train",
        "evaluate",
        "evaluate-benchmark"
      })
  void help_everyCommand_listsItsOptions(String command) {
    Cli cli = Cli.run(command, "--help");
    assertThat(cli.exitCode()).isZero();
    assertThat(cli.out()).contains("Usage: dvmap " + command, "--out=DIR", "--seed=N", "--verbose");
  }
}
