package io.github.dvmap.data.corpus;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Samples as JSON Lines in UTF-8, one object a line: {@code id}, {@code profile} (level by
 * attribute), {@code question} ({@code id, text, category, options}), {@code answer} (the label),
 * {@code frequency}, {@code system} and {@code prompt}.
 */
public final class SampleFiles {
  private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private SampleFiles() {}

  /**
   * Writes the samples: beside the file first, then renamed.
   *
   * @throws UncheckedIOException if it cannot be written; an older file is then as it was
   */
  public static void write(Path jsonl, List<AlignmentSample> samples) {
    AtomicFiles.write(
        jsonl,
        out -> {
          for (AlignmentSample sample : samples) {
            out.write(GSON.toJson(json(sample)));
            out.write('\n');
          }
        });
  }

  private static JsonObject json(AlignmentSample sample) {
    var profile = new JsonObject();
    sample.profile().levels().forEach(profile::addProperty);
    var options = new JsonArray();
    sample.question().scale().options().forEach(options::add);
    var question = new JsonObject();
    question.addProperty("id", sample.question().id());
    question.addProperty("text", sample.question().text());
    question.addProperty("category", sample.question().category());
    question.add("options", options);
    var json = new JsonObject();
    json.addProperty("id", sample.id());
    json.add("profile", profile);
    json.add("question", question);
    json.addProperty("answer", sample.answerLabel());
    json.addProperty("frequency", sample.frequency());
    json.addProperty("system", sample.prompt().system());
    json.addProperty("prompt", sample.prompt().user());
    return json;
  }

  /**
   * Reads samples: JSON Lines as {@link #write} makes them, or parquet or JSON Lines in the layout
   * of the released corpus; which one is seen from the first bytes or the first line's keys. Blank
   * lines are passed over.
   *
   * @param format the format that the prompts ask for
   * @throws SurveyFormatException if the file cannot be used, naming line, key and value
   */
  public static List<AlignmentSample> read(Path file, AnswerFormat format) {
    if (!Files.isRegularFile(file)) {
      throw new SurveyFormatException(file.toString(), 0, "", "", "there is no such file");
    }
    if (isParquet(file)) {
      return ReleasedCorpus.read(file, format);
    }
    var samples = new ArrayList<AlignmentSample>();
    var reader = new LineReader(file, format);
    try (BufferedReader text = Files.newBufferedReader(file)) {
      var lines = new TextLines(file.toString(), text);
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) {
          samples.add(reader.sample(lines.line(), line));
        }
      }
    } catch (CharacterCodingException e) {
      throw new SurveyFormatException(
          file.toString(), 0, "", "", "is neither parquet nor UTF-8 text");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    if (samples.isEmpty()) {
      throw new SurveyFormatException(file.toString(), 0, "", "", "the file is empty");
    }
    return samples;
  }

  private static boolean isParquet(Path file) {
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(PARQUET.length), PARQUET);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Reads one line after another; equal questions are one object. */
  private static final class LineReader {
    private final Path file;
    private final AnswerFormat format;
    private final Map<Question, Question> questions = new LinkedHashMap<>();
    private ReleasedRows released;
    private Set<String> keys = Set.of();
    private long firstLine;
    private long line;

    LineReader(Path file, AnswerFormat format) {
      this.file = file;
      this.format = format;
    }

    AlignmentSample sample(long number, String text) {
      line = number;
      JsonObject json = object(text);
      boolean first = firstLine == 0;
      firstLine = first ? number : firstLine;
      if (first && json.has(ReleasedLayout.QUESTION_ID)) {
        keys = json.keySet();
        released = new ReleasedRows(file, format, List.copyOf(keys));
      }
      return released == null ? nested(json) : flat(json);
    }

    /** A row in the released layout; every line has the columns of the first. */
    private AlignmentSample flat(JsonObject json) {
      if (!json.keySet().equals(keys)) {
        throw fault(
            "",
            json.keySet().toString(),
            "the keys are not those of line " + firstLine + ": " + keys);
      }
      return released.sample(line, new JsonCells(file, line, json));
    }

    private AlignmentSample nested(JsonObject json) {
      JsonObject asked = child(json, "question");
      try {
        Map<String, String> levels = new LinkedHashMap<>();
        JsonObject profile = child(json, "profile");
        profile.keySet().forEach(name -> levels.put(name, text(profile, name)));
        Question question =
            new Question(
                text(asked, "id"), text(asked, "text"), text(asked, "category"), scale(asked));
        questions.putIfAbsent(question, question);
        return new AlignmentSample(
            text(json, "id"),
            Profile.of(levels),
            questions.get(question),
            answer(json, question),
            frequency(json),
            new Prompt(text(json, "system"), text(json, "prompt")),
            format);
      } catch (IllegalArgumentException e) {
        throw fault("", "", e.getMessage());
      }
    }

    private JsonObject object(String text) {
      try {
        return JsonParser.parseString(text).getAsJsonObject();
      } catch (JsonParseException | IllegalStateException e) {
        throw fault("", text, "is not a JSON object");
      }
    }

    private JsonObject child(JsonObject json, String key) {
      if (!(json.get(key) instanceof JsonObject child)) {
        throw fault(key, String.valueOf(json.get(key)), "is not a JSON object");
      }
      return child;
    }

    private String text(JsonObject json, String key) {
      JsonElement value = json.get(key);
      if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
        throw fault(key, String.valueOf(value), "is not a text");
      }
      return value.getAsString();
    }

    private AnswerScale scale(JsonObject question) {
      if (!(question.get("options") instanceof JsonArray options)) {
        throw fault("options", String.valueOf(question.get("options")), "is not a list");
      }
      var labels = new ArrayList<String>();
      for (JsonElement option : options) {
        if (!option.isJsonPrimitive()) {
          throw fault("options", option.toString(), "is not a text");
        }
        labels.add(option.getAsString());
      }
      return new AnswerScale(labels);
    }

    private int answer(JsonObject json, Question question) {
      String label = text(json, "answer");
      OptionalInt answer = question.scale().indexOf(label);
      if (answer.isEmpty()) {
        throw fault("answer", label, "is none of the options " + question.scale().options());
      }
      return answer.getAsInt();
    }

    private double frequency(JsonObject json) {
      JsonElement value = json.get("frequency");
      if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
        throw fault("frequency", String.valueOf(value), "is not a number");
      }
      return value.getAsDouble();
    }

    private SurveyFormatException fault(String key, String value, String problem) {
      return new SurveyFormatException(file.toString(), line, key, value, problem);
    }
  }
}
