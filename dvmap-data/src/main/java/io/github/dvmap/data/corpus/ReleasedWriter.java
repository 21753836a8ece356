package io.github.dvmap.data.corpus;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.data.corpus.ParquetColumn.Joined;
import io.github.dvmap.data.corpus.ParquetColumn.Levels;
import io.github.dvmap.data.corpus.ParquetColumn.Lists;
import io.github.dvmap.data.corpus.ParquetColumn.Numbers;
import io.github.dvmap.data.corpus.ParquetColumn.Texts;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Writes samples in the released layout. Same samples, same bytes. */
final class ReleasedWriter {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final ReleasedLayout layout;
  private final List<AlignmentSample> samples;
  private final String dataSource;
  private final IdentityHashMap<Question, String> joined = new IdentityHashMap<>();

  /**
   * A writer of these samples.
   *
   * @throws IllegalArgumentException if they cannot be written in this layout
   */
  ReleasedWriter(List<AlignmentSample> samples, String dataSource) {
    layout = ReleasedLayout.of(samples);
    this.samples = samples;
    this.dataSource = dataSource;
    for (AlignmentSample sample : samples) {
      joined.computeIfAbsent(sample.question(), q -> ReleasedLayout.joined(sample));
    }
  }

  /**
   * Parquet in row groups of a fixed number of rows.
   *
   * @throws IllegalArgumentException if a text is not valid Unicode
   */
  void parquet(Path file) throws IOException {
    try {
      new ParquetWriter<>(columns(), "dvmap version " + CorpusManifest.version())
          .write(file, samples);
    } catch (CharacterCodingException e) {
      throw notUnicode(e);
    }
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
    columns.add(new Joined<>(ReleasedLayout.PROMPT, s -> s.prompt().pieces()));
    columns.add(new Levels<>(ReleasedLayout.OPTIONS, s -> joined.get(s.question())));
    columns.add(new Levels<>(ReleasedLayout.ANSWER, AlignmentSample::answerLabel));
    columns.add(new Levels<>(ReleasedLayout.DATA_SOURCE, s -> dataSource));
    columns.add(new Texts<>(ReleasedLayout.ID, AlignmentSample::id));
    columns.add(new Lists<>(ReleasedLayout.OPTION_LIST, s -> s.question().scale().options()));
    columns.add(new Levels<>(ReleasedLayout.SYSTEM, s -> s.prompt().system()));
    return columns;
  }

  /**
   * JSON Lines in UTF-8, one object a row with the columns as keys.
   *
   * @throws IllegalArgumentException if a text is not valid Unicode
   */
  void jsonLines(Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      for (AlignmentSample sample : samples) {
        out.write(GSON.toJson(json(sample)));
        out.write('\n');
      }
    } catch (CharacterCodingException e) {
      throw notUnicode(e);
    }
  }

  /** Names the first sample with half a surrogate pair, which UTF-8 has no bytes for. */
  private IllegalArgumentException notUnicode(CharacterCodingException cause) {
    for (AlignmentSample sample : samples) {
      String text = json(sample).toString();
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        return new IllegalArgumentException(
            "sample " + sample.id() + " has text that is not valid Unicode", cause);
      }
    }
    throw new IllegalStateException("no sample has what could not be written", cause);
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
