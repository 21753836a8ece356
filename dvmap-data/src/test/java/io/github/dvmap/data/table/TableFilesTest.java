package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Q",
        "Q1;Q2\n1;2\n",
        "\u00EF\u00BB\u00BFQ1",
        "$FL1;a",
        "r,s\n1,2",
        "PK,a",
        "<html>"
      })
  void open_otherContent_isEmptyWhateverItsName(String content) throws IOException {
    for (String name : new String[] {"a.sav", "a.dta", "a.xlsx", "a.parquet"}) {
      Path file = folder.resolve(name);
      Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(TableFiles.open(file)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$FL2",
        "$FL3abc",
        "<stata_dta>",
        "r\1\1\0",
        "s\2\1\0",
        "l\2\1\0",
        "PAR1",
        "PK\3\4"
      })
  void open_onlyASignature_isRefused(String content) throws IOException {
    Path file = folder.resolve("a.csv");
    Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TableFiles.open(file))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageStartingWith(file.toString());
  }

  @Test
  void open_oldExcel_isRefusedWithWhatToDo() throws IOException {
    Path file = folder.resolve("a.xls");
    Files.write(file, "\u00D0\u00CF\u0011\u00E0\u00A1".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TableFiles.open(file))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageEndingWith("is an old .xls or an encrypted workbook; save it as .xlsx");
  }

  @Test
  void open_noFile_namesIt() {
    assertThatThrownBy(() -> TableFiles.open(folder.resolve("none.sav")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none.sav");
  }
}
