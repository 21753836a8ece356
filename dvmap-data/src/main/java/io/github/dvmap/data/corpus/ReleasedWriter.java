package io.github.dvmap.data.corpus;

import com.google.common.base.Utf8;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.data.corpus.ParquetColumn.Levels;
import io.github.dvmap.data.corpus.ParquetColumn.Lists;
import io.github.dvmap.data.corpus.ParquetColumn.Numbers;
import io.github.dvmap.data.corpus.ParquetColumn.Texts;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes samples in the released layout. Same samples, same bytes. */
final class ReleasedWriter {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final ReleasedLayout layout;
  private final List<AlignmentSample> samples;
  private final String dataSource;
  private final Map<Question, String> joined = new HashMap<>();

  /**
   * A writer of these samples.
   *
   * @throws IllegalArgumentException if they cannot be written in this layout
   */
  ReleasedWriter(List<AlignmentSample> samples, String dataSource) {
    layout = ReleasedLayout.of(samples);
    this.samples = samples;
    this.dataSource = dataSource;
    Set<Profile> profiles = new HashSet<>();
    for (AlignmentSample sample : samples) {
      if (!joined.containsKey(sample.question())) {
        joined.put(sample.question(), ReleasedLayout.joined(sample));
        requireUnicode(sample, sample.question());
      }
      if (profiles.add(sample.profile())) {
        sample.profile().levels().values().forEach(level -> requireUnicode(sample, level));
      }
    }
    samples.parallelStream().forEach(ReleasedWriter::requireUnicode);
  }

  /** Parquet in row groups of a fixed number of rows. */
  void parquet(Path file) throws IOException {
    new ParquetWriter<>(columns(), "dvmap version " + CorpusManifest.version())
        .write(file, samples);
  }

  private List<ParquetColumn<AlignmentSample>> columns() {
    List<ParquetColumn<AlignmentSample>> columns = new ArrayList<>();
    columns.add(new Levels<>(ReleasedLayout.QUESTION_ID, s -> s.question().id()));
    for (String attribute : layout.attributes()) {
      columns.add(new Levels<>(attribute, s -> s.profile().level(attribute)));
    }
    columns.add(new Numbers<>(ReleasedLayout.FREQUENCY, AlignmentSample::frequency));
    columns.add(new Levels<>(ReleasedLayout.CATEGORY, s -> s.question().category()));
    columns.add(new Levels<>(ReleasedLayout.QUESTION, s -> s.question().text()));
    columns.add(new Texts<>(ReleasedLayout.PROMPT, s -> s.prompt().user()));
    columns.add(new Levels<>(ReleasedLayout.OPTIONS, s -> joined.get(s.question())));
    columns.add(new Levels<>(ReleasedLayout.ANSWER, AlignmentSample::answerLabel));
    columns.add(new Levels<>(ReleasedLayout.DATA_SOURCE, s -> dataSource));
    columns.add(new Texts<>(ReleasedLayout.ID, AlignmentSample::id));
    columns.add(new Lists<>(ReleasedLayout.OPTION_LIST, s -> s.question().scale().options()));
    columns.add(new Levels<>(ReleasedLayout.SYSTEM, s -> s.prompt().system()));
    return columns;
  }

  private static void requireUnicode(AlignmentSample sample) {
    requireUnicode(sample, sample.id());
    requireUnicode(sample, sample.prompt().user());
    requireUnicode(sample, sample.prompt().system());
  }

  private static void requireUnicode(AlignmentSample sample, Question question) {
    requireUnicode(sample, question.id());
    requireUnicode(sample, question.category());
    requireUnicode(sample, question.text());
    question.scale().options().forEach(option -> requireUnicode(sample, option));
  }

  /** Half a surrogate pair would become a question mark. */
  private static void requireUnicode(AlignmentSample sample, String text) {
    try {
      int unused = Utf8.encodedLength(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "sample " + sample.id() + " has text that is not valid Unicode: " + e.getMessage(), e);
    }
  }

  /** JSON Lines in UTF-8, one object a row with the columns as keys. */
  void jsonLines(Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      for (AlignmentSample sample : samples) {
        out.write(GSON.toJson(json(sample)));
        out.write('\n');
      }
    }
  }

  private JsonObject json(AlignmentSample sample) {
    var json = new JsonObject();
    json.addProperty(ReleasedLayout.QUESTION_ID, sample.question().id());
    sample.profile().levels().forEach(json::addProperty);
    json.addProperty(ReleasedLayout.FREQUENCY, sample.frequency());
    json.addProperty(ReleasedLayout.CATEGORY, sample.question().category());
    json.addProperty(ReleasedLayout.QUESTION, sample.question().text());
    json.addProperty(ReleasedLayout.PROMPT, sample.prompt().user());
    json.addProperty(ReleasedLayout.OPTIONS, joined.get(sample.question()));
    json.addProperty(ReleasedLayout.ANSWER, sample.answerLabel());
    json.addProperty(ReleasedLayout.DATA_SOURCE, dataSource);
    json.addProperty(ReleasedLayout.ID, sample.id());
    var options = new JsonArray();
    sample.question().scale().options().forEach(options::add);
    json.add(ReleasedLayout.OPTION_LIST, options);
    json.addProperty(ReleasedLayout.SYSTEM, sample.prompt().system());
    return json;
  }
}
