package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.CounterfactualPair;
import io.github.dvmap.data.corpus.Corpus;
import io.github.dvmap.data.corpus.CorpusFolder;
import io.github.dvmap.data.split.GeneralizationSplit;
import io.github.dvmap.data.split.RobustnessSet;
import io.github.dvmap.metrics.alignment.AlignmentReport;
import io.github.dvmap.metrics.robustness.RobustnessMetrics;
import io.github.dvmap.rl.grpo.Answered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From survey files to corpora, a benchmark and the analyses. */
class SurveyCommandsTest {
  @TempDir Path folder;

  private Path out() {
    return folder.resolve("out");
  }

  private static Cli run(Object... arguments) {
    Cli cli = Cli.run(arguments);
    assertThat(cli.exitCode()).as(cli.err()).isZero();
    return cli;
  }

  private static Corpus read(Path corpus) {
    return CorpusFolder.read(corpus, TagAnswerFormat.answerTags());
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private static Map<String, String> hashes(Path corpus) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    json(corpus.resolve("manifest.json"))
        .getAsJsonArray("files")
        .forEach(
            file ->
                hashes.put(
                    file.getAsJsonObject().get("name").getAsString(),
                    file.getAsJsonObject().get("sha256").getAsString()));
    return hashes;
  }

  @ParameterizedTest
  @CsvSource({
    "JSONL, corpus.jsonl",
    "parquet, corpus.parquet",
    "hf, data/corpus-00000-of-00001.parquet"
  })
  void extract_everyFormat_isAFolderThatIsReadBackAndReplaced(String format, String file)
      throws IOException {
    Object[] command = {
      "extract", "--respondents=150", "--preset=paper", "--format=" + format, "--out=" + out()
    };
    run(command);
    Map<String, String> first = hashes(out());
    List<AlignmentSample> samples = read(out()).split("corpus");
    assertThat(run(command).out()).contains("to " + out().resolve(file));
    assertThat(hashes(out()))
        .isEqualTo(first)
        .containsKeys(file, "report.html", "synthetic-wvs7.csv");
    JsonObject manifest = json(out().resolve("manifest.json"));
    assertThat(manifest.getAsJsonObject("options").toString())
        .contains("\"consensus\":\"strict\"", "\"prompt\":\"PAPER\"", "\"seed\":1");
    assertThat(manifest.getAsJsonObject("counts").get("archetypes").getAsInt())
        .isEqualTo(samples.size());
    Files.writeString(out().resolve("mine.txt"), "mine");
    Cli refused = Cli.run(command);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("mine.txt");
  }

  @Test
  void extract_profilesPerCountry_drawsThemWithTheSeed() throws IOException {
    Object[] command = {
      "extract", "--respondents=400", "--preset=released", "--profiles-per-country=20", "--out"
    };
    Cli cli = run(Stream.concat(Stream.of(command), Stream.of(out())).toArray());
    assertThat(cli.out())
        .contains("profiles drawn, of those there are:")
        .containsPattern("20 of \\d");
    Corpus corpus = read(out());
    assertThat(corpus.splits().keySet()).containsExactly("train", "validation", "test");
    assertThat(corpus.split("test").stream().map(AlignmentSample::profile).distinct()).hasSize(20);
    JsonObject manifest = json(out().resolve("manifest.json"));
    assertThat(manifest.getAsJsonObject("profiles_drawn").get("Brazil").getAsInt()).isEqualTo(20);
  }

  @Test
  void benchmark_withoutASurvey_writesProvenSplitsAndPairs() throws IOException {
    Object[] command = {
      "benchmark",
      "--respondents=1200",
      "--preset=released",
      "--profiles-per-country=30",
      "--profiles-per-unseen-country=3",
      "--format=parquet",
      "--out"
    };
    Cli cli = run(Stream.concat(Stream.of(command), Stream.of(out())).toArray());
    assertThat(cli.out())
        .contains("no country shared: train has 10, cross_country has 8, 0 in common")
        .contains("no question shared: train has 16, cross_value has 7, 0 in common")
        .contains("pairs that differ in Income Bracket: {High income -> Low income=");
    Corpus corpus = read(out());
    GeneralizationSplit split = GeneralizationSplit.of(corpus);
    RobustnessSet pairs = RobustnessSet.of(corpus);
    assertThat(pairs.attribute()).isEqualTo("Income Bracket");
    assertThat(pairs.splits().get(RobustnessSet.ORIGINAL))
        .extracting(AlignmentSample::id)
        .isSubsetOf(split.crossDemographic().stream().map(AlignmentSample::id).toList());
    JsonObject manifest = json(out().resolve("manifest.json"));
    assertThat(manifest.getAsJsonObject("proof").keySet()).hasSize(11);
    assertThat(manifest.getAsJsonObject("robustness").get("attribute").getAsString())
        .isEqualTo("Income Bracket");
    Map<String, Integer> trainedOn = pairs.trainedOn(split.train());
    assertThat(cli.out()).contains("flipped samples that are trained on: " + trainedOn);
    assertThat(manifest.getAsJsonObject("robustness").get("flipped_trained_on"))
        .isEqualTo(new Gson().toJsonTree(trainedOn));
    assertThat(manifest.getAsJsonArray("sources").toString()).contains("synthetic-wvs7.csv");
    assertThat(
            manifest
                .getAsJsonObject("splits")
                .getAsJsonObject("cross_country")
                .getAsJsonObject("countries")
                .keySet())
        .hasSize(8);
    Path again = folder.resolve("again");
    run(Stream.concat(Stream.of(command), Stream.of(again)).toArray());
    assertThat(hashes(again)).isEqualTo(hashes(out()));
  }

  @Test
  void benchmark_ofAnotherSurvey_takesItsOwnCountriesQuestionsAndLevels() throws IOException {
    Path mapping =
        Files.writeString(
            folder.resolve("map.json"),
            """
            {"name": "Mine",
             "attributes": [
              {"name": "Country", "column": "c", "codes": {"1": "A", "2": "B", "3": "C"}},
              {"name": "Sex", "column": "s", "codes": {"1": "Male", "2": "Female"}},
              {"name": "Age", "column": "a", "bins": [
                {"to": 39, "label": "young"}, {"from": 40, "to": 60, "label": "middle"},
                {"from": 61, "label": "old"}]}],
             "questions": [
              {"id": "one", "column": "q1", "text": "One?", "codes": {"1": "Yes", "2": "No"}},
              {"id": "two", "column": "q2", "text": "Two?", "codes": {"1": "Yes", "2": "No"}}]}
            """);
    var rows = new StringBuilder("c,s,a,q1,q2\n");
    for (int i = 0; i < 60; i++) {
      rows.append(i % 3 + 1).append(',').append(i % 2 + 1).append(',').append(20 + i);
      rows.append(',').append(i % 2 + 1).append(',').append(i % 2 + 1).append('\n');
    }
    Path csv = Files.writeString(folder.resolve("mine.csv"), rows);
    Object[] command = {
      "benchmark",
      "--survey=" + csv,
      "--mapping=" + mapping,
      "--flip-attribute=Sex",
      "--flip=Male=Female",
      "--flip=Female=Male",
      "--unseen-country=C",
      "--unseen-question=two",
      "--profiles-per-country=6",
      "--out=" + out()
    };
    Object[] withShares = Stream.concat(Stream.of(command), Stream.of("--test=0.34")).toArray();
    Cli cli = run(withShares);
    assertThat(cli.out()).contains("pairs that differ in Sex");
    GeneralizationSplit split = GeneralizationSplit.of(read(out()));
    assertThat(split.crossCountry()).allMatch(s -> s.profile().level("Country").equals("C"));
    assertThat(split.crossValue()).allMatch(s -> s.question().id().equals("two"));
    Cli cut = Cli.run("benchmark", "--survey=" + csv, "--mapping=" + mapping, "--out=" + out());
    assertThat(cut.exitCode()).isEqualTo(2);
    assertThat(cut.err()).contains("--unseen-country");
  }

  @Test
  void analyse_withoutASurvey_drawsEveryChartOnOneSelfContainedPage() throws IOException {
    Object[] command = {
      "analyse", "--respondents=600", "--trees=3", "--threads=1", "--out=" + out()
    };
    Cli cli = run(command);
    assertThat(cli.out()).contains("% of respondents share their profile", "32.8 %", "9.2 %");
    String page = Files.readString(out().resolve("analysis.html"));
    assertThat(page)
        .contains("Nobody was asked: the respondents are synthetic", "Cells by entropy")
        .contains("Entropy of each cell", "Share of all pairs that is kept", "Label noise")
        .contains("Respondents, and distinct profiles below", "Archetypes of entropy 0")
        .contains("Mean decrease in impurity", "Permutation importance", "archetypes");
    assertThat(page.replace("http://www.w3.org/2000/svg", "the namespace"))
        .doesNotContain("<script", "http:", "https:", "url(", "<link", "<img");
    assertThat(Pattern.compile("<svg").matcher(page).results().count()).isEqualTo(9);
    JsonObject numbers = json(out().resolve("analysis.json"));
    assertThat(numbers.getAsJsonObject("entropy_bits").getAsJsonObject("Brazil").keySet())
        .hasSize(16);
    assertThat(numbers.getAsJsonArray("consensus_curve")).hasSize(36);
    assertThat(numbers.getAsJsonObject("mean_decrease_in_impurity").keySet()).hasSize(11);
    byte[] first = Files.readAllBytes(out().resolve("analysis.json"));
    run("analyse", "--respondents=600", "--trees=3", "--threads=2", "--out=" + out());
    assertThat(Files.readAllBytes(out().resolve("analysis.json"))).isEqualTo(first);
  }

  @Test
  void analyse_aSurveyWithoutCountries_isByItsOwnAttribute() throws IOException {
    Path csv =
        Files.writeString(
            folder.resolve("gss.csv"),
            Stream.of(
                    "id,degree,race,sex,marital,income_rc,agegrp,kids,religion,bigregion,happy,polviews,grass",
                    "1,Bachelor,White,Male,Married,Gt $170000,Age 45-55,4+,None,West,Very Happy,Moderate,",
                    "2,Bachelor,White,Male,Married,Gt $150000,Age 45-55,4+,None,West,Pretty Happy,Moderate,Legal",
                    "3,,Black,Female,Widowed,,Age 65+,0,Other,South,,,Not Legal")
                .collect(Collectors.joining("\n")));
    run("analyse", "--survey", csv, "--mapping=gss2016", "--by=Region", "--out=" + out());
    assertThat(json(out().resolve("analysis.json")).get("attribute").getAsString())
        .isEqualTo("Region");
    Cli wrong =
        Cli.run("analyse", "--survey", csv, "--mapping=gss2016", "--by=Planet", "--out=" + out());
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("Planet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "benchmark --flip-attribute Planet | 'Planet' is none of [Country",
        "benchmark --flip Rich=Poor | --flip: attribute 'Income Bracket' has no level 'Rich'",
        "benchmark --flip-attribute Gender | --flip: attribute 'Gender' has no level",
        "benchmark --validation 0.5 --test 0.5 | --validation 0.5 and --test 0.5",
        "benchmark --unseen-country Atlantis | --unseen-country 'Atlantis'",
        "benchmark --unseen-question Q999 | --unseen-question 'Q999'",
        "benchmark --profiles-per-country 0 | --profiles-per-country 0",
        "benchmark --profiles-per-unseen-country 0 | --profiles-per-unseen-country 0",
        "extract --profiles-per-country 0 | --profiles-per-country 0",
        "extract --format csv | csv",
        "extract --preset mine | mine",
        "extract --scope moon | moon",
        "analyse --trees 0 | --trees 0",
        "analyse --threads 0 | --threads 0",
        "evaluate-benchmark --benchmark none --model none | --benchmark none: there is no such folder",
      })
  void run_badOption_namesOptionAndValue(String line) {
    String[] parts = line.split(" \\| ", -1);
    String more = parts[0].startsWith("evaluate") ? "" : " --respondents=100";
    Cli cli = Cli.run((Object[]) (parts[0] + more + " --out=" + out()).split(" ", -1));
    assertThat(cli.err()).contains(parts[1]).doesNotContain("\tat ");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(out().resolve("manifest.json")).doesNotExist();
  }

  @Test
  void robustness_answersThatDependOnChanceAlone_areUnchanged() {
    run(
        "benchmark",
        "--respondents=300",
        "--profiles-per-country=10",
        "--profiles-per-unseen-country=2",
        "--out=" + out());
    List<CounterfactualPair> pairs = RobustnessSet.of(read(out())).pairs();
    List<Prediction> predictions =
        EvaluateBenchmarkCommand.predictions(
            (stage, samples) ->
                IntStream.range(0, samples.size())
                    .mapToObj(
                        i -> new Answered(samples.get(i), "", new ParsedAnswer.Chosen(i % 2, true)))
                    .toList(),
            pairs);
    AlignmentReport report = RobustnessMetrics.builder().build().evaluate(pairs, predictions);
    assertThat(report.overall().metric(RobustnessMetrics.UNCHANGED).value()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2, no rule keeps a pair, have entropy > 0",
    "0, there are no values, – % of (profile",
  })
  void analyse_nothingAgreed_writesAPageThatSaysSo(int answers, String onPage, String told)
      throws IOException {
    Path mapping =
        Files.writeString(
            folder.resolve("mini.json"),
            """
            {"name": "Mini", "id": "id",
             "attributes": [{"name": "Country", "column": "c", "codes": {"1": "Chile", "2": "Peru"},
                             "missing": "Not Answered"}],
             "questions": [{"id": "Q1", "column": "q", "category": "t", "text": "How happy?",
                            "codes": {"1": "a", "2": "b", "3": "c", "4": "d", "5": "e"}}]}
            """);
    String rows =
        IntStream.range(0, 200)
            .mapToObj(i -> i + "," + (i % 2 + 1) + "," + (answers == 0 ? "" : i / 2 % 5 + 1))
            .collect(Collectors.joining("\n"));
    Path csv = Files.writeString(folder.resolve("mini.csv"), "id,c,q\n" + rows);
    Cli cli = run("analyse", "--survey", csv, "--mapping", mapping, "--trees=3", "--out=" + out());
    assertThat(Files.readString(out().resolve("analysis.html"))).contains(onPage);
    assertThat(cli.out()).contains(told).doesNotContain("NaN");
    assertThat(json(out().resolve("analysis.json")).get("attribute").getAsString())
        .isEqualTo("Country");
  }

  @Test
  void benchmarkTrainEvaluate_smallModel_scoresEveryTestSet() throws IOException {
    run(
        "benchmark",
        "--respondents=400",
        "--prompt=answer_only",
        "--profiles-per-country=10",
        "--profiles-per-unseen-country=2",
        "--out=" + out());
    Path trained = folder.resolve("run");
    run(
        "train",
        "--corpus=" + out().resolve("train.jsonl"),
        "--warm-up-steps=5",
        "--steps=1",
        "--batch=4",
        "--group=2",
        "--held-out=10",
        "--out=" + trained);
    Path scores = folder.resolve("scores");
    Cli cli =
        run(
            "evaluate-benchmark",
            "--benchmark=" + out(),
            "--model=" + trained.resolve("model"),
            "--held-out=8",
            "--max-new-tokens=12",
            "--out=" + scores);
    assertThat(cli.out())
        .contains("unseen profiles", "unseen countries", "unseen questions")
        .contains("Income Bracket flipped: how often the answer stays the same", "unchanged");
    JsonObject results = json(scores.resolve("results.json"));
    assertThat(results.keySet())
        .containsExactly("unseen profiles", "unseen countries", "unseen questions", "robustness");
    assertThat(results.getAsJsonObject("robustness").keySet()).contains("unchanged", "move");
    assertThat(scores.resolve("report.html")).isNotEmptyFile();
  }
}
