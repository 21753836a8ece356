package io.github.dvmap.rl.tokenizer;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.dvmap.rl.checkpoint.ModelFormatException;
import io.github.dvmap.rl.tokenizer.jinja.JinjaException;
import io.github.dvmap.rl.tokenizer.jinja.JinjaTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chat template of a Hugging Face folder, which makes a conversation the text that the model
 * was trained on, byte for byte as transformers' {@code apply_chat_template} does. A template is
 * untrusted: it is interpreted with bounded work and output. Immutable and thread-safe.
 */
public final class ChatTemplate {
  private static final Logger LOG = LoggerFactory.getLogger(ChatTemplate.class);
  private static final String KEY = "chat_template";
  private static final String MESSAGES = "messages";
  private static final String GENERATION = "add_generation_prompt";
  private static final String CHAT_ML =
      "{% for message in messages %}"
          + "{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
          + "{% endfor %}"
          + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
  private static final Origin PLAIN = new Origin(Path.of("plain text"), "");
  private static final String PLAIN_TEXT =
      "{% for message in messages %}{{ message.content + '\\n' }}{% endfor %}";

  /** Where a template was read, for errors: a file, and a key in it or nothing. */
  private record Origin(Path file, String key) {
    ModelFormatException error(JinjaException e) {
      String line = "line " + e.line();
      return new ModelFormatException(file, key.isEmpty() ? line : key + ", " + line, e.problem());
    }
  }

  private final JinjaTemplate template;
  private final Origin origin;
  private final Map<String, Object> variables;
  private final LocalDateTime time;

  private ChatTemplate(
      JinjaTemplate template, Origin origin, Map<String, Object> variables, LocalDateTime time) {
    this.template = template;
    this.origin = origin;
    this.variables = variables;
    this.time = time;
  }

  private static ChatTemplate parse(String source, Origin origin, Map<String, Object> variables) {
    try {
      return new ChatTemplate(
          JinjaTemplate.parse(source),
          origin,
          variables,
          LocalDateTime.now(ZoneId.systemDefault()));
    } catch (JinjaException e) {
      throw origin.error(e);
    }
  }

  /**
   * The template of a folder: {@code chat_template.jinja}, else the {@code chat_template} of {@code
   * tokenizer_config.json}, of several the one named {@code default}; its special tokens become
   * variables. For a folder with none {@link #chatMl()}, with a warning.
   *
   * @throws ModelFormatException if the template or a special token cannot be read
   */
  public static ChatTemplate of(Path folder) {
    return find(folder)
        .orElseGet(
            () -> {
              LOG.warn("{} has no chat template; its prompts are ChatML", folder);
              return chatMl();
            });
  }

  /** The template of a folder that has one. */
  static Optional<ChatTemplate> find(Path folder) {
    Path file = folder.resolve("tokenizer_config.json");
    JsonObject config = Files.exists(file) ? TokenizerJson.object(file) : new JsonObject();
    Map<String, Object> tokens = new HashMap<>();
    for (String key : TokenizerJson.SPECIAL) {
      TokenizerJson.token(file, config, key).ifPresent(text -> tokens.put(key, text));
    }
    Path own = folder.resolve("chat_template.jinja");
    if (Files.exists(own)) {
      return Optional.of(parse(text(own), new Origin(own, ""), tokens));
    }
    JsonElement element = config.get(KEY);
    return element == null || element.isJsonNull()
        ? Optional.empty()
        : Optional.of(parse(source(file, element), new Origin(file, KEY), tokens));
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > 4L * JinjaTemplate.MAX_SOURCE) {
        throw new ModelFormatException(file, "", "is too long for a template");
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new ModelFormatException(file, "", "is not UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static String source(Path file, JsonElement element) {
    if (!element.isJsonArray()) {
      return TokenizerJson.text(element)
          .orElseThrow(() -> new ModelFormatException(file, KEY, "is neither a text nor a list"));
    }
    Map<String, String> named = new TreeMap<>();
    for (JsonElement item : element.getAsJsonArray()) {
      JsonObject entry = item.isJsonObject() ? item.getAsJsonObject() : new JsonObject();
      Optional<String> name = TokenizerJson.text(entry.get("name"));
      Optional<String> source = TokenizerJson.text(entry.get("template"));
      if (name.isEmpty() || source.isEmpty()) {
        throw new ModelFormatException(file, KEY, "an entry has no name or no template");
      }
      named.put(name.get(), source.get());
    }
    if (!named.containsKey("default")) {
      throw new ModelFormatException(
          file, KEY, "none of the templates " + named.keySet() + " is named default");
    }
    return named.get("default");
  }

  /** ChatML: each turn as {@code <|im_start|>role}, a newline, its text and {@code <|im_end|>}. */
  public static ChatTemplate chatMl() {
    return parse(CHAT_ML, new Origin(Path.of("ChatML"), ""), Map.of());
  }

  /** Each message's text and a newline. */
  public static ChatTemplate plainText() {
    return parse(PLAIN_TEXT, PLAIN, Map.of());
  }

  /** Whether this is {@link #plainText()}, which writes no token that begins a text. */
  boolean isPlainText() {
    return origin.equals(PLAIN);
  }

  /**
   * With these variables fixed for every rendering; a later value of the same name wins.
   *
   * @param values text, booleans, numbers, null, and lists and string-keyed maps of these
   * @throws IllegalArgumentException if a value is of another type, or a name is {@code messages}
   *     or {@code add_generation_prompt}
   */
  public ChatTemplate withVariables(Map<String, ?> values) {
    return new ChatTemplate(template, origin, merged(values), time);
  }

  /** With the variable {@code enable_thinking}, which Qwen3's template reads. */
  public ChatTemplate enableThinking(boolean value) {
    return withVariables(Map.of("enable_thinking", value));
  }

  /**
   * With this time for {@code strftime_now}, which Llama's template calls; without it the local
   * time when the template was read.
   */
  public ChatTemplate withTime(LocalDateTime value) {
    return new ChatTemplate(template, origin, variables, value);
  }

  private Map<String, Object> merged(Map<String, ?> values) {
    Map<String, Object> all = new HashMap<>(variables);
    values.forEach(
        (name, value) -> {
          if (Set.of(MESSAGES, GENERATION).contains(name)) {
            throw new IllegalArgumentException("variable " + name + " cannot be set");
          }
          all.put(name, JinjaTemplate.copyOf(name, value));
        });
    return Collections.unmodifiableMap(all);
  }

  /** Whether the template reads a variable of this name. */
  public boolean reads(String variable) {
    return template.names().contains(variable);
  }

  /**
   * The text of a conversation, to be encoded without adding special tokens unless it is {@link
   * #plainText()}.
   *
   * @param messages at least one
   * @param addGenerationPrompt whether the assistant's next turn is opened at the end
   * @param values as for {@link #withVariables}
   * @throws ModelFormatException with the template's file and line if it cannot render the
   *     messages, refuses them or exceeds the bounds of work and output
   * @throws IllegalArgumentException if there is no message or a value cannot be a variable
   */
  public String render(
      List<ChatMessage> messages, boolean addGenerationPrompt, Map<String, ?> values) {
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("messages is empty");
    }
    List<Map<String, String>> turns = new ArrayList<>();
    for (ChatMessage message : messages) {
      turns.add(ImmutableMap.of("role", message.role(), "content", message.content()));
    }
    Map<String, Object> all = new HashMap<>();
    all.put("tools", null);
    all.put("documents", null);
    all.putAll(merged(values));
    all.put(MESSAGES, turns);
    all.put(GENERATION, addGenerationPrompt);
    try {
      return template.render(all, time);
    } catch (JinjaException e) {
      throw origin.error(e);
    }
  }
}
