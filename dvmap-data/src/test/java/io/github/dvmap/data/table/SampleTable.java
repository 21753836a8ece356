package io.github.dvmap.data.table;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table with what real surveys hold and readers stumble over, for the writers of the tests. */
record SampleTable(List<Column> columns, List<List<Object>> rows) {
  /**
   * A column.
   *
   * @param width bytes of a string, 0 for a number
   * @param labels labels by value: {@link Double} or {@link String}
   */
  record Column(String name, int width, Map<Object, String> labels) {
    Column {
      labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
  }

  static final String RIGHT_TO_LEFT = "\u0644\u0627 \u0625\u062C\u0627\u0628\u0629";
  static final String LONG_NAME = "Q289CS9_religious_denominations1";

  /** The table with all the text that a charset can hold. */
  static SampleTable in(Charset charset) {
    var encoder = charset.newEncoder();
    String foreign = encoder.canEncode(RIGHT_TO_LEFT) ? RIGHT_TO_LEFT : "K\u00F6ln";
    Map<Object, String> answers = new LinkedHashMap<>();
    answers.put(1.0, "Yes; \"quite\", so\tor\nso");
    answers.put(2.5, "in 'between'");
    answers.put(-2.0, foreign);
    List<Column> columns =
        List.of(
            new Column("Q1", 0, answers),
            new Column("ctry", 3, Map.of("BRA", "Brazil; Brasil")),
            new Column(LONG_NAME, 0, Map.of()),
            new Column("comment", 40, Map.of(foreign + ", \"x\"", "a long, \"labelled\" string")),
            new Column("essay", 600, Map.of()),
            new Column("last", 0, answers));
    String essay = (foreign + "-0123456789-").repeat(40);
    while (essay.getBytes(charset).length > 600) {
      essay = essay.substring(0, essay.length() - 1).strip();
    }
    return new SampleTable(
        columns,
        List.of(
            row(1.0, "BRA", 100_000_020.0, foreign + ", \"x\"", essay, -2.0),
            row(-2.0, "", null, "two\r\nlines; and, delimiters", "x", 2.5),
            row(2.5, "a b", -1e15, "", "", null),
            row(null, "DEU", 0.1, "no", essay.substring(0, 255).strip(), 150.0),
            row(151.0, "x", 1e-7, "yes", essay.substring(0, 100).strip(), -99.0)));
  }

  private static List<Object> row(Object... cells) {
    return Collections.unmodifiableList(Arrays.asList(cells));
  }

  /** The rows as a reader shows them. */
  List<List<String>> texts() {
    List<List<String>> texts = new ArrayList<>();
    for (List<Object> row : rows) {
      texts.add(row.stream().map(SampleTable::text).toList());
    }
    return texts;
  }

  private static String text(Object cell) {
    if (cell == null) {
      return "";
    }
    if (cell instanceof Double number) {
      return number == Math.rint(number)
          ? Long.toString(number.longValue())
          : Double.toString(number);
    }
    return ((String) cell).stripTrailing();
  }

  /** Everything that a table gives. */
  static List<List<String>> read(SurveyTable table) {
    List<List<String>> rows = new ArrayList<>();
    while (table.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 0; i < table.columns().size(); i++) {
        row.add(table.text(i));
      }
      rows.add(row);
    }
    return rows;
  }
}
