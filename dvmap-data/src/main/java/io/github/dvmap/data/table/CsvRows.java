package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.Respondent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the respondents of one block after another. Not thread-safe. */
final class CsvRows implements RowCells {
  /**
   * What a block holds.
   *
   * @param respondents in file order
   * @param rows rows of the block
   * @param dropped rows that gave no respondent, by reason
   */
  record Part(List<Respondent> respondents, long rows, Map<String, Long> dropped) {}

  private final int columnCount;
  private final CsvScanner scanner;
  private final int[] scanned;
  private final CellCache[] caches;
  private final RowReader reader;

  /**
   * A reader of blocks.
   *
   * @param columnCount columns of the header
   */
  CsvRows(
      String file, CsvDialect dialect, int columnCount, TableColumns columns, RowReader reader) {
    this.columnCount = columnCount;
    this.reader = reader;
    int[] wanted = Arrays.stream(columns.columns).sorted().distinct().toArray();
    scanned = Arrays.stream(columns.columns).map(c -> Arrays.binarySearch(wanted, c)).toArray();
    scanner = new CsvScanner(file, dialect, wanted);
    caches = new CellCache[scanned.length];
    Arrays.setAll(caches, slot -> new CellCache());
  }

  Part read(CsvBlocks.Block block) {
    List<Respondent> respondents = new ArrayList<>();
    long rows = 0;
    scanner.reset(block.bytes(), block.from(), block.to(), block.line());
    while (scanner.next()) {
      scanner.requireFields(columnCount);
      rows++;
      Respondent respondent = reader.read(this);
      if (respondent != null) {
        respondents.add(respondent);
      }
    }
    return new Part(respondents, rows, reader.takeDropped());
  }

  @Override
  public long line() {
    return scanner.rowLine();
  }

  @Override
  public String text(int slot) {
    return scanner.text(scanned[slot]);
  }

  @Override
  public Optional<ColumnRule.Cell> read(int slot, ColumnRule rule) {
    long key = scanner.key(scanned[slot]);
    Optional<ColumnRule.Cell> known = caches[slot].get(key);
    if (known == null) {
      known = rule.read(text(slot));
      caches[slot].put(key, known);
    }
    return known;
  }
}
