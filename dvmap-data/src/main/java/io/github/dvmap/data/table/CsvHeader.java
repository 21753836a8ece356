package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The first row of a delimited text file.
 *
 * @param line the line it is on, from 1
 * @param columns the columns' names
 */
record CsvHeader(long line, List<String> columns) {
  /** Columns of a file at most, as in the other formats. */
  static final int MOST_COLUMNS = 1_000_000;

  /**
   * Reads the header and leaves the blocks at the row after it.
   *
   * @throws SurveyFormatException if there is no row, or the first has more than {@link
   *     #MOST_COLUMNS} fields
   */
  static CsvHeader read(String file, CsvDialect dialect, CsvBlocks blocks) {
    var counter = new CsvScanner(file, dialect, new int[0]);
    CsvBlocks.Block block;
    do {
      block = blocks.next();
      if (block == null) {
        throw new SurveyFormatException(file, 1, "", "", "the file is empty");
      }
      counter.reset(block.bytes(), block.from(), block.to(), block.line());
    } while (!counter.next());
    if (counter.fields() > MOST_COLUMNS) {
      throw new SurveyFormatException(
          file,
          counter.rowLine(),
          "",
          "",
          "the header has " + counter.fields() + " columns, more than " + MOST_COLUMNS);
    }
    int[] all = IntStream.range(0, counter.fields()).toArray();
    var scanner = new CsvScanner(file, dialect, all);
    scanner.reset(block.bytes(), block.from(), block.to(), block.line());
    scanner.next();
    blocks.unread(scanner.rest());
    return new CsvHeader(scanner.rowLine(), IntStream.of(all).mapToObj(scanner::text).toList());
  }
}
