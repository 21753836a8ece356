package io.github.dvmap.data.table;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the text of a column becomes one of a list of labels: by a table of codes or by numeric bins.
 *
 * @param integers whether values are numbers that must be integers ({@code 2}, {@code 2.0}, {@code
 *     1.0000002E8}), of which negative ones are missing codes
 * @param labels the labels in order
 * @param codes label index by the column's text; empty where bins are used
 * @param bins ranges of integers; empty where codes are used
 */
record ColumnRule(
    boolean integers, List<String> labels, Map<String, Integer> codes, List<Bin> bins) {

  /** The integers from..to, both included, fall in label {@code index}. */
  record Bin(long from, long to, int index) {}

  /**
   * A value that was read.
   *
   * @param code the integer itself, or the label's position where the column holds text
   * @param index the label's index, or -1 where the value has none
   */
  record Cell(int code, int index) {}

  ColumnRule {
    labels = ImmutableList.copyOf(labels);
    codes = ImmutableMap.copyOf(codes);
    bins = ImmutableList.copyOf(bins);
  }

  /**
   * Reads a value.
   *
   * @return empty where it is missing
   * @throws IllegalArgumentException if the text is not an integer where one is needed
   */
  Optional<Cell> read(String raw) {
    String text = raw.strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!integers && bins.isEmpty()) {
      int index = codes.getOrDefault(text, -1);
      return Optional.of(new Cell(index, index));
    }
    long value = integer(text);
    if (value < 0) {
      return Optional.empty();
    }
    return Optional.of(new Cell(Math.toIntExact(value), index(value)));
  }

  private int index(long value) {
    for (Bin bin : bins) {
      if (value >= bin.from() && value <= bin.to()) {
        return bin.index();
      }
    }
    return bins.isEmpty() ? codes.getOrDefault(Long.toString(value), -1) : -1;
  }

  private static long integer(String text) {
    try {
      double value = Double.parseDouble(text);
      if (value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE) {
        return (long) value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is not a number", e);
    }
    throw new IllegalArgumentException("is not an integer");
  }
}
