package io.github.dvmap.rl.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.rl.checkpoint.GenerationConfig;
import io.github.dvmap.rl.checkpoint.ModelFormatException;
import io.github.dvmap.rl.checkpoint.PeftFolder;
import io.github.dvmap.rl.djl.DjlTracking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokenizer of a Hugging Face folder. A prompt is rendered by the folder's chat template with
 * the assistant's turn opened; without one, with a warning, by ChatML where the vocabulary has its
 * tokens, else as plain text and a newline, begun as the tokenizer begins every text: with the
 * begin token of most Llama and Mistral models. Ids outside the vocabulary decode to nothing.
 */
public final class HuggingFaceTextTokenizer implements TextTokenizer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HuggingFaceTextTokenizer.class);

  private static final String FILE = "tokenizer.json";

  private final HuggingFaceTokenizer tokenizer;
  private final int endOfText;
  private final Set<Integer> endTokens;
  private final ChatTemplate template;

  private HuggingFaceTextTokenizer(
      HuggingFaceTokenizer tokenizer,
      int endOfText,
      Set<Integer> endTokens,
      ChatTemplate template) {
    this.tokenizer = tokenizer;
    this.endOfText = endOfText;
    this.endTokens = endTokens;
    this.template = template;
  }

  /**
   * Opens the tokenizer of a folder, for adapters without one that of their model; the caller
   * closes it.
   *
   * @throws ModelFormatException if tokenizer.json is absent, empty or not a tokenizer, if no end
   *     token is named, if tokenizer_config.json names special tokens that tokenizer.json lacks or
   *     has under another id, or if the chat template or the end tokens of generation_config.json
   *     cannot be read
   */
  public static HuggingFaceTextTokenizer open(Path folder) {
    return open(folder, template -> template);
  }

  /**
   * Opens the tokenizer of a folder with its chat template changed, such as {@code template ->
   * template.enableThinking(false)}; the caller closes it.
   *
   * @throws ModelFormatException as {@link #open(Path)}
   */
  public static HuggingFaceTextTokenizer open(Path folder, UnaryOperator<ChatTemplate> change) {
    return own(PeftFolder.holding(folder, FILE), change);
  }

  private static HuggingFaceTextTokenizer own(Path folder, UnaryOperator<ChatTemplate> change) {
    Path file = folder.resolve(FILE);
    JsonObject json = TokenizerJson.object(file);
    Path configFile = folder.resolve("tokenizer_config.json");
    JsonObject config =
        Files.exists(configFile) ? TokenizerJson.object(configFile) : new JsonObject();
    String end = endToken(configFile, config);
    HuggingFaceTokenizer tokenizer = read(file);
    try {
      requireIds(file, json);
      long[] ids = tokenizer.encode(end, false, false).getIds();
      if (end.isEmpty() || ids.length != 1) {
        throw new ModelFormatException(file, end, "the end token is not one id");
      }
      var added = new AddedTokens(json);
      added.requireAllOf(
          configFile, config, text -> tokenizer.encode(text, false, false).getIds().length);
      ChatTemplate template = template(folder, added.has("<|im_start|>"));
      int endOfText = Math.toIntExact(ids[0]);
      Set<Integer> ends =
          ImmutableSet.<Integer>builder()
              .add(endOfText)
              .addAll(GenerationConfig.endTokens(folder))
              .build();
      return new HuggingFaceTextTokenizer(tokenizer, endOfText, ends, change.apply(template));
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private static HuggingFaceTokenizer read(Path file) {
    DjlTracking.refuse();
    try {
      return HuggingFaceTokenizer.newInstance(
          file, Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
    } catch (IOException | RuntimeException e) {
      throw new ModelFormatException(file, "", "is not a tokenizer: " + e.getMessage());
    }
  }

  /** The tokenizer's own reading has let pass only whole numbers up to 2^32 - 1. */
  private static void requireIds(Path file, JsonObject json) {
    JsonElement model = json.get("model");
    JsonElement vocabulary = model.isJsonObject() ? model.getAsJsonObject().get("vocab") : null;
    if (vocabulary != null && vocabulary.isJsonObject()) {
      vocabulary.getAsJsonObject().asMap().forEach((token, id) -> requireId(file, token, id));
    }
    JsonElement tokens = json.get("added_tokens");
    if (tokens != null && tokens.isJsonArray()) {
      for (JsonElement token : tokens.getAsJsonArray()) {
        JsonObject fields = token.getAsJsonObject();
        requireId(file, fields.get("content").getAsString(), fields.get("id"));
      }
    }
  }

  private static void requireId(Path file, String token, JsonElement id) {
    if (id.getAsLong() > Integer.MAX_VALUE) {
      throw new ModelFormatException(file, token, "id " + id + " is above " + Integer.MAX_VALUE);
    }
  }

  private static String endToken(Path file, JsonObject config) {
    return TokenizerJson.token(file, config, "eos_token")
        .orElseThrow(() -> new ModelFormatException(file, "eos_token", "is missing"));
  }

  private static ChatTemplate template(Path folder, boolean chatMl) {
    Optional<ChatTemplate> own = ChatTemplate.find(folder);
    if (own.isPresent() || chatMl) {
      return own.orElseGet(() -> ChatTemplate.of(folder));
    }
    LOG.warn("{} has neither a chat template nor ChatML's tokens; prompts are plain text", folder);
    return ChatTemplate.plainText();
  }

  @Override
  public int[] encode(String text) {
    return ids(text, false);
  }

  private int[] ids(String text, boolean special) {
    return Arrays.stream(tokenizer.encode(text, special, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  @Override
  public String decode(int[] ids) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
  }

  @Override
  public int[] encodePrompt(Prompt prompt) {
    List<ChatMessage> messages = new ArrayList<>();
    if (!prompt.system().isEmpty()) {
      messages.add(ChatMessage.system(prompt.system()));
    }
    messages.add(ChatMessage.user(prompt.user()));
    String text = template.render(messages, true, Map.of());
    return template.isPlainText() ? begun(text) : encode(text);
  }

  /**
   * A text's ids behind those that the tokenizer puts before a text. An end token that it would put
   * behind the text is left out, since a prompt goes on.
   */
  private int[] begun(String text) {
    int[] own = encode(text);
    int[] whole = ids(text, true);
    for (int end = own.length; end <= whole.length; end++) {
      if (Arrays.equals(whole, end - own.length, end, own, 0, own.length)) {
        return Arrays.copyOf(whole, end);
      }
    }
    return own;
  }

  /** What makes a prompt a text. */
  public ChatTemplate chatTemplate() {
    return template;
  }

  @Override
  public int endOfText() {
    return endOfText;
  }

  /** {@link #endOfText()} and what {@code generation_config.json} or {@code config.json} name. */
  @Override
  public Set<Integer> endTokens() {
    return endTokens;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
