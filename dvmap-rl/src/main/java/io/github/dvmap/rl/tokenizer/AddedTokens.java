package io.github.dvmap.rl.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.dvmap.rl.checkpoint.ModelFormatException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The tokens of tokenizer.json that stay whole in any text, by their text. */
final class AddedTokens {
  private static final String NUMBERED = "added_tokens_decoder";
  private static final List<String> LISTS =
      List.of("additional_special_tokens", "extra_special_tokens");

  private final Map<String, String> ids = new HashMap<>();

  /** Reads the tokens of a tokenizer.json that has proved to be one. */
  AddedTokens(JsonObject tokenizer) {
    if (tokenizer.get("added_tokens") instanceof JsonArray tokens) {
      for (JsonElement token : tokens) {
        JsonObject fields = token.getAsJsonObject();
        ids.put(fields.get("content").getAsString(), fields.get("id").getAsString());
      }
    }
  }

  /** Whether a text is such a token. */
  boolean has(String text) {
    return ids.containsKey(text);
  }

  /**
   * Checks that tokenizer_config.json names no others: transformers would add them, and a text
   * would have other ids there. A named token such as bos_token may also be one id of the model's
   * own.
   *
   * @param length how many ids a text has
   * @throws ModelFormatException naming the token
   */
  void requireAllOf(Path file, JsonObject config, ToIntFunction<String> length) {
    if (config.get(NUMBERED) instanceof JsonObject numbered) {
      for (String id : numbered.keySet()) {
        TokenizerJson.token(file, numbered, id).ifPresent(text -> requireId(file, text, id));
      }
    }
    for (String list : LISTS) {
      for (JsonElement token : values(config.get(list))) {
        text(token).ifPresent(text -> require(file, text, list));
      }
    }
    for (String key : TokenizerJson.SPECIAL) {
      TokenizerJson.token(file, config, key)
          .filter(text -> !text.isEmpty() && length.applyAsInt(text) != 1)
          .ifPresent(text -> require(file, text, key));
    }
  }

  private void requireId(Path file, String text, String id) {
    require(file, text, NUMBERED);
    if (!ids.get(text).equals(id)) {
      throw new ModelFormatException(
          file, text, "is id " + id + " here and " + ids.get(text) + " in tokenizer.json");
    }
  }

  private void require(Path file, String text, String option) {
    if (!has(text)) {
      throw new ModelFormatException(
          file,
          text,
          "is named by " + option + ", but not among the added_tokens of tokenizer.json");
    }
  }

  /** transformers has had a list of tokens, and tokens by name. */
  private static List<JsonElement> values(JsonElement tokens) {
    if (tokens instanceof JsonObject named) {
      return List.copyOf(named.asMap().values());
    }
    return tokens instanceof JsonArray list ? list.asList() : List.of();
  }

  private static Optional<String> text(JsonElement token) {
    return TokenizerJson.text(token instanceof JsonObject fields ? fields.get("content") : token);
  }
}
