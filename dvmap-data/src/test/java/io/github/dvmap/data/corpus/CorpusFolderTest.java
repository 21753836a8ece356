package io.github.dvmap.data.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusFolderTest {
  @TempDir Path temp;

  private Path folder;
  private CorpusManifest manifest;
  private final List<AlignmentSample> samples = Fixtures.samples();
  private final Corpus corpus =
      new Corpus(
          new TreeMap<>(Map.of("train", samples.subList(0, 8), "test", samples.subList(8, 12))));

  @BeforeEach
  void writeSource() throws IOException {
    folder = temp.resolve("corpus");
    Path source = Files.writeString(temp.resolve("survey.csv"), "abc");
    manifest =
        CorpusManifest.builder().source(source).option("seed", 7).option("preset", "paper").build();
  }

  private static Map<String, byte[]> bytes(Path folder) throws IOException {
    Map<String, byte[]> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @EnumSource
  void write_everyFormat_isReadBack(CorpusFormat format) {
    CorpusFolder.write(folder, corpus, format, manifest);
    corpus
        .splits()
        .forEach(
            (name, split) ->
                assertThat(
                        SampleFiles.read(
                            folder.resolve(format.file(name)), TagAnswerFormat.answerTags()))
                    .usingRecursiveComparison()
                    .ignoringFields("format")
                    .isEqualTo(split));
  }

  /** Delimiters, quotes, line ends, text from right to left, what JSON, YAML and SQL escape. */
  private static final String ODD =
      ",;\t|\"'`\r\n\u2028\u0085\u0000\\{}[]: #-<&>\u202Bעברית عربي\u202C日本\uD83D\uDE00 ";

  private static String odd(Random random) {
    int[] characters = ODD.codePoints().toArray();
    var text = new StringBuilder("x");
    random
        .ints(1 + random.nextInt(12), 0, characters.length)
        .forEach(i -> text.appendCodePoint(characters[i]));
    return text.toString();
  }

  /** A column's name, which SQL cannot hold with a NUL. */
  private static String name(Random random) {
    return odd(random).replace("\u0000", "");
  }

  private static AlignmentSample oddSample(Random random, int number, List<String> names) {
    var levels = new LinkedHashMap<String, String>();
    levels.put("Country", odd(random));
    names.forEach(name -> levels.put(name, odd(random)));
    var options = List.of("0" + odd(random), "1" + odd(random), "2" + odd(random));
    var question = new Question(odd(random), odd(random), odd(random), new AnswerScale(options));
    return new AlignmentSample(
        number + odd(random),
        Profile.of(levels),
        question,
        number % 3,
        random.nextDouble(),
        new Prompt(odd(random), odd(random)),
        TagAnswerFormat.answerTags());
  }

  @ParameterizedTest
  @EnumSource
  void write_randomTexts_areReadBackWithTheirManifest(CorpusFormat format) throws IOException {
    for (int seed = 0; seed < 10; seed++) {
      var random = new Random(seed);
      List<String> names = List.of(name(random) + "a", name(random) + "b");
      List<AlignmentSample> texts =
          IntStream.range(0, 6).mapToObj(i -> oddSample(random, i, names)).toList();
      String option = odd(random);
      var facts = CorpusManifest.builder().dataSource(option).option(option, option).build();
      CorpusFolder.write(folder, new Corpus(Map.of("odd", texts)), format, facts);
      List<AlignmentSample> read =
          CorpusFolder.read(folder, TagAnswerFormat.answerTags()).split("odd");
      assertThat(read).usingRecursiveComparison().ignoringFields("format").isEqualTo(texts);
      JsonObject json =
          JsonParser.parseString(Files.readString(folder.resolve("manifest.json")))
              .getAsJsonObject();
      assertThat(json.get("data_source").getAsString()).isEqualTo(option);
      assertThat(json.getAsJsonObject("options").get(option).getAsString()).isEqualTo(option);
      Set<String> countries = new TreeSet<>();
      texts.forEach(sample -> countries.add(sample.profile().level("Country")));
      assertThat(
              json.getAsJsonObject("splits")
                  .getAsJsonObject("odd")
                  .getAsJsonObject("countries")
                  .keySet())
          .isEqualTo(countries);
    }
  }

  @Test
  void write_furtherFiles_areNamedInTheManifestAndReplaced() throws IOException {
    Map<String, AtomicFiles.PathContent> further =
        Map.of("notes.txt", file -> Files.writeString(file, "abc"));
    CorpusFolder.write(folder, corpus, CorpusFormat.HF, manifest, further);
    assertThat(bytes(folder)).containsKey("notes.txt");
    assertThat(Files.readString(folder.resolve("manifest.json"))).contains("\"notes.txt\"");
    assertThat(CorpusFolder.read(folder, TagAnswerFormat.answerTags()).size()).isEqualTo(12);
    CorpusFolder.write(folder, corpus, CorpusFormat.HF, manifest);
    assertThat(bytes(folder)).doesNotContainKey("notes.txt");
    for (String taken :
        List.of("manifest.json", "README.md", "data/train-00000-of-00001.parquet")) {
      assertThatThrownBy(
              () ->
                  CorpusFolder.write(
                      folder, corpus, CorpusFormat.HF, manifest, Map.of(taken, file -> {})))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(taken);
    }
  }

  @Test
  void read_folderThatIsNoCorpus_isRefused() throws IOException {
    assertThatThrownBy(() -> CorpusFolder.read(temp, TagAnswerFormat.answerTags()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no manifest.json");
    CorpusFolder.write(folder, corpus, CorpusFormat.JSONL, manifest);
    Files.delete(folder.resolve("test.jsonl"));
    assertThatThrownBy(() -> CorpusFolder.read(folder, TagAnswerFormat.answerTags()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no file of split test");
  }

  @ParameterizedTest
  @EnumSource
  void write_twice_givesTheSameBytesAndReplaces(CorpusFormat format) throws IOException {
    CorpusFolder.write(folder, corpus, format, manifest);
    Map<String, byte[]> first = bytes(folder);
    CorpusFolder.write(folder, corpus, format, manifest);
    assertThat(bytes(folder)).usingRecursiveComparison().isEqualTo(first);
    CorpusFolder.write(folder, corpus, CorpusFormat.JSONL, manifest);
    assertThat(bytes(folder).keySet())
        .containsExactly("manifest.json", "test.jsonl", "train.jsonl");
  }

  @Test
  void manifest_ofACorpus_saysWhatItIsMadeOf() throws IOException {
    CorpusFolder.write(folder, corpus, CorpusFormat.JSONL, manifest);
    JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve("manifest.json"))).getAsJsonObject();
    // printf abc | sha256sum
    assertThat(json.get("sources").toString())
        .isEqualTo(
            "[{\"name\":\"survey.csv\",\"bytes\":3,\"sha256\":"
                + "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}]");
    assertThat(json.get("options").toString()).isEqualTo("{\"seed\":7,\"preset\":\"paper\"}");
    assertThat(json.get("library").getAsString()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(json.get("java").getAsString()).isEqualTo(Runtime.version().toString());
    // 12 samples are 6 profiles of two questions: Chile 3, Japan 3
    assertThat(json.get("splits").toString())
        .isEqualTo(
            "{\"test\":{\"samples\":4,\"profiles\":2,\"countries\":{\"Japan\":{\"samples\":4,"
                + "\"profiles\":2}},\"questions\":{\"Q1\":2,\"Q57\":2}},"
                + "\"train\":{\"samples\":8,\"profiles\":4,\"countries\":{\"Chile\":{\"samples\":6,"
                + "\"profiles\":3},\"Japan\":{\"samples\":2,\"profiles\":1}},"
                + "\"questions\":{\"Q1\":4,\"Q57\":4}}}");
    JsonObject file = json.getAsJsonArray("files").get(0).getAsJsonObject();
    Path written = folder.resolve(file.get("name").getAsString());
    assertThat(file.get("bytes").getAsLong()).isEqualTo(Files.size(written));
    assertThat(file.get("sha256").getAsString())
        .isEqualTo(MoreFiles.asByteSource(written).hash(Hashing.sha256()).toString());
  }

  @Test
  void card_ofAHuggingFaceFolder_namesFeaturesSplitsAndFiles() throws IOException {
    CorpusFolder.write(folder, corpus, CorpusFormat.HF, manifest);
    assertThat(bytes(folder).keySet())
        .containsExactly(
            "README.md",
            "data/test-00000-of-00001.parquet",
            "data/train-00000-of-00001.parquet",
            "manifest.json");
    assertThat(Files.readString(folder.resolve("README.md")))
        .startsWith("---\nconfigs:\n- config_name: default\n  data_files:\n  - split: \"test\"\n")
        .contains("    path: \"data/train-00000-of-00001.parquet\"\n")
        .contains("  - name: \"Income Bracket\"\n    dtype: string\n")
        .contains("  - name: \"frequency\"\n    dtype: float64\n")
        .contains("  - name: \"option_list\"\n    sequence: string\n")
        .contains("  - name: \"train\"\n    num_examples: 8\n")
        .contains("`robustness_` it is that of the sample from which the row was made.")
        .contains("\n---\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes.txt", "data/mine.parquet"})
  void write_folderWithOtherFiles_isRefused(String other) throws IOException {
    CorpusFolder.write(folder, corpus, CorpusFormat.PARQUET, manifest);
    Path mine = folder.resolve(other);
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "mine");
    Map<String, byte[]> before = bytes(folder);
    assertThatThrownBy(() -> CorpusFolder.write(folder, corpus, CorpusFormat.PARQUET, manifest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(other);
    assertThat(bytes(folder)).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void write_throughALink_asksAndWritesTheFolderBehindIt() throws IOException {
    Path real = Files.createDirectory(temp.resolve("real"));
    Files.createSymbolicLink(folder, real);
    Path mine = Files.writeString(real.resolve("thesis.txt"), "mine");
    assertThatThrownBy(() -> CorpusFolder.write(folder, corpus, CorpusFormat.PARQUET, manifest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("thesis.txt");
    assertThat(mine).hasContent("mine");
    Files.delete(mine);
    for (CorpusFormat format : List.of(CorpusFormat.PARQUET, CorpusFormat.JSONL)) {
      CorpusFolder.write(folder, corpus, format, manifest);
      assertThat(Files.readSymbolicLink(folder)).isEqualTo(real);
    }
    assertThat(bytes(real).keySet()).containsExactly("manifest.json", "test.jsonl", "train.jsonl");
    Files.move(real, temp.resolve("gone"));
    assertThatThrownBy(() -> CorpusFolder.write(folder, corpus, CorpusFormat.PARQUET, manifest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a link to nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"more", "data/more", "train.parquet"})
  void write_folderWithALink_isRefused(String name) throws IOException {
    CorpusFolder.write(folder, corpus, CorpusFormat.PARQUET, manifest);
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Path link = folder.resolve(name);
    for (Path target : List.of(elsewhere, Files.writeString(temp.resolve("a.txt"), "a"))) {
      Files.createDirectories(link.getParent());
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, target);
      assertThatThrownBy(() -> CorpusFolder.write(folder, corpus, CorpusFormat.PARQUET, manifest))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("such as " + name);
      assertThat(link).isSymbolicLink();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "nothing", "{\"format\": {}}", "{\"format\": \"other\"}"})
  void write_folderWithAnotherManifest_isRefused(String text) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("manifest.json"), text);
    assertThatThrownBy(() -> CorpusFolder.write(folder, corpus, CorpusFormat.PARQUET, manifest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a corpus's manifest");
  }

  @ParameterizedTest
  @EnumSource
  void write_aSplitThatCannotBeWritten_leavesTheOldFolderAndNothingElse(CorpusFormat format)
      throws IOException {
    CorpusFolder.write(folder, corpus, format, manifest);
    Map<String, byte[]> before = bytes(temp);
    var half = Fixtures.sample("\uD83D", samples.get(0).profile(), Fixtures.TRUST, 0);
    var other = Fixtures.sample("o", Profile.of(Map.of("Age", "1")), Fixtures.TRUST, 0);
    for (AlignmentSample bad : List.of(half, other)) {
      Corpus broken = corpus.with(Map.of("more", List.of(bad)));
      assertThatThrownBy(() -> CorpusFolder.write(folder, broken, format, manifest))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(bytes(temp)).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void construct_badSplits_areRefused() {
    for (Map<String, List<AlignmentSample>> splits :
        List.<Map<String, List<AlignmentSample>>>of(
            Map.of(), Map.of("a", List.of()), Map.of("../a", samples))) {
      assertThatThrownBy(() -> new Corpus(splits)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> corpus.split("dev"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[test, train]");
    assertThatThrownBy(() -> corpus.with(Map.of("train", samples)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(corpus.with(Map.of("more", new ArrayList<>(samples))).size()).isEqualTo(24);
  }
}
