package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.SurveyFormatException;
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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutants of valid text files: each is read, or refused with its place. The number grows with the
 * system property {@code dvmap.fuzz.scale}.
 */
class TextFuzzTest {
  private static final int SCALE = Integer.getInteger("dvmap.fuzz.scale", 1);
  private static final String[] TOKENS = {
    "\"", "\"\"", "\n", "\r\n", "\r", ",", ";", "\t", "|", "\0", "-1", "99999999999", "1e400",
        "NaN",
    "\uFEFF", "é", "\u202E", " ", "{", "}", "[", "]", ":", "null", "\\u", "Brazil", "1.5", "2.0"
  };

  @TempDir Path folder;

  /** A reader under test. */
  private interface Reader {
    void read(Path file) throws IOException;
  }

  private void fuzz(int mutants, List<byte[]> seeds, Reader reader) throws IOException {
    var random = new Random(20261124);
    Path file = folder.resolve("mutant");
    int read = 0;
    for (int i = 0; i < mutants * SCALE; i++) {
      byte[] mutant = mutant(seeds.get(random.nextInt(seeds.size())), random);
      Files.write(file, mutant);
      long start = System.nanoTime();
      try {
        reader.read(file);
        read++;
      } catch (SurveyFormatException e) {
        assertThat(e).hasMessageContaining(e.path());
      } catch (RuntimeException e) {
        Path kept = Files.write(Files.createTempFile("mutant", ".bin"), mutant);
        fail("mutant " + i + ", kept as " + kept, e);
      }
      assertThat(System.nanoTime() - start).as("mutant %d", i).isLessThan(10_000_000_000L);
    }
    assertThat(read).as("mutants that could be read").isBetween(1, mutants * SCALE - 1);
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

  @Test
  @Timeout(600)
  void csv_mutants_areReadOrRefused() throws IOException {
    Path plain = folder.resolve("plain.csv");
    SyntheticSurvey.of(1, 12).write(plain);
    String text = Files.readString(plain);
    var seeds = new ArrayList<byte[]>();
    seeds.add(text.getBytes(StandardCharsets.UTF_8));
    seeds.add(("\uFEFF" + text.replace(',', ';')).getBytes(StandardCharsets.UTF_8));
    String quoted = text.replace(",", "\",\"").replace("\n", "\"\r\n\"");
    seeds.add(("\"" + quoted.substring(0, quoted.length() - 1)).getBytes(StandardCharsets.UTF_8));
    seeds.add(text.replace("-1", "Non-religious; é").getBytes(StandardCharsets.ISO_8859_1));
    fuzz(
        9_000,
        seeds,
        file -> {
          try (RespondentStream stream = WvsWave7.csv(file).withThreads(1).open()) {
            stream.forEachRemaining(respondent -> {});
          }
        });
  }

  @Test
  @Timeout(600)
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
  @Timeout(600)
  void jsonl_mutants_areReadOrRefused() throws IOException {
    String line =
        "{\"id\":\"1\",\"profile\":{\"Sex\":\"Male\",\"Age\":\"old\"},\"question\":{\"id\":\"Q1\","
            + "\"text\":\"Why, \\\"you\\\"?\",\"category\":\"C\",\"options\":[\"Yes\",\"No\"]},"
            + "\"answer\":\"No\",\"frequency\":0.5,\"system\":\"\",\"prompt\":\"Say\\n it\"}\n";
    var format = TagAnswerFormat.answerTags();
    fuzz(
        1_000,
        List.of((line + line).getBytes(StandardCharsets.UTF_8)),
        file -> SampleFiles.read(file, format));
  }
}
