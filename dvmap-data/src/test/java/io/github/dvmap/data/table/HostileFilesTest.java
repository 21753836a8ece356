package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.SurveyFormatException;
import io.github.dvmap.data.corpus.SampleFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that ask for memory without end; each is refused within 320 MiB of allocation. */
@Timeout(60)
class HostileFilesTest {
  private static final long ALLOCATION = 320L << 20;
  private static final long GIGABYTE = 1L << 30;

  @TempDir Path folder;

  private static void survey(Path file) {
    try (RespondentStream stream =
        CsvSurvey.of(file, SurveyFormatsTest.MAPPING).withThreads(1).open()) {
      stream.forEachRemaining(respondent -> {});
    }
  }

  private static void assertRefused(FuzzRun.Reader reader, Path file, String problem) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> reader.read(file))
        .isInstanceOfSatisfying(
            SurveyFormatException.class, e -> assertThat(e.path()).isEqualTo(file.toString()))
        .hasMessageContaining(problem);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOCATION);
  }

  /** A file that starts with a text and goes on with zero bytes, which take no room on the disk. */
  private Path sparse(String start) throws IOException {
    Path file = Files.writeString(folder.resolve("sparse"), start);
    try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(GIGABYTE);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,76,", "1,76,\"", "1,76,\"\n"})
  void csv_lineOfAGigabyte_isRefused(String row) throws IOException {
    Path file = sparse("D_ID,B_LAND,Q1\n" + row + "x".repeat(1 << 16));
    assertRefused(HostileFilesTest::survey, file, "line 2: the row is longer than 67108864 bytes");
  }

  @Test
  void csv_headerOfAGigabyte_isRefused() throws IOException {
    Path file = sparse("D_ID,B_LAND," + "x".repeat(1 << 16));
    assertRefused(HostileFilesTest::survey, file, "line 1: the row is longer than 67108864 bytes");
  }

  @Test
  void csv_quoteThatNeverCloses_isRefusedWithItsLine() throws IOException {
    Path file = folder.resolve("open.csv");
    byte[] rows = "2,76,1\n".repeat(1 << 17).getBytes(StandardCharsets.UTF_8);
    try (var out = Files.newOutputStream(file)) {
      out.write("D_ID,B_LAND,Q1\n1,76,1\n\"1,76,1\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 160; i++) {
        out.write(rows);
      }
    }
    assertRefused(HostileFilesTest::survey, file, "line 3: the row is longer than 67108864 bytes");
  }

  @Test
  void csv_tooManyColumns_areRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("wide.csv"), ",".repeat(2_000_000) + "\n");
    assertRefused(HostileFilesTest::survey, file, "the header has 2000001 columns, more than");
  }

  @Test
  void csv_hundredThousandColumns_areRead() throws IOException {
    String names =
        IntStream.range(0, 100_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    String row = "\n76,1" + ",0".repeat(100_000);
    Path file = Files.writeString(folder.resolve("wide.csv"), "\n\nB_LAND,Q1," + names + row);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    survey(file);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOCATION);
  }

  @Test
  void mapping_ofAGigabyte_isRefused() throws IOException {
    assertRefused(SurveyMapping::read, sparse("{\"name\": \""), "has 1073741824 bytes, a mapping");
  }

  @Test
  void mapping_nestedWithoutEnd_isRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("deep.json"), "[".repeat(10_000_000));
    assertRefused(SurveyMapping::read, file, "mapping is not a JSON object");
  }

  @Test
  void jsonLines_lineOfAGigabyte_isRefused() throws IOException {
    assertRefused(
        file -> SampleFiles.read(file, TagAnswerFormat.answerTags()),
        sparse("{\"id\": \""),
        "line 1: the line is longer than 16777216 characters");
  }

  @Test
  void jsonLines_nestedWithoutEnd_areRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("deep.jsonl"), "{\"a\":".repeat(1_000_000));
    assertRefused(
        f -> SampleFiles.read(f, TagAnswerFormat.answerTags()), file, "line 1, value '{\"a\":");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 0x7FFFFFFF, 0xFFFFFFF0})
  void parquet_footerOfAnySize_isRefused(int size) throws IOException {
    byte[] bytes = new byte[1 << 10];
    byte[] magic = "PAR1".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, bytes, 0, 4);
    System.arraycopy(magic, 0, bytes, bytes.length - 4, 4);
    for (int i = 0; i < 4; i++) {
      bytes[bytes.length - 8 + i] = (byte) (size >> (8 * i));
    }
    Path file = Files.write(folder.resolve("a.parquet"), bytes);
    assertRefused(HostileFilesTest::survey, file, "cannot be read as parquet");
    assertRefused(
        f -> SampleFiles.read(f, TagAnswerFormat.answerTags()), file, "cannot be read as parquet");
  }
}
