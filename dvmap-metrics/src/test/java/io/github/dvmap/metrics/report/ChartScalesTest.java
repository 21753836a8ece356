package io.github.dvmap.metrics.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.metrics.alignment.MetricValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartScalesTest {
  private static final double NONE = Double.NaN;

  private static List<String> found(String html, String pattern) {
    return Pattern.compile(pattern)
        .matcher(html)
        .results()
        .map(MatchResult::group)
        .map(text -> text.replaceAll("<[^>]*>", ""))
        .toList();
  }

  private static List<String> ticks(String html, String anchor) {
    return found(html, "<text class='tick' text-anchor='" + anchor + "'[^>]*>[^<]*</text>");
  }

  private static MetricValue value(double value) {
    return new MetricValue("m", value, NONE, NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 5, 0 0.2 0.4 0.6 0.8 1",
    "20000, 20009, 5, 20000 20002 20004 20006 20008 20010",
    "12344.9, 12346.2, 5, 12344.5 12345 12345.5 12346 12346.5",
    "-0.00002, 0.00002, 4, -0.00002 -0.00001 0 0.00001 0.00002",
    "1e-9, 3e-9, 2, 1e-09 2e-09 3e-09",
    "1e18, 3e18, 2, 1e+18 2e+18 3e+18",
  })
  void ticks_labels_tellNeighboursApart(double low, double high, int wanted, String expected) {
    Ticks ticks = Ticks.covering(low, high, wanted);
    assertThat(ticks.values().stream().map(ticks::label)).containsExactly(expected.split(" ", -1));
  }

  @Test
  void ticks_widestRange_areFinite() {
    double most = Double.MAX_VALUE;
    Ticks ticks = Ticks.covering(-most, most, 5);
    assertThat(ticks.values()).isSorted().doesNotHaveDuplicates().allMatch(Double::isFinite);
    assertThat(ticks.place(-most)).isZero();
    assertThat(ticks.place(0)).isEqualTo(0.5);
    assertThat(ticks.place(most)).isEqualTo(1);
    assertThat(Charts.histogram("T", "x", new double[] {-most, 0, most}, 4).html())
        .doesNotContain("NaN", "Infinity");
  }

  @Test
  void lines_xFarFrom0_hasItsNumbers() {
    String html =
        Charts.lines(
                "T",
                "year",
                new double[] {2017, 2018, 2019, 2020},
                Map.of("a", new double[] {1, 2, 3, 4}))
            .html();
    assertThat(ticks(html, "middle")).contains("2017", "2018", "2019", "2020");
  }

  @Test
  void curves_valueWithoutNeighbours_isADot() {
    assertThat(found(html(5), "d='[^']*'"))
        .containsExactly("d='M402.0 270.0h0'", "d='M402.0 270.0h0'");
    assertThat(html(1, NONE, 2)).contains("h0M").contains("h0'").doesNotContain("NaN");
    assertThat(html(1, 2)).doesNotContain("h0");
    assertThat(HtmlReport.builder("T").build().toHtml()).contains("stroke-linecap: round");
  }

  private static String html(double... values) {
    return Charts.curves("T", "step", Map.of("a", values), 1).html();
  }

  @Test
  void curves_five_areRefused() {
    Map<String, double[]> five = new LinkedHashMap<>();
    IntStream.range(0, 5).forEach(i -> five.put("c" + i, new double[] {i}));
    assertThatThrownBy(() -> Charts.curves("T", "step", five, 1))
        .hasMessageContaining("has 5 curves");
  }

  @Test
  void bars_negativeAndAbsent_goFrom0() {
    Map<String, List<MetricValue>> groups = new LinkedHashMap<>();
    groups.put("low", List.of(value(-0.2)));
    groups.put("zero", List.of(value(0)));
    groups.put("high", List.of(value(0.4)));
    groups.put("absent", List.of(value(NONE)));
    String html = Charts.bars("T", List.of("s"), groups).html();
    // the axis runs from -0.2 to 0.4 over 406 units, so 0 lies at 290 + 406 / 3
    assertThat(html)
        .contains("x='290.0' y='32.0' width='135.3'")
        .contains("x='425.3' y='52.0' width='0.0'")
        .contains("x='425.3' y='72.0' width='270.7'")
        .contains(">–<")
        .doesNotContain("NaN");
  }

  @Test
  void bars_fourSeries_haveLegendsApart() {
    List<String> names = List.of("a", "b", "c", "d");
    String html =
        Charts.bars("T", names, Map.of("g", List.of(value(1), value(2), value(3), value(4))))
            .html();
    List<Double> places =
        found(html, "<text class='name' text-anchor='start' x='[^']*'").stream()
            .map(text -> Double.valueOf(text.split("'", -1)[5]))
            .toList();
    assertThat(places).hasSize(4).isSorted().last().isEqualTo(590.5);
    assertThat(places.get(1) - places.get(0)).isGreaterThan(180);
  }

  @Test
  void heatmap_manyColumns_hasCellsOfSomeWidth() {
    int columns = 700;
    double[] row = new double[columns];
    Arrays.setAll(row, j -> j);
    List<String> names = IntStream.range(0, columns).mapToObj(j -> "q" + j).toList();
    assertThat(Charts.heatmap("T", "u", List.of("r"), names, new double[][] {row}).html())
        .doesNotContain("width='0.0'");
  }

  @Test
  void html_anyPlatform_hasTheSameLineEnds() {
    String before = System.getProperty("line.separator");
    System.setProperty("line.separator", "\r\n");
    try {
      assertThat(html(1, 2)).doesNotContain("\r");
    } finally {
      System.setProperty("line.separator", before);
    }
  }
}
