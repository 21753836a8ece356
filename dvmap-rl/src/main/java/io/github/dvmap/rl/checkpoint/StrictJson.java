package io.github.dvmap.rl.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a JSON object as RFC 8259 has it; a name that is there twice is refused at any depth. */
final class StrictJson {
  private static final long MAX_BYTES = 100_000_000;

  private StrictJson() {}

  /**
   * The object in a file.
   *
   * @throws ModelFormatException if there is no such file or it holds something else
   */
  static JsonObject object(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          file, "", Files.isDirectory(file) ? "is a folder, not a file" : "there is no such file");
    }
    try (Reader reader = Files.newBufferedReader(file)) {
      if (Files.size(file) > MAX_BYTES) {
        throw new ModelFormatException(
            file, "", "has " + Files.size(file) + " bytes, more than " + MAX_BYTES);
      }
      return object(file, "is not a JSON object: ", reader);
    } catch (CharacterCodingException e) {
      throw new ModelFormatException(file, "", "is not a JSON object: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /**
   * The object in a text that is part of a file.
   *
   * @param otherwise begins the message where the text is not JSON
   */
  static JsonObject object(Path file, String otherwise, Reader text) throws IOException {
    try (JsonReader reader = new JsonReader(text)) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement element = element(file, "", reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new ModelFormatException(file, "", otherwise + "it goes on after one");
      }
      if (!element.isJsonObject()) {
        throw new ModelFormatException(file, "", otherwise + JsonOptions.text(element));
      }
      return element.getAsJsonObject();
    } catch (JsonParseException | MalformedJsonException | EOFException e) {
      throw new ModelFormatException(file, "", otherwise + e.getMessage());
    }
  }

  private static JsonElement element(Path file, String prefix, JsonReader reader)
      throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> members(file, prefix, reader);
      case BEGIN_ARRAY -> {
        var array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
          array.add(element(file, prefix, reader));
        }
        reader.endArray();
        yield array;
      }
      default -> JsonParser.parseReader(reader);
    };
  }

  private static JsonObject members(Path file, String prefix, JsonReader reader)
      throws IOException {
    var object = new JsonObject();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (object.has(name)) {
        throw new ModelFormatException(file, prefix + name, "is there twice");
      }
      object.add(name, element(file, prefix + name + ".", reader));
    }
    reader.endObject();
    return object;
  }
}
