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
import io.github.dvmap.data.wvs.WvsWave7;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleFilesTest {
  private static final TagAnswerFormat TAGS = TagAnswerFormat.answerTags();

  @TempDir Path folder;

  @Test
  void read_whatWasWritten_isTheSame() {
    String odd = "commas, \"quotes\", tabs\t, lines\r\nand \u2028, <tags>, عربي, 日本語, \uD83D\uDE00";
    var question = new Question("Q" + odd, odd, odd, AnswerScale.of("a, b", odd));
    List<AlignmentSample> samples = new ArrayList<>(Fixtures.samples());
    samples.add(
        new AlignmentSample(
            odd, Profile.of(Map.of(odd, odd)), question, 1, 0.1 + 0.2, new Prompt(odd, odd), TAGS));
    Path file = folder.resolve("s.jsonl");
    SampleFiles.write(file, samples);
    List<AlignmentSample> read = SampleFiles.read(file, TAGS);
    assertThat(read).usingRecursiveComparison().ignoringFields("format").isEqualTo(samples);
    assertThat(read.get(0).profile().levels().keySet())
        .containsExactlyElementsOf(samples.get(0).profile().levels().keySet());
  }

  private static final String GOOD =
      "{\"id\":\"1\",\"profile\":{\"Sex\":\"F\"},\"question\":{\"id\":\"q\",\"text\":\"t\","
          + "\"category\":\"\",\"options\":[\"Yes\",\"No\"]},\"answer\":\"No\",\"frequency\":0.5,"
          + "\"system\":\"\",\"prompt\":\"p\"}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "\"No\",\"freq       | \"Never\",\"freq   | column answer, value 'Never': is none",
        "0.5                 | \"half\"           | column frequency, value '\"half\"': is not a number",
        "0.5                 | 1.5                | frequency 1.5 is not in",
        "{\"Sex\":\"F\"}     | 7                  | column profile, value '7'",
        "{\"Sex\":\"F\"}     | {}                 | 1 attribute",
        "\"F\"               | null               | column Sex, value 'null': is not a text",
        "[\"Yes\",\"No\"]    | [\"Yes\"]          | 2 options",
        "[\"Yes\",\"No\"]    | \"Yes, No\"        | column options",
        "[\"Yes\",\"No\"]    | [[],[]]            | column options",
        "\"system\":\"\",    | ##                 | column system, value 'null': is not a text",
        "{\"id\":\"1\",      | {\"id\":           | is not a JSON object",
      })
  void read_badLine_namesLineKeyAndValue(String part, String instead, String told)
      throws IOException {
    assertThat(GOOD).contains(part);
    Path file = folder.resolve("bad.jsonl");
    Files.writeString(file, GOOD + "\n" + GOOD.replace(part, instead == null ? "" : instead));
    assertThatThrownBy(() -> SampleFiles.read(file, TAGS))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("bad.jsonl, line 2")
        .hasMessageContaining(told);
  }

  @Test
  void read_fileThatIsNoCorpus_saysSo() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), "");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {1, (byte) 0xFF, 0});
    Path parquet = Files.writeString(folder.resolve("cut.parquet"), "PAR1 and nothing more");
    assertFault(empty, "the file is empty");
    assertFault(binary, "neither parquet nor UTF-8");
    assertFault(parquet, "cannot be read as parquet");
    assertFault(folder.resolve("absent"), "there is no such file");
  }

  private static void assertFault(Path file, String told) {
    assertThatThrownBy(() -> SampleFiles.read(file, TAGS))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining(told);
  }

  /** One row in the released layout; the values are SQL expressions by column. */
  private Path parquet(String column, String value) throws SQLException {
    var columns = new ArrayList<String>();
    var values = new LinkedHashMap<String, String>();
    values.put("Q_id", "'Q46'");
    WvsWave7.CORE_11.forEach(a -> values.put(a.name(), "'some " + a.name().charAt(0) + "'"));
    values.put("frequency", "0.25");
    values.put("Category", "'Happiness'");
    values.put("Question", "'Happy?'");
    values.put("prompt", "'You are ..'");
    values.put("Options", "'Very happy, Rather happy, Not very happy'");
    values.put("answer", "'Rather happy'");
    values.put("data_source", "'wvs'");
    values.put(column, value);
    values.forEach(
        (name, sql) -> {
          if (sql != null) {
            columns.add(sql + " AS \"" + name + "\"");
          }
        });
    Path file = folder.resolve("it's.parquet");
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT "
              + String.join(", ", columns)
              + ") TO '"
              + file.toString().replace("'", "''")
              + "' (FORMAT parquet)");
    }
    return file;
  }

  @Test
  void read_parquetOfTheReleasedLayout_givesItsRows() throws SQLException {
    List<AlignmentSample> samples = SampleFiles.read(parquet("Q_id", "'Q46'"), TAGS);
    assertThat(samples).hasSize(1);
    AlignmentSample sample = samples.get(0);
    assertThat(sample.id()).isEqualTo("row1");
    assertThat(sample.profile().levels()).hasSize(11).containsEntry("Country", "some C");
    assertThat(sample.question().scale().options())
        .containsExactly("Very happy", "Rather happy", "Not very happy");
    assertThat(sample.answerLabel()).isEqualTo("Rather happy");
    assertThat(sample.frequency()).isEqualTo(0.25);
    assertThat(sample.prompt().user()).isEqualTo("You are ..");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "answer    | 'Sad'  | line 1, column answer, value 'Sad': is none of the options",
        "answer    | NULL   | line 1, column answer: the value is null",
        "frequency | 2.0    | line 1, column frequency, value '2.0'",
        "Options   | 'One'  | line 1, column Options, value 'One'",
        "Category  |        | column Category: there is no such column",
      })
  void read_badParquet_namesRowColumnAndValue(String column, String value, String told)
      throws SQLException {
    Path file = parquet(column, value);
    assertThatThrownBy(() -> SampleFiles.read(file, TAGS))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining(told);
  }
}
