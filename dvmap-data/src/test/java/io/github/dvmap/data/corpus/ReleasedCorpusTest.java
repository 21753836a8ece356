package io.github.dvmap.data.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveyFormatException;
import io.github.dvmap.core.testkit.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleasedCorpusTest {
  private static final TagAnswerFormat TAGS = TagAnswerFormat.answerTags();

  @TempDir Path folder;

  /** The two kinds of file. */
  enum Kind {
    PARQUET,
    JSON_LINES;

    Path write(Path folder, List<AlignmentSample> samples) {
      if (this == PARQUET) {
        Path file = folder.resolve("c.parquet");
        ReleasedCorpus.writeParquet(file, samples, "wvs");
        return file;
      }
      Path file = folder.resolve("c.jsonl");
      ReleasedCorpus.writeJsonLines(file, samples, "wvs");
      return file;
    }
  }

  private static AlignmentSample sample(String text, int number) {
    var levels = new LinkedHashMap<String, String>();
    levels.put("Country", text + number % 3);
    levels.put("الدين, \"faith\"", text);
    var question =
        new Question(
            "Q" + text, "?" + text, text, AnswerScale.of(text, "a, b", "a", "b", "\n!" + text));
    return new AlignmentSample(
        "id" + number + text,
        Profile.of(levels),
        question,
        number % 5,
        0.1 + 0.2,
        new Prompt(text, "p\r\n" + text),
        TAGS);
  }

  private static void assertRoundTrip(Kind kind, Path folder, List<AlignmentSample> samples) {
    List<AlignmentSample> read = SampleFiles.read(kind.write(folder, samples), TAGS);
    assertThat(read).usingRecursiveComparison().ignoringFields("format").isEqualTo(samples);
    assertThat(read.get(0).profile().levels().keySet())
        .containsExactlyElementsOf(samples.get(0).profile().levels().keySet());
  }

  @ParameterizedTest
  @EnumSource
  void read_whatWasWritten_isTheSame(Kind kind) {
    assertRoundTrip(kind, folder, Fixtures.samples());
    String odd =
        "commas, \"quotes\", 'single', tabs\t, lines\r\nand \u2028 \u0000 \uFEFF, <tags>, \\n, عربي"
            + " \u202Bעברית\u202C, 日本語, \uD83D\uDE00, ";
    List<AlignmentSample> samples = IntStream.range(0, 7).mapToObj(i -> sample(odd, i)).toList();
    assertRoundTrip(kind, folder, samples);
  }

  @ParameterizedTest
  @EnumSource
  void read_randomTexts_areTheSame(Kind kind) {
    var random = new Random(5);
    for (int round = 0; round < 20; round++) {
      List<AlignmentSample> samples = new ArrayList<>();
      String text =
          random
              .ints(1 + random.nextInt(30), 0, 0x11000)
              .map(c -> c >= 0xD800 && c < 0xE000 ? ',' : c)
              .mapToObj(Character::toString)
              .collect(Collectors.joining());
      for (int i = 0; i < 5; i++) {
        samples.add(sample("x" + text, i));
      }
      assertRoundTrip(kind, folder, samples);
    }
  }

  @Test
  void writeParquet_columns_areTheReleasedOnesAndThreeMore() throws SQLException {
    Path file = Kind.PARQUET.write(folder, Fixtures.samples());
    List<String> columns = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT * FROM read_parquet('" + file + "') LIMIT 1")) {
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        columns.add(
            rows.getMetaData().getColumnName(i) + " " + rows.getMetaData().getColumnTypeName(i));
      }
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("Options"))
          .isEqualTo("Very important, Rather important, Not very important, Not at all important");
      assertThat(rows.getString("data_source")).isEqualTo("wvs");
    }
    assertThat(columns)
        .containsExactly(
            "Q_id VARCHAR",
            "Country VARCHAR",
            "Income Bracket VARCHAR",
            "frequency DOUBLE",
            "Category VARCHAR",
            "Question VARCHAR",
            "prompt VARCHAR",
            "Options VARCHAR",
            "answer VARCHAR",
            "data_source VARCHAR",
            "id VARCHAR",
            "option_list VARCHAR[]",
            "system VARCHAR");
  }

  @Test
  void read_folderNamedLikeAColumn_givesTheCellsOfTheFile() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("Country=Utopia"));
    assertRoundTrip(Kind.PARQUET, inner, Fixtures.samples());
  }

  @Test
  void read_foreignColumn_isNotRead() throws SQLException, IOException {
    Path own = Kind.PARQUET.write(folder, Fixtures.samples());
    Path more = folder.resolve("more.parquet");
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT *, 'some-text' AS note FROM '" + own + "') TO '" + more + "'");
    }
    byte[] bytes = Files.readAllBytes(more);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("some-text");
    Arrays.fill(bytes, at - 4, at, (byte) 0xFF);
    Files.write(more, bytes);
    assertThat(SampleFiles.read(more, TAGS))
        .usingRecursiveComparison()
        .isEqualTo(SampleFiles.read(own, TAGS));
  }

  @ParameterizedTest
  @EnumSource
  void write_twice_givesTheSameBytes(Kind kind) throws IOException {
    List<AlignmentSample> samples = IntStream.range(0, 5000).mapToObj(i -> sample("t", i)).toList();
    byte[] first = Files.readAllBytes(kind.write(folder, samples));
    assertThat(Files.readAllBytes(kind.write(folder, samples))).isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource
  void write_samplesThatDoNotFit_areRefusedAndNothingIsLeft(Kind kind) throws IOException {
    var other = Fixtures.sample("odd", Profile.of(Map.of("Age", "1")), Fixtures.TRUST, 0);
    var mixed = new ArrayList<>(Fixtures.samples());
    mixed.add(other);
    assertRefused(kind, mixed, "sample odd has the attributes [Age]");
    assertRefused(kind, List.of(), "no samples");
    var taken = Profile.of(Map.of("Answer", "1"));
    assertRefused(kind, List.of(Fixtures.sample("a", taken, Fixtures.TRUST, 0)), "'Answer'");
    assertRefused(kind, List.of(sample("half \uD83D", 0)), "not valid Unicode");
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  private void assertRefused(Kind kind, List<AlignmentSample> samples, String told) {
    assertThatThrownBy(() -> kind.write(folder, samples))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  @ParameterizedTest
  @EnumSource
  void write_whereNothingCanBeWritten_leavesNothing(Kind kind) throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "a file");
    List<AlignmentSample> samples = Fixtures.samples();
    assertThatThrownBy(() -> kind.write(taken, samples))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("taken");
    assertThat(taken).hasContent("a file");
  }

  private static final String ROW =
      "{\"Q_id\":\"q\",\"Sex\":\"F\",\"frequency\":0.5,\"Category\":\"\",\"Question\":\"t\","
          + "\"prompt\":\"p\",\"Options\":\"Yes, No\",\"answer\":\"No\",\"option_list\":[\"Yes\",\"No\"]}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "\"answer\":\"No\"   | \"answer\":\"Never\" | column answer, value 'Never': is none",
        "\"F\"               | null                 | column Sex: the value is null",
        "\"F\"               | 7                    | column Sex, value '7': is not a text",
        "0.5                 | \"half\"             | column frequency, value '\"half\"': is not a number",
        "0.5                 | -1                   | column frequency, value '-1.0': is not in",
        "[\"Yes\",\"No\"]    | [\"Yes\",1]          | column option_list, value '1': is not a text",
        "[\"Yes\",\"No\"]    | \"Yes, No\"          | column option_list",
        "[\"Yes\",\"No\"]    | null                 | column option_list: the value is null",
        "[\"Yes\",\"No\"]    | [\"No\",\"No\"]      | column Options, value 'Yes, No': option 'No' is repeated",
        "\"Sex\":\"F\"       | \"Age\":\"9\"        | the keys are not those of line 1",
      })
  void read_badLine_namesLineKeyAndValue(String part, String instead, String told)
      throws IOException {
    assertThat(ROW).contains(part);
    Path file = folder.resolve("bad.jsonl");
    Files.writeString(file, ROW + "\n" + ROW.replace(part, instead));
    assertThatThrownBy(() -> SampleFiles.read(file, TAGS))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("bad.jsonl, line 2")
        .hasMessageContaining(told);
  }

  @Test
  void read_blankLines_arePassedOver() throws IOException {
    Path plain = Files.writeString(folder.resolve("a.jsonl"), ROW + "\n" + ROW + "\n");
    Path blank =
        Files.writeString(folder.resolve("b.jsonl"), "\n" + ROW + "\r\n \r\n" + ROW + "\n\n");
    List<AlignmentSample> read = SampleFiles.read(blank, TAGS);
    assertThat(read).extracting(AlignmentSample::id).containsExactly("row2", "row4");
    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("id")
        .isEqualTo(SampleFiles.read(plain, TAGS));
    Files.writeString(blank, "\n" + ROW + "\n" + ROW.replace("Sex", "Age"));
    assertThatThrownBy(() -> SampleFiles.read(blank, TAGS))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("b.jsonl, line 3")
        .hasMessageContaining("the keys are not those of line 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"Category\":\"\",", "\"Sex\":\"F\","})
  void read_columnMissing_saysSo(String part) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.jsonl"), ROW.replace(part, ""));
    assertThatThrownBy(() -> SampleFiles.read(file, TAGS))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("there is no");
  }
}
