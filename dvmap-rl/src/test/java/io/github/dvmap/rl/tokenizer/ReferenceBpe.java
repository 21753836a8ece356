package io.github.dvmap.rl.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A slow reading of tokenizer.json: added tokens first, then GPT-2 words, then merges by rank. */
final class ReferenceBpe {
  private static final Pattern WORD =
      Pattern.compile(
          "'(?:s|t|re|ve|m|ll|d)"
              + "| ?\\p{L}+"
              + "| ?\\p{N}+"
              + "| ?[^\\p{IsWhite_Space}\\p{L}\\p{N}]+"
              + "|\\p{IsWhite_Space}+(?!\\P{IsWhite_Space})"
              + "|\\p{IsWhite_Space}+");

  private final Map<String, Integer> vocabulary = new HashMap<>();
  private final Map<String, Integer> added = new HashMap<>();
  private final List<String> merges = new ArrayList<>();

  ReferenceBpe(Path folder) throws IOException {
    JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve("tokenizer.json")))
            .getAsJsonObject();
    JsonObject model = json.getAsJsonObject("model");
    model
        .getAsJsonObject("vocab")
        .entrySet()
        .forEach(entry -> vocabulary.put(entry.getKey(), entry.getValue().getAsInt()));
    model.getAsJsonArray("merges").forEach(merge -> merges.add(merge.getAsString()));
    for (JsonElement token : json.getAsJsonArray("added_tokens")) {
      JsonObject one = token.getAsJsonObject();
      added.put(one.get("content").getAsString(), one.get("id").getAsInt());
    }
  }

  Map<String, Integer> vocabulary() {
    return vocabulary;
  }

  Map<String, Integer> added() {
    return added;
  }

  List<String> merges() {
    return merges;
  }

  int[] encode(String text) {
    List<Integer> ids = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < text.length(); ) {
      int here = at;
      String token =
          added.keySet().stream()
              .filter(one -> text.startsWith(one, here))
              .max(Comparator.comparing(String::length))
              .orElse("");
      if (token.isEmpty()) {
        at++;
      } else {
        words(text.substring(from, at), ids);
        ids.add(added.get(token));
        at += token.length();
        from = at;
      }
    }
    words(text.substring(from), ids);
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private void words(String text, List<Integer> ids) {
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      List<String> symbols = bytes(matcher.group());
      for (String merge : merges) {
        symbols = apply(symbols, merge);
      }
      symbols.forEach(symbol -> ids.add(vocabulary.get(symbol)));
    }
  }

  /** Joins each occurrence of a pair from the left. */
  static List<String> apply(List<String> symbols, String merge) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < symbols.size(); i++) {
      String joined = i + 1 < symbols.size() ? symbols.get(i) + " " + symbols.get(i + 1) : "";
      result.add(joined.equals(merge) ? joined.replace(" ", "") : symbols.get(i));
      i += joined.equals(merge) ? 1 : 0;
    }
    return result;
  }

  /** The words of a text as their bytes' symbols. */
  static List<List<String>> split(String text) {
    return WORD.matcher(text).results().map(word -> bytes(word.group())).toList();
  }

  // As openai/gpt-2's bytes_to_unicode: bytes 33-126, 161-172 and 174-255 stand for themselves,
  // the other 68 for code points 256 to 323 in their order.
  private static List<String> bytes(String word) {
    List<String> symbols = new ArrayList<>();
    for (byte signed : word.getBytes(StandardCharsets.UTF_8)) {
      int b = signed & 0xFF;
      int symbol = b;
      if (b <= 32) {
        symbol = 256 + b;
      } else if (b >= 127 && b <= 160) {
        symbol = 256 + 33 + b - 127;
      } else if (b == 173) {
        symbol = 323;
      }
      symbols.add(Character.toString(symbol));
    }
    return symbols;
  }
}
