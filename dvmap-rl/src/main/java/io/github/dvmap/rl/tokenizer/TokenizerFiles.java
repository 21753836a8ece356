package io.github.dvmap.rl.tokenizer;

import com.google.common.base.CharMatcher;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.dvmap.core.io.AtomicFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Trains a small byte-level BPE tokenizer on the texts that a small policy will see and writes it
 * as Hugging Face {@code tokenizer.json} and {@code tokenizer_config.json}.
 */
public final class TokenizerFiles {
  /** Ends a text. */
  public static final String END_OF_TEXT = "<|endoftext|>";

  private static final String MESSAGE_START = "<|im_start|>";
  private static final String MESSAGE_END = "<|im_end|>";

  /** The chat template that {@link HuggingFaceTextTokenizer#encodePrompt} renders. */
  private static final String CHAT_TEMPLATE =
      "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
          + "{{ message['content'] }}<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

  private static final List<String> SPECIAL = List.of(END_OF_TEXT, MESSAGE_START, MESSAGE_END);

  private TokenizerFiles() {}

  /**
   * Trains and writes; the same texts give the same bytes.
   *
   * @param folder where to; created if absent
   * @param texts what to learn from
   * @param vocabularySize most ids: 3 special tokens, the kept tokens, 256 bytes and merges
   * @param kept texts that are one token each and stay in decoded text, such as {@code <answer>};
   *     each of two or more ASCII characters
   * @throws IllegalArgumentException if the vocabulary has no room for the bytes, or a kept text is
   *     too short, not ASCII or a special token
   */
  public static void train(
      Path folder, Iterable<String> texts, int vocabularySize, Set<String> kept) {
    int least = SPECIAL.size() + kept.size() + 256;
    if (vocabularySize < least) {
      throw new IllegalArgumentException(
          "vocabularySize " + vocabularySize + " must be >= " + least);
    }
    kept.forEach(TokenizerFiles::requireKeepable);
    List<String> added = new ArrayList<>(SPECIAL);
    added.addAll(new TreeSet<>(kept));
    String tokenizer = tokenizer(added, BpeTrainer.train(texts, vocabularySize - least));
    AtomicFiles.write(folder.resolve("tokenizer.json"), out -> out.write(tokenizer));
    AtomicFiles.write(folder.resolve("tokenizer_config.json"), out -> out.write(config()));
  }

  /** One character could be a byte's symbol; the decoder takes Latin letters for such symbols. */
  private static void requireKeepable(String kept) {
    if (kept.length() < 2 || !CharMatcher.ascii().matchesAllOf(kept) || SPECIAL.contains(kept)) {
      throw new IllegalArgumentException(
          "kept text '" + kept + "' must be two or more ASCII characters and none of " + SPECIAL);
    }
  }

  private static String tokenizer(List<String> added, List<BpeTrainer.Pair> merges) {
    var vocabulary = new JsonObject();
    added.forEach(token -> vocabulary.addProperty(token, vocabulary.size()));
    BpeTrainer.alphabet()
        .values()
        .forEach(symbol -> vocabulary.addProperty(symbol, vocabulary.size()));
    var rules = new JsonArray();
    for (BpeTrainer.Pair merge : merges) {
      rules.add(merge.left() + " " + merge.right());
      if (!vocabulary.has(merge.joined())) {
        vocabulary.addProperty(merge.joined(), vocabulary.size());
      }
    }
    var model = new JsonObject();
    model.addProperty("type", "BPE");
    for (String option :
        List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
      model.add(option, JsonNull.INSTANCE);
    }
    model.addProperty("fuse_unk", false);
    model.addProperty("byte_fallback", false);
    model.add("vocab", vocabulary);
    model.add("merges", rules);
    var json = new JsonObject();
    json.addProperty("version", "1.0");
    json.add("truncation", JsonNull.INSTANCE);
    json.add("padding", JsonNull.INSTANCE);
    json.add("added_tokens", addedTokens(added));
    json.add("normalizer", JsonNull.INSTANCE);
    json.add("pre_tokenizer", byteLevel());
    json.add("post_processor", JsonNull.INSTANCE);
    json.add("decoder", byteLevel());
    json.add("model", model);
    return new GsonBuilder().serializeNulls().setPrettyPrinting().create().toJson(json) + "\n";
  }

  private static JsonArray addedTokens(List<String> added) {
    var tokens = new JsonArray();
    for (int id = 0; id < added.size(); id++) {
      var token = new JsonObject();
      token.addProperty("id", id);
      token.addProperty("content", added.get(id));
      for (String option : List.of("single_word", "lstrip", "rstrip", "normalized")) {
        token.addProperty(option, false);
      }
      token.addProperty("special", id < SPECIAL.size());
      tokens.add(token);
    }
    return tokens;
  }

  private static JsonObject byteLevel() {
    var part = new JsonObject();
    part.addProperty("type", "ByteLevel");
    part.addProperty("add_prefix_space", false);
    part.addProperty("trim_offsets", true);
    part.addProperty("use_regex", true);
    return part;
  }

  private static String config() {
    var json = new JsonObject();
    json.addProperty("tokenizer_class", "PreTrainedTokenizerFast");
    json.addProperty("eos_token", MESSAGE_END);
    json.addProperty("pad_token", END_OF_TEXT);
    json.addProperty("clean_up_tokenization_spaces", false);
    json.addProperty("chat_template", CHAT_TEMPLATE);
    return new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create().toJson(json) + "\n";
  }
}
