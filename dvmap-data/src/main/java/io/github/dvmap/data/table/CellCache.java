package io.github.dvmap.data.table;

import java.util.Arrays;
import java.util.Optional;

/** What the short texts of a column were read as; forgets nothing and stops at a size. */
final class CellCache {
  private static final int SLOTS = 1 << 10;
  private static final int MOST = SLOTS / 2;

  private final long[] keys = new long[SLOTS];
  private final Cells cells = new Cells(SLOTS);
  private int size;

  /** An array of optionals. */
  private record Cells(Optional<ColumnRule.Cell>[] array) {
    @SuppressWarnings({"unchecked", "rawtypes"})
    Cells(int size) {
      this(new Optional[size]);
    }
  }

  CellCache() {
    Arrays.fill(keys, -1);
  }

  /** The cell of a key &ge; 0, or null where it is not known. */
  Optional<ColumnRule.Cell> get(long key) {
    int at = place(key);
    return keys[at] == key && key >= 0 ? cells.array()[at] : null;
  }

  /** Remembers a cell; a key below 0 is not remembered. */
  void put(long key, Optional<ColumnRule.Cell> cell) {
    if (key >= 0 && size < MOST) {
      int at = place(key);
      keys[at] = key;
      cells.array()[at] = cell;
      size++;
    }
  }

  private int place(long key) {
    int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 54);
    while (keys[at] != key && keys[at] >= 0) {
      at = (at + 1) & (SLOTS - 1);
    }
    return at;
  }
}
