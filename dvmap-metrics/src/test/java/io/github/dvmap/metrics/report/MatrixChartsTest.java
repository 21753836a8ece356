package io.github.dvmap.metrics.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixChartsTest {
  private static final double NONE = Double.NaN;

  /** The texts that show when the mouse rests on shapes of a class. */
  private static List<String> hovers(String html, String style) {
    Matcher shape =
        Pattern.compile("<(?:rect|circle) class='(" + style + ")'[^>]*><title>([^<]*)")
            .matcher(html);
    List<String> found = new ArrayList<>();
    while (shape.find()) {
      found.add(shape.group(1) + " " + shape.group(2));
    }
    return found;
  }

  @Test
  void heatmap_cells_areShadedByValueAndTellIt() {
    String html =
        Charts.heatmap(
                "T",
                "bits",
                List.of("A", "B"),
                List.of("Q1", "Q2", "Q3"),
                new double[][] {{0, 1, NONE}, {1.999, 2, -0.0}})
            .html();
    // the scale runs from 0 to 2, so a shade is 2/9 = 0.222 wide
    assertThat(hovers(html, "h\\d|absent"))
        .startsWith(
            "h0 A, Q1: 0",
            "h4 A, Q2: 1",
            "absent A, Q3: no value",
            "h8 B, Q1: 1.999",
            "h8 B, Q2: 2",
            "h0 B, Q3: 0")
        .hasSize(6 + HeatmapChart.SHADES)
        .contains("h0 0 to 0.2222", "h8 1.778 to 2");
    assertThat(html).contains("on-dark' text-anchor='middle'").contains(">2.00<", ">1.00<", ">–<");
    assertThat(html).doesNotContain("-0.00", "transform=");
    assertThat(html).contains("bits; –: no value");
  }

  @Test
  void heatmap_manyColumns_turnsNamesAndKeepsCellsInside() {
    int columns = 60;
    List<String> names = IntStream.range(0, columns).mapToObj(j -> "question " + j).toList();
    double[] row = IntStream.range(0, columns).asDoubleStream().toArray();
    String html = Charts.heatmap("T", "x", List.of("A"), names, new double[][] {row}).html();
    assertThat(html).contains("rotate(-45").doesNotContain("class='cell");
    assertThat(hovers(html, "h\\d")).contains("h8 A, question 59: 59");
    Matcher cell =
        Pattern.compile("<rect class='h\\d' x='([0-9.]+)' y='[0-9.]+' width='([0-9.]+)'")
            .matcher(html);
    while (cell.find()) {
      double right = Double.parseDouble(cell.group(1)) + Double.parseDouble(cell.group(2));
      assertThat(right).isLessThanOrEqualTo(Svg.WIDTH);
    }
  }

  @Test
  void heatmap_oneValue_hasAScale() {
    String html = Charts.heatmap("T", "x", List.of("A"), List.of("B"), new double[][] {{3}}).html();
    assertThat(hovers(html, "h\\d")).contains("h0 A, B: 3").doesNotContain("NaN");
  }

  // edges 0 0.5 1 1.5 2: a value on an edge belongs to the bin above it, the last edge to the last
  @Test
  void histogram_values_areCountedInHalfOpenBins() {
    double[] values = {2, 0.5, 0, 0.49, 1.99, 0.5, 0};
    String html = Charts.histogram("T", "bits", values, 4).html();
    assertThat(hovers(html, "a"))
        .containsExactly("a 0 to 0.5: 3", "a 0.5 to 1: 2", "a 1 to 1.5: 0", "a 1.5 to 2: 2");
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 7", "-3, 1e6, 20", "0.1, 0.7, 6", "5, 5, 3", "1e-9, 3e-9, 9"})
  void histogram_anyRange_countsEveryValueOnce(double low, double high, int bins) {
    double[] values = new double[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = low + (high - low) * i / (values.length - 1);
    }
    int sum =
        hovers(Charts.histogram("T", "x", values, bins).html(), "a").stream()
            .mapToInt(
                text ->
                    Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1).replace(",", "")))
            .sum();
    assertThat(sum).isEqualTo(1000);
  }

  @Test
  void lines_values_areDotsAtTheirPlaces() {
    String html =
        Charts.lines(
                "T", "bits", new double[] {0, 0.5, 2}, Map.of("kept", new double[] {0, NONE, 1}))
            .html();
    assertThat(hovers(html, "a"))
        .contains("a kept, 0: 0", "a kept, 2: 1")
        .noneMatch(text -> text.contains("0.5:"));
    assertThat(html).contains("cx='60.0'", "cx='744.0'"); // both ends of the axis
  }

  private static List<double[]> shades() throws IOException {
    String html = HtmlReport.builder("T").build().toHtml();
    List<double[]> colours = new ArrayList<>();
    for (int shade = 0; shade < HeatmapChart.SHADES; shade++) {
      Matcher colour =
          Pattern.compile("\\.h" + shade + " \\{ fill: #(\\w\\w)(\\w\\w)(\\w\\w);").matcher(html);
      assertThat(colour.find()).isTrue();
      colours.add(
          new double[] {
            channel(colour.group(1)), channel(colour.group(2)), channel(colour.group(3))
          });
    }
    return colours;
  }

  private static double channel(String hex) {
    double c = Integer.parseInt(hex, 16) / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  /** Relative luminance, WCAG 2.1. */
  private static double luminance(double[] rgb) {
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
  }

  // without colour vision, lightness is what is left
  @Test
  void shades_fromLowToHigh_growLighterAndKeepTheirTextReadable() throws IOException {
    double last = -1;
    List<double[]> colours = shades();
    for (int shade = 0; shade < colours.size(); shade++) {
      double luminance = luminance(colours.get(shade));
      assertThat(luminance).isGreaterThan(last * 1.2);
      last = luminance;
      double ink =
          shade < 4 ? 1 : luminance(new double[] {channel("14"), channel("17"), channel("1a")});
      double contrast = (Math.max(ink, luminance) + 0.05) / (Math.min(ink, luminance) + 0.05);
      assertThat(contrast).as("h%d", shade).isGreaterThan(4.5);
    }
  }
}
