package io.github.dvmap.data.table;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;

/**
 * Reads a JSON object of which no name is there twice, at any depth; Gson alone would keep the
 * last.
 */
final class StrictJson {
  private final String path;
  private final JsonReader reader;

  private StrictJson(String path, JsonReader reader) {
    this.path = path;
    this.reader = reader;
  }

  /**
   * The object in a text, which the caller closes.
   *
   * @param path the file, for messages
   * @throws SurveyFormatException if it is no JSON object, or a name is there twice
   */
  static JsonObject object(String path, Reader text) {
    var json = new JsonReader(text);
    json.setStrictness(Strictness.LENIENT);
    try {
      JsonElement element = new StrictJson(path, json).element("");
      if (json.peek() == JsonToken.END_DOCUMENT && element instanceof JsonObject object) {
        return object;
      }
      throw fault(path, "", "mapping is not a JSON object, or goes on after one");
    } catch (JsonParseException
        | MalformedJsonException
        | EOFException
        | CharacterCodingException e) {
      throw fault(path, "", "mapping is not a JSON object: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read mapping " + path, e);
    }
  }

  private JsonElement element(String key) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> members(key);
      case BEGIN_ARRAY -> {
        var array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
          array.add(element(key + "[" + array.size() + "]"));
        }
        reader.endArray();
        yield array;
      }
      default -> JsonParser.parseReader(reader);
    };
  }

  private JsonObject members(String key) throws IOException {
    var object = new JsonObject();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      String place = key.isEmpty() ? name : key + "." + name;
      if (object.has(name)) {
        throw fault(path, place, "is there twice");
      }
      object.add(name, element(place));
    }
    reader.endObject();
    return object;
  }

  private static SurveyFormatException fault(String path, String key, String problem) {
    return new SurveyFormatException(path, 0, key, "", problem);
  }
}
