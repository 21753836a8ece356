package io.github.dvmap.data.table;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.github.dvmap.core.survey.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * How the text of a column becomes one of a list of labels: by a table of codes or by numeric bins.
 * Where codes are integers, a label itself is read as its code, without regard to case and runs of
 * white space, since some files hold labels instead of codes.
 */
final class ColumnRule {
  /** The integers from..to, both included, fall in label {@code index}. */
  record Bin(long from, long to, int index) {}

  /**
   * A value that was read.
   *
   * @param response the code (the integer itself, or the label's position where the column holds
   *     text) and the label's index, or -1 where the value has none
   */
  record Cell(Response response) {
    Cell(int code, int index) {
      this(new Response(code, index));
    }

    int code() {
      return response.code();
    }

    int index() {
      return response.option();
    }
  }

  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Cell UNKNOWN = new Cell(-1, -1);

  private final boolean integers;
  private final List<String> labels;
  private final Map<String, Integer> codes;
  private final List<Bin> bins;
  private final Map<String, Long> texts;
  private final Set<String> missing;
  private final OptionalLong mirror;

  /**
   * A rule.
   *
   * @param integers whether codes are integers ({@code 2}, {@code 2.0}, {@code 1.0000002E8}), of
   *     which negative ones are missing
   * @param labels the labels in order
   * @param codes label index by the column's text; empty where bins are used
   * @param bins ranges of integers; empty where codes are used
   * @param aliases integer by a text that stands for it; none where codes are texts
   * @param missing texts that say that there is no value, whatever the column holds otherwise
   */
  ColumnRule(
      boolean integers,
      List<String> labels,
      Map<String, Integer> codes,
      List<Bin> bins,
      Map<String, Long> aliases,
      Set<String> missing) {
    this.integers = integers;
    this.labels = ImmutableList.copyOf(labels);
    this.codes = ImmutableMap.copyOf(codes);
    this.bins = ImmutableList.copyOf(bins);
    this.missing = missing.stream().map(ColumnRule::folded).collect(ImmutableSet.toImmutableSet());
    mirror = OptionalLong.empty();
    Map<String, Long> known = new HashMap<>();
    if (integers) {
      codes.forEach(
          (code, index) -> known.merge(folded(labels.get(index)), Long.parseLong(code), Math::min));
    }
    aliases.forEach((text, code) -> known.put(folded(text), code));
    texts = ImmutableMap.copyOf(known);
  }

  private ColumnRule(ColumnRule rule, long mirror) {
    integers = rule.integers;
    labels = rule.labels;
    codes = rule.codes;
    bins = rule.bins;
    texts = rule.texts;
    missing = rule.missing;
    this.mirror = OptionalLong.of(mirror);
  }

  /** The rule without the other labels. */
  private ColumnRule(ColumnRule rule, List<String> labels) {
    integers = rule.integers;
    this.labels = labels;
    codes =
        ImmutableMap.copyOf(
            Maps.filterValues(
                Maps.transformValues(rule.codes, index -> labels.indexOf(rule.labels.get(index))),
                index -> index >= 0));
    bins =
        rule.bins.stream()
            .filter(b -> labels.contains(rule.labels.get(b.index())))
            .map(b -> new Bin(b.from(), b.to(), labels.indexOf(rule.labels.get(b.index()))))
            .toList();
    texts = rule.texts;
    missing = rule.missing;
    mirror = rule.mirror;
  }

  /**
   * The rule with only some labels, in its order; other values have no label.
   *
   * @throws IllegalArgumentException if a label is not the rule's, or there is none
   */
  ColumnRule only(String owner, Set<String> some) {
    List<String> left = labels.stream().filter(some::contains).toList();
    if (left.size() != some.size() || left.isEmpty()) {
      throw new IllegalArgumentException(
          owner + " needs 1 level or more of " + labels + ", got " + some);
    }
    return new ColumnRule(this, ImmutableList.copyOf(left));
  }

  /** Whether a text is read as a number, or refused as one that is no integer. */
  static boolean isNumber(String text) {
    try {
      return integer(text.strip()).isPresent();
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  static String folded(String text) {
    if (text.chars().allMatch(c -> c > ' ' && c < 'A')) {
      return text; // digits and signs, as in most cells
    }
    return SPACES.matcher(text.strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
  }

  List<String> labels() {
    return labels;
  }

  Map<String, Integer> codes() {
    return codes;
  }

  List<Bin> bins() {
    return bins;
  }

  /**
   * The rule of a column whose codes are in the opposite order: the lowest one stands for what the
   * highest one does here, and so on.
   *
   * @throws IllegalArgumentException if the codes are not integers or have no lowest or highest
   */
  ColumnRule reversed() {
    long[] ends =
        bins.isEmpty()
            ? codes.keySet().stream().mapToLong(Long::parseLong).toArray()
            : bins.stream().flatMapToLong(b -> LongStream.of(b.from(), b.to())).toArray();
    long low = LongStream.of(ends).min().orElseThrow();
    long high = LongStream.of(ends).max().orElseThrow();
    if (!integers || low <= Integer.MIN_VALUE || high >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException("codes " + low + ".." + high + " cannot be reversed");
    }
    return new ColumnRule(this, low + high);
  }

  /**
   * Reads a value.
   *
   * @return empty where it is missing
   * @throws IllegalArgumentException if the text is a number that cannot be a code
   */
  Optional<Cell> read(String raw) {
    String text = raw.strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String folded = folded(text);
    if (missing.contains(folded)) {
      return Optional.empty();
    }
    if (!integers && bins.isEmpty()) {
      int index = codes.getOrDefault(text, -1);
      return Optional.of(new Cell(index, index));
    }
    OptionalLong number = integer(text);
    if (number.isEmpty()) {
      Long code = texts.get(folded);
      return code == null ? Optional.of(UNKNOWN) : coded(code, code);
    }
    long value = number.getAsLong();
    return coded(value, mirror.isPresent() ? mirror.getAsLong() - value : value);
  }

  /** The cell of a code that a column holds as {@code value}. */
  private Optional<Cell> coded(long value, long code) {
    return integers && value < 0 ? Optional.empty() : Optional.of(cell(code));
  }

  /** The cell of a code; one that mirroring took beyond the range of codes is none. */
  private Cell cell(long value) {
    if (value != (int) value) {
      return UNKNOWN;
    }
    int code = (int) value;
    for (Bin bin : bins) {
      if (value >= bin.from() && value <= bin.to()) {
        return new Cell(code, bin.index());
      }
    }
    int index = bins.isEmpty() ? codes.getOrDefault(Integer.toString(code), -1) : -1;
    return new Cell(code, index);
  }

  /** The integer that a text is; empty where it is no number at all. */
  private static OptionalLong integer(String text) {
    if (text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.of(Long.parseLong(text));
    }
    if (!text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0)) {
      return OptionalLong.empty();
    }
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
    if (value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE) {
      return OptionalLong.of((long) value);
    }
    throw new IllegalArgumentException("is not an integer");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ColumnRule that
        && integers == that.integers
        && mirror.equals(that.mirror)
        && labels.equals(that.labels)
        && codes.equals(that.codes)
        && bins.equals(that.bins)
        && texts.equals(that.texts)
        && missing.equals(that.missing);
  }

  @Override
  public int hashCode() {
    return labels.hashCode() * 31 + codes.hashCode();
  }
}
