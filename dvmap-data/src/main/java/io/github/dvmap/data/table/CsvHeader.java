package io.github.dvmap.data.table;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The first row of a delimited text file.
 *
 * @param line the line it is on, from 1
 * @param columns the columns' names
 */
record CsvHeader(long line, List<String> columns) {
  /** Reads the header and leaves the blocks at the row after it. */
  static CsvHeader read(String file, CsvDialect dialect, CsvBlocks blocks) {
    CsvBlocks.Block block = blocks.next();
    var counter = new CsvScanner(file, dialect, new int[0]);
    counter.reset(block.bytes(), block.from(), block.to(), block.line());
    counter.next();
    int[] all = IntStream.range(0, counter.fields()).toArray();
    var scanner = new CsvScanner(file, dialect, all);
    scanner.reset(block.bytes(), block.from(), block.to(), block.line());
    scanner.next();
    blocks.unread(scanner.rest());
    return new CsvHeader(scanner.rowLine(), IntStream.of(all).mapToObj(scanner::text).toList());
  }
}
