package io.github.dvmap.data.corpus;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.data.extract.ArchetypeSamples;
import io.github.dvmap.data.extract.ExtractionReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What a corpus was made of and how: written beside it as {@code manifest.json}. There is no time
 * in it, so that the same seed gives the same bytes.
 */
public final class CorpusManifest {
  /** The name of the file. */
  public static final String FILE = "manifest.json";

  /** The value of key {@code format}, by which a folder of ours is known. */
  static final String FORMAT = "dvmap-corpus/1";

  private final String dataSource;
  private final ImmutableMap<String, Object> facts;

  private CorpusManifest(Builder builder) {
    dataSource = builder.dataSource;
    var all = new LinkedHashMap<String, Object>();
    all.put("format", FORMAT);
    all.put("library", version());
    all.put("java", Runtime.version().toString());
    all.put("data_source", dataSource);
    all.put("sources", builder.sources.stream().map(CorpusManifest::await).toList());
    all.put("options", new LinkedHashMap<>(builder.options));
    all.putAll(builder.sections);
    facts = ImmutableMap.copyOf(all);
  }

  private static Map<String, Object> await(CompletableFuture<Map<String, Object>> source) {
    try {
      return source.join();
    } catch (CompletionException e) {
      Throwables.throwIfUnchecked(e.getCause());
      throw e;
    }
  }

  /** A builder without sources and options. */
  public static Builder builder() {
    return new Builder();
  }

  /** The library's version. */
  static String version() {
    try {
      var resource = Resources.getResource(CorpusManifest.class, "version.txt");
      return Resources.toString(resource, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read version.txt", e);
    }
  }

  /** What is written in column data_source. */
  public String dataSource() {
    return dataSource;
  }

  /** The facts and those of the corpus, in the order of the file. */
  Map<String, Object> of(Corpus corpus, List<Map<String, Object>> files) {
    var all = new LinkedHashMap<String, Object>(facts);
    var splits = new LinkedHashMap<String, Object>();
    corpus.splits().forEach((name, samples) -> splits.put(name, sizes(samples)));
    all.put("splits", splits);
    all.put("files", files);
    return all;
  }

  private static Map<String, Object> sizes(List<AlignmentSample> samples) {
    Map<Profile, Integer> rows = new HashMap<>();
    Map<String, Integer> questions = new LinkedHashMap<>();
    for (AlignmentSample sample : samples) {
      rows.merge(sample.profile(), 1, Integer::sum);
      questions.merge(sample.question().id(), 1, Integer::sum);
    }
    Map<String, Integer> samplesOf = new TreeMap<>();
    Map<String, Integer> profilesOf = new HashMap<>();
    rows.forEach(
        (profile, count) -> {
          samplesOf.merge(ArchetypeSamples.country(profile), count, Integer::sum);
          profilesOf.merge(ArchetypeSamples.country(profile), 1, Integer::sum);
        });
    var countries = new LinkedHashMap<String, Object>();
    samplesOf.forEach(
        (country, count) ->
            countries.put(country, sized("samples", count, "profiles", profilesOf.get(country))));
    Map<String, Object> sizes = sized("samples", samples.size(), "profiles", rows.size());
    sizes.put("countries", countries);
    sizes.put("questions", questions);
    return sizes;
  }

  private static Map<String, Object> sized(String a, int first, String b, int second) {
    var map = new LinkedHashMap<String, Object>();
    map.put(a, first);
    map.put(b, second);
    return map;
  }

  /** A file's path as named, size and SHA-256. */
  static Map<String, Object> file(String name, Path file) {
    try {
      var entry = new LinkedHashMap<String, Object>();
      entry.put("name", name);
      entry.put("bytes", Files.size(file));
      entry.put("sha256", sha256(file));
      return entry;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Reads many blocks of the hash at a time: a file of a survey is large. */
  private static String sha256(Path file) throws IOException {
    Hasher hasher = Hashing.sha256().newHasher();
    byte[] buffer = new byte[1 << 18];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        hasher.putBytes(buffer, 0, read);
      }
    }
    return hasher.hash().toString();
  }

  /** Builds a {@link CorpusManifest}; options and sections keep the order of the calls. */
  public static final class Builder {
    private String dataSource = ReleasedCorpus.WVS;
    private final List<CompletableFuture<Map<String, Object>>> sources = new ArrayList<>();
    private final Map<String, Object> options = new LinkedHashMap<>();
    private final Map<String, Object> sections = new LinkedHashMap<>();

    private Builder() {}

    /** What is written in column data_source; default {@code wvs}. */
    public Builder dataSource(String value) {
      dataSource = Objects.requireNonNull(value, "dataSource");
      return this;
    }

    /**
     * A file that the corpus was made of; its name without folders, size and SHA-256 are kept. It
     * is read while the program goes on; {@link #build} waits.
     */
    public Builder source(Path file) {
      sources.add(
          CompletableFuture.supplyAsync(() -> file(String.valueOf(file.getFileName()), file)));
      return this;
    }

    /** An option and its value. */
    public Builder option(String name, Object value) {
      options.put(name, value instanceof Number ? value : String.valueOf(value));
      return this;
    }

    /** What the extraction read, kept and dropped, and why. */
    public Builder extraction(ExtractionReport report) {
      var counts = new LinkedHashMap<String, Object>();
      report.funnel().forEach((label, count) -> counts.put(label.strip(), count));
      sections.put("survey", report.survey());
      sections.put("counts", counts);
      sections.put("pairs_by_question", report.pairsByQuestion());
      sections.put("kept_by_question", report.keptByQuestion());
      return this;
    }

    /**
     * Further facts under a key of their own.
     *
     * @param facts numbers, texts, lists and maps of these
     */
    public Builder section(String key, Map<String, ?> facts) {
      sections.put(key, new LinkedHashMap<>(facts));
      return this;
    }

    /**
     * The manifest; the builder can be used again.
     *
     * @throws UncheckedIOException if a source cannot be read
     */
    public CorpusManifest build() {
      return new CorpusManifest(this);
    }
  }
}
