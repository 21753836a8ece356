package io.github.dvmap.data.table;

import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.testkit.Fixtures;
import io.github.dvmap.data.corpus.ReleasedCorpus;
import io.github.dvmap.data.corpus.SampleFiles;
import io.github.dvmap.data.synthetic.SyntheticSurvey;
import io.github.dvmap.data.wvs.WvsWave7;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged text: surveys in every dialect, mappings, corpora, and corpora in parquet. */
class TextFuzzTest {
  private static final String[] TOKENS = {
    "\"", "\"\"", "\n", "\r\n", "\r", ",", ";", "\t", "|", "\0", "-1", "99999999999", "1e400",
        "NaN",
    "\uFEFF", "é", "\u202E", " ", "{", "}", "[", "]", ":", "null", "\\u", "Brazil", "1.5", "2.0"
  };

  @TempDir Path folder;

  private void fuzz(int mutants, List<byte[]> seeds, FuzzRun.Reader reader) throws IOException {
    new FuzzRun(folder, reader)
        .over(mutants, 20261124, random -> mutant(seeds.get(random.nextInt(seeds.size())), random));
  }

  private static byte[] mutant(byte[] seed, Random random) {
    byte[] bytes = seed;
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      int at = random.nextInt(bytes.length + 1);
      int to = Math.min(bytes.length, at + 1 + random.nextInt(30));
      byte[] token = TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8);
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> join(bytes, at, token, at);
            case 1 -> join(bytes, at, token, to);
            case 2 -> join(bytes, at, new byte[0], to);
            case 3 -> join(bytes, to, Arrays.copyOfRange(bytes, at, to), to);
            case 4 ->
                join(bytes, at, new byte[] {(byte) random.nextInt(256)}, Math.min(at + 1, to));
            default -> random.nextInt(8) == 0 ? join(bytes, at, new byte[0], bytes.length) : bytes;
          };
    }
    return bytes;
  }

  /** bytes[0, at) + middle + bytes[from, end). */
  private static byte[] join(byte[] bytes, int at, byte[] middle, int from) {
    byte[] joined = new byte[at + middle.length + bytes.length - from];
    System.arraycopy(bytes, 0, joined, 0, at);
    System.arraycopy(middle, 0, joined, at, middle.length);
    System.arraycopy(bytes, from, joined, at + middle.length, bytes.length - from);
    return joined;
  }

  /** One table in the dialects in the wild; the last is as wide as a block of 16 words. */
  private List<byte[]> dialects() throws IOException {
    Path plain = folder.resolve("plain.csv");
    SyntheticSurvey.of(1, 12).write(plain);
    String text = Files.readString(plain);
    String quoted = text.replace(",", "\",\"").replace("\n", "\"\r\n\"");
    String inverted = text.replace(",Q46,", ",Q46P,").replace(",Q6,", ",Q6P,");
    String labels = text.replace(",276,", ",Germany,").replace("-1", "Non-religious; \u00E9");
    List<byte[]> seeds = new ArrayList<>();
    for (String dialect :
        List.of(
            text,
            "\uFEFF" + text.replace(',', ';'),
            "\"" + quoted.substring(0, quoted.length() - 1),
            text.replace(',', '\t').replace("\n", "\r"),
            text.replace(',', '|').replace("\n", "\r\n"),
            text.replaceAll("([0-9]),", "$1.0;").replace(',', ';').replaceAll("([0-9])\n", "$1;\n"),
            inverted,
            text.replaceAll("(Q[0-9]+),", "$1: Important in life,"),
            text.toLowerCase(Locale.ROOT).replace("\n", "\r\n\r\n"))) {
      seeds.add(dialect.getBytes(StandardCharsets.UTF_8));
    }
    seeds.add(labels.getBytes(StandardCharsets.ISO_8859_1));
    seeds.add(("\uFEFF" + labels).getBytes(StandardCharsets.UTF_8));
    return seeds;
  }

  @Test
  void csv_mutants_areReadOrRefused() throws IOException {
    fuzz(
        9_000,
        dialects(),
        file -> {
          try (RespondentStream stream = WvsWave7.csv(file).withThreads(1).open()) {
            stream.forEachRemaining(respondent -> {});
          }
        });
  }

  @Test
  void mapping_mutants_areReadOrRefused() throws IOException {
    String json =
        """
        {"name": "S", "id": "nr", "weight": "w", "integers": true, "reversed_suffix": "P",
         "missing_texts": ["No answer"],
         "attributes": [
          {"name": "Sex", "column": "sex", "codes": {"1": "M", "2": "F"}, "required": true},
          {"name": "Age", "column": "age", "missing": "drop", "otherwise": "drop",
           "alternatives": ["age2"], "aliases": {"old": 50},
           "bins": [{"to": 39, "label": "young"}, {"from": 40, "label": "old"}]}],
         "questions": [
          {"id": "q", "column": "q1", "text": "Happy?", "category": "C",
           "codes": {"1": "Y", "2": "N"}}]}
        """;
    fuzz(2_000, List.of(json.getBytes(StandardCharsets.UTF_8)), SurveyMapping::read);
  }

  @Test
  void jsonl_mutants_areReadOrRefused() throws IOException {
    Path nested = folder.resolve("nested.jsonl");
    SampleFiles.write(nested, Fixtures.samples());
    Path flat = folder.resolve("flat.jsonl");
    ReleasedCorpus.writeJsonLines(flat, Fixtures.samples(), "wvs");
    fuzz(
        2_000,
        List.of(Files.readAllBytes(nested), Files.readAllBytes(flat)),
        file -> SampleFiles.read(file, TagAnswerFormat.answerTags()));
  }

  @Test
  void corpusParquet_mutants_areReadOrRefused() throws IOException {
    Path corpus = folder.resolve("corpus.parquet");
    ReleasedCorpus.writeParquet(corpus, Fixtures.samples(), "wvs");
    byte[] seed = Files.readAllBytes(corpus);
    new FuzzRun(folder, file -> SampleFiles.read(file, TagAnswerFormat.answerTags()))
        .over(1_000, 5, random -> TableFuzzTest.Mutations.mutate(seed, random, 4));
  }
}
