package io.github.dvmap.rl.tokenizer;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.dvmap.rl.checkpoint.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the JSON files of a tokenizer. */
final class TokenizerJson {
  /** Keys of tokenizer_config.json that each name a special token. */
  static final ImmutableList<String> SPECIAL =
      ImmutableList.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  private TokenizerJson() {}

  /**
   * The one object in a file.
   *
   * @throws ModelFormatException if there is no such file or it holds something else
   */
  static JsonObject object(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(file, "", "there is no such file");
    }
    try (JsonReader reader = new JsonReader(Files.newBufferedReader(file))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement element = JsonParser.parseReader(reader);
      if (!element.isJsonObject() || reader.peek() != JsonToken.END_DOCUMENT) {
        throw new ModelFormatException(file, "", "is not a JSON object");
      }
      return element.getAsJsonObject();
    } catch (JsonParseException | MalformedJsonException | CharacterCodingException e) {
      throw new ModelFormatException(file, "", "is not JSON: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** An element that is a text. */
  static Optional<String> text(JsonElement element) {
    return element != null && element.isJsonPrimitive() && element.getAsJsonPrimitive().isString()
        ? Optional.of(element.getAsString())
        : Optional.empty();
  }

  /**
   * A special token of tokenizer_config.json: a text, or an object with the text as its content.
   *
   * @return empty where the key is absent or null, or the object has no content
   * @throws ModelFormatException if it is anything else
   */
  static Optional<String> token(Path file, JsonObject config, String key) {
    JsonElement token = config.get(key);
    if (token != null && token.isJsonObject()) {
      token = token.getAsJsonObject().get("content");
    }
    if (token == null || token.isJsonNull()) {
      return Optional.empty();
    }
    Optional<String> text = text(token);
    if (text.isEmpty()) {
      throw new ModelFormatException(file, key, token + " is not a token's text");
    }
    return text;
  }
}
