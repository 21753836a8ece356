package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.data.extract.ArchetypeExtractor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A good file that is read by an interrupted thread is no file that cannot be read. */
class InterruptedReadTest {
  private static final SurveyMapping MAPPING =
      SurveyMapping.builder("S")
          .integers()
          .attribute("Group", "group", c -> c.code(1, "first"))
          .question("Q1", "q1", "Well?", c -> c.code(1, "Yes").code(2, "No"))
          .build();

  private static final String ROWS = "group,q1\n1,1\n1,2\n";

  @TempDir Path folder;

  private static void assertCancelled(Path file, ThrowingCallable reading) {
    try {
      assertThatThrownBy(reading)
          .isInstanceOf(CancellationException.class)
          .hasMessage("reading " + file + " was interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** Opens a file of which the first byte is not read yet when the interrupt comes. */
  private static void assertCancelledMeanwhile(Path file, Function<Path, RespondentStream> opener) {
    Function<Path, RespondentStream> interrupted =
        path -> {
          Thread.currentThread().interrupt();
          return opener.apply(path);
        };
    assertCancelled(
        file,
        () -> {
          try (var stream = new FileByFile(List.of(file), interrupted)) {
            stream.forEachRemaining(respondent -> {});
          }
        });
  }

  private static RespondentStream table(Path file) {
    SurveyMapping mapping =
        SurveyMapping.builder("S")
            .integers()
            .attribute("Group", "none", c -> c.code(1, "first"))
            .question("Q1", "q1", "Well?", c -> c.bin(1, 2, "Yes").bin(3, 9, "No"))
            .build();
    return new TableRespondents(file.toString(), "", mapping, TableFiles.open(file).orElseThrow());
  }

  @Test
  void extract_interruptedBefore_isCancelled() throws IOException {
    Path file = Files.writeString(folder.resolve("s.csv"), ROWS);
    CsvSurvey survey = CsvSurvey.of(file, MAPPING);
    Thread.currentThread().interrupt();
    assertCancelled(file, () -> ArchetypeExtractor.paper().extract(survey));
    assertThat(ArchetypeExtractor.paper().extract(survey).report().respondents()).isEqualTo(2);
  }

  @Test
  void open_textInterruptedMeanwhile_isCancelled() throws IOException {
    Path file = Files.writeString(folder.resolve("s.csv"), ROWS);
    assertCancelledMeanwhile(file, path -> CsvRespondents.open(path, "", MAPPING, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pspp-bytecode.sav", "pspp-zlib.zsav", "pandas-114.dta", "pandas-118.dta"})
  void open_tableInterruptedMeanwhile_isCancelled(String name) throws URISyntaxException {
    Path file = Path.of(InterruptedReadTest.class.getResource(name).toURI());
    assertCancelledMeanwhile(file, InterruptedReadTest::table);
  }

  @Test
  void open_workbookInterruptedMeanwhile_isCancelled() throws IOException {
    Path file = folder.resolve("s.xlsx");
    Files.write(file, XlsxWriter.of(SampleTable.in(StandardCharsets.UTF_8)).write());
    assertCancelledMeanwhile(file, InterruptedReadTest::table);
  }

  @Test
  void next_textInterruptedBetweenBlocks_isCancelled() throws IOException {
    Path file = Files.writeString(folder.resolve("s.csv"), "group,q1\n" + "1,1\n".repeat(1 << 21));
    try (RespondentStream stream = CsvSurvey.of(file, MAPPING).withThreads(1).open()) {
      stream.next();
      Thread.currentThread().interrupt();
      assertCancelled(file, () -> stream.forEachRemaining(respondent -> {}));
    }
  }

  @Test
  void await_interrupted_isCancelled() {
    var never = new CompletableFuture<CsvRows.Part>();
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> CsvRespondents.await(never))
          .isInstanceOf(CancellationException.class)
          .hasCauseInstanceOf(InterruptedException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void open_parquetInterruptedBefore_isCancelled() throws Exception {
    Path file = folder.resolve("s.parquet");
    ParquetTableTest.write(file, "SELECT 1 AS \"group\", 1 AS q1 FROM range(20)");
    CsvSurvey survey = CsvSurvey.of(file, MAPPING);
    Thread.currentThread().interrupt();
    assertCancelled(file, () -> survey.open().close());
  }

  @Test
  void next_parquetInterruptedMeanwhile_isCancelled() throws Exception {
    Path file = folder.resolve("s.parquet");
    ParquetTableTest.write(file, "SELECT 1 AS \"group\", 1 AS q1 FROM range(20)");
    try (RespondentStream stream = CsvSurvey.of(file, MAPPING).open()) {
      stream.next();
      Thread.currentThread().interrupt();
      assertThatThrownBy(stream::next).isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
