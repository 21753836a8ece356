package io.github.dvmap.rl.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.rl.checkpoint.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * The tokenizer of a Hugging Face folder. Where the vocabulary has ChatML's tokens, a prompt is
 * rendered as ChatML with the assistant's turn opened; else it is its plain text and a newline. Ids
 * outside the vocabulary decode to nothing.
 */
public final class HuggingFaceTextTokenizer implements TextTokenizer, AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;
  private final int endOfText;
  private final boolean chat;

  private HuggingFaceTextTokenizer(HuggingFaceTokenizer tokenizer, int endOfText, boolean chat) {
    this.tokenizer = tokenizer;
    this.endOfText = endOfText;
    this.chat = chat;
  }

  /**
   * Opens the tokenizer of a folder; the caller closes it.
   *
   * @throws ModelFormatException if tokenizer.json is absent, empty or not a tokenizer, or if no
   *     end token is named
   */
  public static HuggingFaceTextTokenizer open(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    JsonObject json = object(file);
    String end = endToken(folder);
    HuggingFaceTokenizer tokenizer;
    try {
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              file, Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
    } catch (IOException | RuntimeException e) {
      throw new ModelFormatException(file, "", "is not a tokenizer: " + e.getMessage());
    }
    try {
      long[] ids = tokenizer.encode(end, false, false).getIds();
      if (end.isEmpty() || ids.length != 1) {
        throw new ModelFormatException(file, end, "the end token is not one id");
      }
      return new HuggingFaceTextTokenizer(
          tokenizer, Math.toIntExact(ids[0]), added(json, "<|im_start|>"));
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private static boolean added(JsonObject json, String content) {
    JsonElement tokens = json.get("added_tokens");
    return tokens != null
        && tokens.isJsonArray()
        && tokens.getAsJsonArray().asList().stream()
            .map(token -> token.getAsJsonObject().get("content"))
            .anyMatch(new JsonPrimitive(content)::equals);
  }

  private static String endToken(Path folder) {
    Path file = folder.resolve("tokenizer_config.json");
    JsonElement token = Files.exists(file) ? object(file).get("eos_token") : null;
    if (token != null && token.isJsonObject()) {
      token = token.getAsJsonObject().get("content");
    }
    if (token == null || !token.isJsonPrimitive() || !token.getAsJsonPrimitive().isString()) {
      throw new ModelFormatException(
          file, "eos_token", token == null ? "is missing" : token + " is not a token's text");
    }
    return token.getAsString();
  }

  private static JsonObject object(Path file) {
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

  @Override
  public int[] encode(String text) {
    return Arrays.stream(tokenizer.encode(text, false, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  @Override
  public String decode(int[] ids) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
  }

  @Override
  public int[] encodePrompt(Prompt prompt) {
    if (!chat) {
      String system = prompt.system().isEmpty() ? "" : prompt.system() + "\n";
      return encode(system + prompt.user() + "\n");
    }
    return encode(
        (prompt.system().isEmpty() ? "" : turn("system", prompt.system()))
            + turn("user", prompt.user())
            + "<|im_start|>assistant\n");
  }

  private static String turn(String role, String content) {
    return "<|im_start|>" + role + "\n" + content + "<|im_end|>\n";
  }

  @Override
  public int endOfText() {
    return endOfText;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
