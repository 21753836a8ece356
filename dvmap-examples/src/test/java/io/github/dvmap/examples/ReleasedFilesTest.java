package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dvmap.core.prompt.StructuredCotPrompt;
import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.data.corpus.CorpusFolder;
import io.github.dvmap.data.extract.ArchetypeExtractor;
import io.github.dvmap.data.table.CsvSurvey;
import io.github.dvmap.data.wvs.WvsWave7;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From raw files of several countries, as they are downloaded, to rows of the released corpus. */
class ReleasedFilesTest {
  @TempDir Path folder;

  /** Release 5.0: semicolons, byte order mark, quoted header, integers; Q36 was not asked. */
  private Path russia() throws IOException {
    return Files.writeString(
        folder.resolve("WVS_Wave_7_Russia_Csv_v5.0.csv"),
        """
        \uFEFF"version";"D_INTERVIEW";"B_COUNTRY";"B_COUNTRY_ALPHA";"Q1";"Q49";"Q260";"Q262";"Q272";"Q273";"Q274";"Q275";"Q279";"Q284";"Q288";"Q289CS9"
        v5;643070001;643;"RUS";1;7;2;40;3630;1;2;6;1;-3;5;30106000
        v5;643070002;643;"RUS";2;8;2;41;3630;1;1;6;1;-3;4;30106000
        v5;643070003;643;"RUS";-1;7;2;50;3630;1;3;6;1;-3;7;30106000
        v5;643070004;643;"RUS";1;1;1;-2;3630;1;2;6;1;2;5;30106000
        v5;643070005;643;"RUS";1;1;1;30;3630;1;2;6;1;2;-1;30106000
        v5;643070006;643;"RUS";1;9;1;17;3630;6;0;3;6;-3;9;100000020
        """
            .replace("\n", "\r\n"));
  }

  /** Release 6.0: written as decimals, a semicolon behind each row, Windows-1252, no Q272. */
  private Path usa() throws IOException {
    return Files.writeString(
        folder.resolve("WVS_Wave_7_United_States_Csv_v6.0.csv"),
        """
        D_INTERVIEW;B_COUNTRY;B_COUNTRY_ALPHA;N_TOWN;Q1;Q36;Q49;Q260;Q262;Q273;Q274;Q275;Q279;Q284;Q288;Q289CS9
        8.40070001E8;840.0;USA;Cañon;1.0;5.0;3.0;1.0;65.0;5.0;0.0;8.0;4.0;-3.0;1.0;1.0000002E8;
        8.40070002E8;840.0;USA;Cañon;4.0;1.0;4.0;1.0;70.0;5.0;0.0;8.0;4.0;-3.0;3.0;1.0000002E8;
        """,
        StandardCharsets.ISO_8859_1);
  }

  private static void assertReleased(List<AlignmentSample> rows) {
    assertThat(rows)
        .extracting(
            s -> s.profile().level("Country"),
            s -> s.profile().level("Life Stage"),
            s -> s.question().id(),
            AlignmentSample::answerLabel)
        .containsExactlyInAnyOrder(
            // 1 against 2, one has no answer: the higher of the tied codes
            tuple("Russian Federation", "Middle Adulthood", "Q1", "Rather important"),
            tuple("Russian Federation", "Middle Adulthood", "Q49", "Medium"),
            tuple("Russian Federation", "Adolescence", "Q1", "Very important"),
            tuple("Russian Federation", "Adolescence", "Q49", "High"),
            tuple("United States of America", "Older Adulthood", "Q1", "Not at all important"),
            tuple("United States of America", "Older Adulthood", "Q36", "Disagree strongly"),
            tuple("United States of America", "Older Adulthood", "Q49", "Medium"));
    for (AlignmentSample row : rows) {
      boolean russian = row.profile().level("Country").startsWith("R");
      assertThat(row.frequency()).isCloseTo(russian ? 0.5 : 1, within(0.0));
      assertThat(row.prompt())
          .isEqualTo(StructuredCotPrompt.released().render(row.profile(), row.question()));
    }
    assertThat(
            rows.stream()
                .filter(row -> row.question().id().equals("Q36"))
                .findFirst()
                .orElseThrow())
        .satisfies(
            row -> {
              assertThat(row.profile().level("Religion")).isEqualTo("Non-religious");
              assertThat(row.profile().level("Common Language")).isEqualTo("Not Answered");
              assertThat(row.prompt().user())
                  .contains("Your native language is Not Answered.You practice the religion of");
            });
  }

  @Test
  void released_rawFilesOfTwoCountries_giveTheReleasedRows() throws IOException {
    var survey = CsvSurvey.of(List.of(russia(), usa()), WvsWave7.mapping());
    var found = ArchetypeExtractor.released().extract(survey);
    assertReleased(found.samples(StructuredCotPrompt.released()));
    assertThat(found.report().droppedRows())
        .containsEntry("Life Stage is missing", 1L)
        .containsEntry("Income Bracket is missing", 1L);
  }

  @Test
  void extract_rawFilesOfTwoCountries_givesTheReleasedColumns() throws IOException {
    Path out = folder.resolve("out");
    Cli cli =
        Cli.run(
            "extract", "--survey", russia(), "--survey", usa(), "--preset=released", "--out", out);
    assertThat(cli.exitCode()).as(cli.err()).isZero();
    assertReleased(CorpusFolder.read(out, TagAnswerFormat.answerTags()).split("corpus"));
    JsonObject first =
        JsonParser.parseString(Files.readAllLines(out.resolve("corpus.jsonl")).get(0))
            .getAsJsonObject();
    assertThat(first.keySet())
        .containsExactly(
            ("Q_id,Country,Gender,Marital Status,Has Children,Education Level,Occupation,Work"
                    + " Nature,Religion,Life Stage,Income Bracket,Common Language,frequency,Category,"
                    + "Question,prompt,Options,answer,data_source,id,option_list,system")
                .split(","));
    assertThat(first.get("Options").getAsString())
        .isEqualTo("Very important, Rather important, Not very important, Not at all important");
    assertThat(first.get("data_source").getAsString()).isEqualTo("wvs");
    assertThat(Files.readString(out.resolve("manifest.json")))
        .contains("Russia_Csv_v5.0.csv", "United_States_Csv_v6.0.csv", "\"majority\"");
  }
}
