package io.github.dvmap.data.table;

import java.util.Optional;

/** The wanted cells of the row that is being read. */
interface RowCells {
  /** Where the row is, for messages. */
  long line();

  /** The text of a wanted cell. */
  String text(int slot);

  /**
   * What a wanted cell means by a rule; a slot has one rule.
   *
   * @throws IllegalArgumentException if the text cannot be read
   */
  default Optional<ColumnRule.Cell> read(int slot, ColumnRule rule) {
    return rule.read(text(slot));
  }
}
