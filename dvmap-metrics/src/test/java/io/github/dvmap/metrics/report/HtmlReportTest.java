package io.github.dvmap.metrics.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.metrics.alignment.MetricValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class HtmlReportTest {
  private static final String HOSTILE = "<script>alert('x')</script> & \"q\" عربي \u0000\uFFFE ]]>";

  private static HtmlReport page() {
    Map<String, Long> funnel = new LinkedHashMap<>();
    funnel.put("rows", 12_000L);
    funnel.put("  dropped: " + HOSTILE, 0L);
    funnel.put("kept", 9_853L);
    Map<String, double[]> curves = new LinkedHashMap<>();
    curves.put(HOSTILE, new double[] {0.1, Double.NaN, 0.4, 0.35});
    curves.put("accuracy", new double[] {0.2});
    var wide = new MetricValue("accuracy", 0.4321, 0.31, 0.52);
    var bare = new MetricValue("accuracy", 0.25, Double.NaN, Double.NaN);
    Map<String, MetricValue> values = new LinkedHashMap<>();
    values.put(HOSTILE, wide);
    values.put("most frequent answer per country and question, fitted on training", bare);
    return HtmlReport.builder(HOSTILE)
        .subtitle(HOSTILE)
        .section(
            HOSTILE,
            Texts.paragraph(HOSTILE),
            Texts.preformatted(HOSTILE),
            Texts.table(List.of("a", HOSTILE), List.of(List.of(HOSTILE, "2"))),
            Texts.transcript(HOSTILE, HOSTILE, HOSTILE, true, HOSTILE))
        .section(
            "charts",
            Charts.funnel(HOSTILE, funnel),
            Charts.curves(HOSTILE, "step", curves, 3),
            Charts.intervals("accuracy", values),
            Charts.bars("bars", List.of("before", "after"), Map.of(HOSTILE, List.of(wide, bare))),
            Charts.lines(HOSTILE, "bits", new double[] {0, 0.5, 2}, curvesOfThree()),
            Charts.histogram(HOSTILE, "bits", new double[] {0, 0.1, 0.4, 2}, 4),
            Charts.heatmap(HOSTILE, "bits", List.of(HOSTILE, "b"), List.of(HOSTILE, "d"), MATRIX))
        .build();
  }

  private static final double[][] MATRIX = {{0, Double.NaN}, {1.234, 12.5}};

  private static Map<String, double[]> curvesOfThree() {
    return Map.of(HOSTILE, new double[] {1, Double.NaN, 0.3});
  }

  private static Document parsed() throws Exception {
    byte[] html = page().toHtml().replace("<!DOCTYPE html>", "").getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(html));
  }

  @Test
  void toHtml_hostileText_isEscapedAndWellFormed() throws Exception {
    Document document = parsed();
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(7);
    assertThat(document.getElementsByTagName("h1").item(0).getTextContent())
        .contains("<script>alert('x')</script> & \"q\" عربي");
  }

  @Test
  void toHtml_any_loadsNothingFromElsewhere() {
    String html = page().toHtml().replace("http://www.w3.org/2000/svg", "");
    assertThat(html).doesNotContain("http:", "https:", "url(", "@import", " src=", " href=");
  }

  @Test
  void toHtml_sameContent_givesTheSameText() {
    assertThat(page().toHtml()).isEqualTo(page().toHtml());
  }

  @Test
  void charts_everyShape_liesInsideItsViewBox() throws Exception {
    NodeList charts = parsed().getElementsByTagName("svg");
    for (int i = 0; i < charts.getLength(); i++) {
      Element chart = (Element) charts.item(i);
      String[] box = chart.getAttribute("viewBox").split(" ", -1);
      for (String tag : List.of("rect", "circle", "line", "text")) {
        NodeList shapes = chart.getElementsByTagName(tag);
        for (int s = 0; s < shapes.getLength(); s++) {
          Element shape = (Element) shapes.item(s);
          for (String x : List.of("x", "x1", "x2", "cx")) {
            inside(shape, x, Double.parseDouble(box[2]));
          }
          for (String y : List.of("y", "y1", "y2", "cy")) {
            inside(shape, y, Double.parseDouble(box[3]));
          }
        }
      }
    }
  }

  private static void inside(Element shape, String attribute, double bound) {
    if (shape.hasAttribute(attribute)) {
      assertThat(Double.parseDouble(shape.getAttribute(attribute)))
          .as("%s of %s", attribute, shape.getTagName())
          .isBetween(0.0, bound);
    }
  }

  @Test
  void write_newFile_holdsThePage(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a/report.html");
    page().write(file);
    assertThat(Files.readString(file)).isEqualTo(page().toHtml());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 5, 0 0.2 0.4 0.6 0.8 1",
    "0.23, 0.78, 6, 0.2 0.3 0.4 0.5 0.6 0.7 0.8",
    "0, 150, 6, 0 50 100 150",
    "-3, 7, 5, -4 -2 0 2 4 6 8",
    "5, 5, 5, 5 6",
    "1e-7, 3e-7, 2, 1e-7 2e-7 3e-7",
  })
  void ticks_range_areRoundAndCoverIt(double low, double high, int wanted, String expected) {
    Ticks ticks = Ticks.covering(low, high, wanted);
    assertThat(ticks.values().get(0)).isLessThanOrEqualTo(low);
    assertThat(ticks.high()).isGreaterThanOrEqualTo(high);
    assertThat(ticks.values()).hasSizeLessThanOrEqualTo(2 * wanted + 2);
    assertThat(ticks.values())
        .containsExactlyElementsOf(
            Stream.of(expected.split(" ", -1)).map(Double::valueOf).toList());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-17, 3e-12, 1e-9, 0.7e-6, 0.02, 1, 45, 8e5, 2e9, 9.3e9, 1e11, 1e12})
  void charts_valuesOfAnySize_haveDistinctFiniteTicks(double size) {
    for (double low : new double[] {-size, 0, size, 1000 * size}) {
      double high = low + 2 * size;
      Ticks ticks = Ticks.covering(low, high, 5);
      assertThat(ticks.values()).isSorted().doesNotHaveDuplicates().hasSizeBetween(3, 12);
      assertThat(ticks.low()).isLessThanOrEqualTo(low + size * 1e-8);
      assertThat(ticks.high()).isGreaterThanOrEqualTo(high - size * 1e-8);
      double[] values = {low, low + size, high};
      String html =
          Charts.curves("T", "x", Map.of("a", values), 1).html()
              + Charts.lines("T", "x", values, Map.of("a", values)).html()
              + Charts.histogram("T", "x", values, 4).html()
              + Charts.heatmap("T", "x", List.of("r"), List.of("a", "b", "c"), rows(values)).html();
      assertThat(html).doesNotContain("NaN").doesNotContain("Infinity");
    }
  }

  private static double[][] rows(double... row) {
    return new double[][] {row};
  }

  @ParameterizedTest
  @CsvSource({"1, 1.0000000000000002", "-3e9, -2999999999.9999995", "1e300, 1e300", "0, 5e-324"})
  void ticks_narrowRange_areDistinctAndFinite(double low, double high) {
    Ticks ticks = Ticks.covering(low, high, 5);
    assertThat(ticks.values()).isSorted().doesNotHaveDuplicates().hasSizeBetween(2, 12);
    assertThat(ticks.place(low)).isBetween(0.0, 1.0);
    assertThat(ticks.place(high)).isBetween(0.0, 1.0);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.43216, 0.4322",
    "1234567, 1234567",
    "12345.67, 12345.7",
    "123456789012345680000, 1.23456789012346e+20",
    "-0.5, -0.5",
    "NaN, –",
    "1.23e-9, 1.23e-09"
  })
  void number_value_hasFourDigitsOrOneDecimal(double value, String text) {
    assertThat(Html.number(value)).isEqualTo(text);
  }

  static Stream<Arguments> refused() {
    var nothing = new MetricValue("m", Double.NaN, 0, 1);
    return Stream.of(
        bad("'T': has no counts", () -> Charts.funnel("T", Map.of())),
        bad("'T': has the negative count a = -1", () -> Charts.funnel("T", Map.of("a", -1L))),
        bad("'T': has 0 curves", () -> Charts.curves("T", "x", Map.of(), 1)),
        bad("a has no values", () -> Charts.curves("T", "x", Map.of("a", new double[0]), 1)),
        bad("window 0", () -> Charts.curves("T", "x", Map.of("a", new double[] {1}), 0)),
        bad("'T': has no values", () -> Charts.intervals("T", Map.of())),
        bad("a is NaN", () -> Charts.intervals("T", Map.of("a", nothing))),
        bad(
            "g has 1 bars",
            () -> Charts.bars("T", List.of("a", "b"), Map.of("g", List.of(nothing)))),
        bad("has 0 lines", () -> Charts.lines("T", "x", new double[] {1}, Map.of())),
        bad("a has 1 values", () -> lines(new double[] {1, 2}, 1)),
        bad("a has no values", () -> lines(new double[] {1}, Double.NaN)),
        bad("x does not ascend at 1.0", () -> lines(new double[] {1, 1}, 1, 2)),
        bad("x does not ascend at NaN", () -> lines(new double[] {Double.NaN}, 1)),
        bad("'T': has no values", () -> Charts.histogram("T", "x", new double[0], 3)),
        bad("has 0 bins", () -> Charts.histogram("T", "x", new double[] {1}, 0)),
        bad("the value NaN", () -> Charts.histogram("T", "x", new double[] {Double.NaN}, 3)),
        bad("has 1 rows of 2", () -> heatmap(List.of("r", "s"), 1)),
        bad("r has 2 cells", () -> heatmap(List.of("r"), 1, 2)),
        bad("r has the value Infinity", () -> heatmap(List.of("r"), Double.POSITIVE_INFINITY)),
        bad("'T': has no values", () -> heatmap(List.of("r"), Double.NaN)),
        bad("has 1 cells", () -> Texts.table(List.of("a", "b"), List.of(List.of("1")))),
        bad("no range", () -> Ticks.covering(1, 0, 5)));
  }

  private static void lines(double[] x, double... values) {
    Charts.lines("T", "x", x, Map.of("a", values));
  }

  private static void heatmap(List<String> rows, double... row) {
    Charts.heatmap("T", "unit", rows, List.of("c"), new double[][] {row});
  }

  private static Arguments bad(String told, ThrowingCallable call) {
    return Arguments.of(told, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void chart_badValue_isRefusedByName(String told, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }
}
