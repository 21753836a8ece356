package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvScannerTest {
  private static final String[] PIECES = {
    "",
    "1",
    "-2",
    "1.0000002E8",
    "label",
    "a;b",
    "say \"no\"",
    "two\nlines",
    "five\" tall",
    "مرحبا",
    "é"
  };

  @TempDir Path folder;

  private static String quoted(String text, Random random) {
    boolean needed = text.matches("(?s).*[;,\n\"].*") && !text.startsWith("five");
    return needed || random.nextInt(5) == 0 ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  /** A random table as text, of the given number of columns. */
  private static String table(Random random, int columns, int rows, String delimiter, String end) {
    var text = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        String piece = PIECES[random.nextInt(PIECES.length)];
        piece = row == 0 || (columns == 1 && piece.isEmpty()) ? "c" + column : piece;
        text.append(column == 0 ? "" : delimiter).append(quoted(piece, random));
      }
      text.append(row + 1 < rows || random.nextBoolean() ? end : "");
    }
    return text.toString();
  }

  private static List<List<String>> scanned(Path file, int blockSize, int[] wanted, int columns) {
    var rows = new ArrayList<List<String>>();
    try (CsvBlocks blocks = CsvBlocks.open(file, blockSize)) {
      var scanner = new CsvScanner(file.toString(), blocks.dialect(), wanted);
      for (var block = blocks.next(); block != null; block = blocks.next()) {
        scanner.reset(block.bytes(), block.from(), block.to(), block.line());
        while (scanner.next()) {
          scanner.requireFields(columns);
          rows.add(IntStream.range(0, wanted.length).mapToObj(scanner::text).toList());
        }
      }
    }
    return rows;
  }

  private static List<List<String>> expected(String text, char delimiter, int[] wanted) {
    var reader = CsvReader.builder().fieldSeparator(delimiter).skipEmptyLines(true);
    try (CsvReader<CsvRecord> records = reader.ofCsvRecord(text)) {
      return records.stream()
          .map(r -> IntStream.of(wanted).mapToObj(i -> r.getField(i)).toList())
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 16", "2, 17", "3, 64", "4, 100", "5, 1000", "6, 4194304"})
  void scan_randomTables_findsTheCellsThatAnotherReaderFinds(long seed, int blockSize)
      throws IOException {
    var random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      int columns = 1 + random.nextInt(40);
      String delimiter = random.nextBoolean() || columns == 1 ? "," : ";";
      String end = random.nextBoolean() ? "\n" : "\r\n";
      String text = table(random, columns, 1 + random.nextInt(30), delimiter, end);
      Path file = Files.writeString(folder.resolve("t.csv"), text);
      int[] wanted = IntStream.range(0, columns).filter(i -> random.nextInt(4) == 0).toArray();
      assertThat(scanned(file, blockSize, wanted, columns))
          .as(text)
          .isEqualTo(expected(text, delimiter.charAt(0), wanted));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 33, 4096})
  void rowLine_quotedNewlines_countsLinesOfTheFile(int blockSize) throws IOException {
    Path file =
        Files.writeString(folder.resolve("t.csv"), "a,b\n1,\"x\ny\"\n\n2,z\n3,\"\n\n\"\n4,w");
    var lines = new ArrayList<Long>();
    try (CsvBlocks blocks = CsvBlocks.open(file, blockSize)) {
      var scanner = new CsvScanner("t", blocks.dialect(), new int[0]);
      for (var block = blocks.next(); block != null; block = blocks.next()) {
        scanner.reset(block.bytes(), block.from(), block.to(), block.line());
        while (scanner.next()) {
          lines.add(scanner.rowLine());
        }
      }
    }
    assertThat(lines).containsExactly(1L, 2L, 5L, 6L, 9L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'a,b\n1,\"x'       | 2 | never closed",
        "'a,b\n1,\"x\"y\n'  | 2 | follows the closing quote",
        "'a,b\n1,2\n3\n'    | 3 | 1 fields, the header 2",
        "'a,b\n1,2,3\n'     | 2 | 3 fields, the header 2",
        "'a,b\n1,2,,\n'     | 2 | 4 fields, the header 2",
      })
  void scan_badRow_namesItsLine(String text, long line, String problem) throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), text);
    assertThatThrownBy(() -> scanned(file, 64, new int[] {0}, 2))
        .isInstanceOfSatisfying(
            SurveyFormatException.class, e -> assertThat(e.line()).isEqualTo(line))
        .hasMessageContaining(problem);
  }

  @Test
  void next_rowLongerThanTheBound_isRefusedWithoutReadingOn() throws IOException {
    Path file = folder.resolve("long.csv");
    byte[] part = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    try (var out = Files.newOutputStream(file)) {
      out.write("a,b\n\"".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 200; i++) {
        out.write(part);
      }
    }
    assertThatThrownBy(() -> scanned(file, 1 << 16, new int[] {0}, 2))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("longer than 67108864 bytes");
  }

  @Test
  void scan_manyColumns_areRead() throws IOException {
    String header = String.join(",", IntStream.range(0, 100_000).mapToObj(i -> "c" + i).toList());
    String row = String.join(",", IntStream.range(0, 100_000).mapToObj(String::valueOf).toList());
    Path file = Files.writeString(folder.resolve("wide.csv"), header + "\n" + row);
    assertThat(scanned(file, 1024, new int[] {7, 99_999}, 100_000))
        .containsExactly(List.of("c7", "c99999"), List.of("7", "99999"));
  }
}
