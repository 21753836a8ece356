package io.github.dvmap.examples;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.prompt.StructuredCotPrompt;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveySchema;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.data.corpus.Corpus;
import io.github.dvmap.data.corpus.CorpusFolder;
import io.github.dvmap.data.corpus.CorpusFormat;
import io.github.dvmap.data.corpus.CorpusManifest;
import io.github.dvmap.data.extract.ArchetypeExtractor;
import io.github.dvmap.data.extract.ExtractionResult;
import io.github.dvmap.data.split.CorpusSampler;
import io.github.dvmap.data.table.CodeBook;
import io.github.dvmap.data.wvs.WvsWave7;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Ways to turn the cross-national file into a corpus or a part of one, each run in a process of its
 * own by {@link BenchSurveyCommand}: {@code dvmap} reads, extracts, draws 460 profiles a country,
 * renders their prompts and writes parquet; {@code duckdb-sql} and {@code java-lines} end at the
 * archetypes of all profiles, without labels and prompts; {@code duckdb-read} copies the columns,
 * and {@code duckdb-tuned} does so after it is told that nothing is quoted and 1,000 rows are
 * enough to find the types.
 */
final class SurveyWays {
  /** Their names. */
  static final List<String> NAMES =
      List.of("dvmap", "duckdb-read", "duckdb-tuned", "duckdb-sql", "java-lines");

  private SurveyWays() {}

  /**
   * Runs one way.
   *
   * @param arguments the way, the survey, and the file or folder to write
   */
  public static void main(String[] arguments) throws SQLException, IOException {
    Path survey = Path.of(arguments[1]);
    Path out = Path.of(arguments[2]);
    switch (arguments[0]) {
      case "dvmap" -> corpus(survey, out);
      case "duckdb-read" -> duckdb("survey-read.sql", survey, out);
      case "duckdb-tuned" -> duckdb("survey-read-tuned.sql", survey, out);
      case "duckdb-sql" -> duckdb("survey-recipe.sql", survey, out);
      case "java-lines" -> lines(survey, out);
      default -> throw new IllegalArgumentException(arguments[0] + " is no way");
    }
  }

  private static void corpus(Path survey, Path out) {
    var manifest = CorpusManifest.builder().source(survey);
    ExtractionResult found = ArchetypeExtractor.released().extract(WvsWave7.csv(survey));
    Corpus corpus =
        CorpusSampler.builder().build().sample(found, StructuredCotPrompt.released()).corpus();
    CorpusFolder.write(
        out, corpus, CorpusFormat.PARQUET, manifest.extraction(found.report()).build());
  }

  private static void duckdb(String script, Path survey, Path out)
      throws SQLException, IOException {
    try (InputStream in = SurveyWays.class.getResourceAsStream(script);
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      statement.execute(sql.replace("$SURVEY", survey.toString()).replace("$OUT", out.toString()));
    }
  }

  private static void lines(Path survey, Path out) throws IOException {
    ExtractionResult found = ArchetypeExtractor.released().extract(new LineByLine(survey));
    Files.writeString(out, found.report().toText());
  }

  /** The plain way to read: a string a line, a string a cell. */
  private record LineByLine(Path file) implements SurveySource {
    @Override
    public SurveySchema schema() {
      return WvsWave7.mapping().schema();
    }

    @Override
    public RespondentStream open() {
      try {
        return new Lines(Files.newBufferedReader(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Lines implements RespondentStream {
    private static final List<String> ATTRIBUTES =
        List.of(
            "B_COUNTRY",
            "Q260",
            "Q273",
            "Q274",
            "Q275",
            "Q279",
            "Q284",
            "Q289CS9",
            "Q262",
            "Q288",
            "Q272");

    private final BufferedReader reader;
    private final CodeBook codes = WvsWave7.mapping().codeBook();
    private final List<Question> questions = WvsWave7.VALUES_16;
    private final Map<String, Map<Integer, Integer>> options = new HashMap<>();
    private final Map<String, Integer> columns = new HashMap<>();
    private final Map<String, Long> dropped = new LinkedHashMap<>();
    private Respondent ahead;
    private long rows;

    Lines(BufferedReader reader) throws IOException {
      this.reader = reader;
      for (String name : reader.readLine().split(",", -1)) {
        columns.put(name, columns.size());
      }
      for (Question question : questions) {
        Map<Integer, Integer> byCode = new HashMap<>();
        for (int option = 0; option < question.scale().size(); option++) {
          for (int code : codes.codes(question, option)) {
            byCode.put(code, option);
          }
        }
        options.put(question.id(), byCode);
      }
    }

    @Override
    public boolean hasNext() {
      try {
        for (String line; ahead == null && (line = reader.readLine()) != null; rows++) {
          ahead = respondent(line.split(",", -1)).orElse(null);
        }
        return ahead != null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Optional<Respondent> respondent(String[] cells) {
      Map<String, Integer> attributes = new HashMap<>();
      ATTRIBUTES.forEach(name -> attributes.put(name, code(cells, name)));
      Optional<Profile> profile = codes.profile(attributes);
      if (profile.isEmpty()) {
        dropped.merge("not in the mapping", 1L, Long::sum);
        return Optional.empty();
      }
      Map<String, Response> responses = new HashMap<>();
      for (Question question : questions) {
        int code = code(cells, question.id());
        if (code >= 0) {
          responses.put(question.id(), new Response(code, options.get(question.id()).get(code)));
        }
      }
      return Optional.of(new Respondent(Long.toString(rows), profile.get(), responses, 1));
    }

    private int code(String[] cells, String column) {
      return Integer.parseInt(cells[columns.get(column)]);
    }

    @Override
    public Respondent next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Respondent result = ahead;
      ahead = null;
      return result;
    }

    @Override
    public long rowsRead() {
      return rows;
    }

    @Override
    public ImmutableMap<String, Long> dropped() {
      return ImmutableMap.copyOf(dropped);
    }

    @Override
    public void close() {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
