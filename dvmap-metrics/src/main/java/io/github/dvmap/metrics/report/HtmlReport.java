package io.github.dvmap.metrics.report;

import com.google.common.collect.ImmutableList;
import io.github.dvmap.core.io.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A page of sections in one file: style and charts inside, no script, nothing loaded from anywhere.
 * Immutable; the same content gives the same bytes.
 */
public final class HtmlReport {
  private record Section(String heading, List<Block> blocks) {}

  private final String title;
  private final String subtitle;
  private final List<Section> sections;

  private HtmlReport(Builder builder) {
    title = builder.title;
    subtitle = builder.subtitle;
    sections = builder.sections.build();
  }

  /** A builder of a page with this title. */
  public static Builder builder(String title) {
    return new Builder(title);
  }

  /** The page, well-formed as XML too. */
  public String toHtml() {
    var html = new StringBuilder("<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'/>");
    html.append("<meta name='viewport' content='width=device-width, initial-scale=1'/>\n<title>");
    html.append(Html.escape(title)).append("</title>\n<style>\n").append(style());
    html.append("</style></head>\n<body><main>\n<h1 dir='auto'>").append(Html.escape(title));
    html.append("</h1>\n<p class='subtitle' dir='auto'>").append(Html.escape(subtitle));
    html.append("</p>\n");
    for (Section section : sections) {
      html.append("<section><h2>").append(Html.escape(section.heading())).append("</h2>\n");
      section.blocks().forEach(block -> html.append(block.html()));
      html.append("</section>\n");
    }
    return html.append("</main></body></html>\n").toString();
  }

  /**
   * Writes the page: beside the file first, then renamed.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public void write(Path file) {
    String html = toHtml();
    AtomicFiles.write(file, out -> out.write(html));
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(
          Objects.requireNonNull(in, "report.css").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read report.css", e);
    }
  }

  /** Collects sections in order. */
  public static final class Builder {
    private final String title;
    private String subtitle = "";
    private final ImmutableList.Builder<Section> sections = ImmutableList.builder();

    private Builder(String title) {
      this.title = Objects.requireNonNull(title, "title");
    }

    /** A line below the title. */
    public Builder subtitle(String value) {
      subtitle = Objects.requireNonNull(value, "subtitle");
      return this;
    }

    /** Adds a section. */
    public Builder section(String heading, Block... blocks) {
      return section(heading, Arrays.asList(blocks));
    }

    /** Adds a section. */
    public Builder section(String heading, List<Block> blocks) {
      sections.add(
          new Section(Objects.requireNonNull(heading, "heading"), ImmutableList.copyOf(blocks)));
      return this;
    }

    /** The report; the builder can be used again. */
    public HtmlReport build() {
      return new HtmlReport(this);
    }
  }
}
