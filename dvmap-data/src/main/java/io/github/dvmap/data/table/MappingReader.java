package io.github.dvmap.data.table;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Reads the JSON of a {@link SurveyMapping}; a fault names the file and the key. */
final class MappingReader {
  private static final String DROP = "drop";
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "id",
          "weight",
          "integers",
          "reversed_suffix",
          "missing_texts",
          "attributes",
          "questions");

  private static final long MOST_BYTES = 1 << 24;

  private final String path;

  MappingReader(String path) {
    this.path = path;
  }

  /** Checks a file's size before it is read. */
  void requireSize(long bytes) {
    require(bytes <= MOST_BYTES, "", "has " + bytes + " bytes, a mapping at most " + MOST_BYTES);
  }

  SurveyMapping read(Reader reader) {
    JsonObject json = StrictJson.object(path, reader);
    requireKeys("", json, KEYS);
    var builder = SurveyMapping.builder(text(json, "", "name"));
    if (flag(json, "", "integers")) {
      builder.integers();
    }
    if (json.has("id")) {
      builder.id(text(json, "", "id"));
    }
    if (json.has("weight")) {
      builder.weight(text(json, "", "weight"));
    }
    if (json.has("reversed_suffix")) {
      builder.reversedSuffix(text(json, "", "reversed_suffix"));
    }
    texts(json, "", "missing_texts").forEach(builder::missingText);
    each(json, "attributes", (item, key) -> attribute(builder, item, key));
    each(json, "questions", (item, key) -> question(builder, item, key));
    return checked("", builder::build);
  }

  private void attribute(SurveyMapping.Builder builder, JsonObject item, String key) {
    requireKeys(
        key,
        item,
        Set.of(
            "name",
            "column",
            "alternatives",
            "codes",
            "bins",
            "aliases",
            "missing",
            "otherwise",
            "required"));
    builder.attribute(
        text(item, key, "name"),
        text(item, key, "column"),
        column -> {
          values(column, item, key);
          texts(item, key, "alternatives").forEach(column::alternative);
          if (item.has("missing")) {
            missing(column, text(item, key, "missing"));
          }
          if (item.has("otherwise")) {
            require(text(item, key, "otherwise").equals(DROP), key + ".otherwise", "must be drop");
            column.dropOthers();
          }
          if (flag(item, key, "required")) {
            column.required();
          }
        });
  }

  private static void missing(ColumnMapping column, String level) {
    if (level.equals(DROP)) {
      column.dropMissing();
    } else {
      column.missing(level);
    }
  }

  private void question(SurveyMapping.Builder builder, JsonObject item, String key) {
    requireKeys(key, item, Set.of("id", "column", "category", "text", "codes", "bins", "aliases"));
    builder.question(
        text(item, key, "id"),
        text(item, key, "column"),
        text(item, key, "text"),
        column -> {
          values(column, item, key);
          if (item.has("category")) {
            column.category(text(item, key, "category"));
          }
        });
  }

  private void values(ColumnMapping column, JsonObject item, String key) {
    require(item.has("codes") != item.has("bins"), key, "needs either codes or bins");
    if (item.has("aliases")) {
      JsonObject aliases = object(item, key, "aliases");
      aliases
          .keySet()
          .forEach(t -> column.alias(t, integer(aliases.get(t), key + ".aliases." + t)));
    }
    if (item.has("codes")) {
      JsonObject codes = object(item, key, "codes");
      codes.keySet().forEach(code -> column.code(code, text(codes, key + ".codes", code)));
      return;
    }
    for (JsonObject bin : items(item, key + ".", "bins")) {
      requireKeys(key + ".bins", bin, Set.of("from", "to", "label"));
      column.bin(
          bound(bin, key, "from", Integer.MIN_VALUE),
          bound(bin, key, "to", Integer.MAX_VALUE),
          text(bin, key + ".bins", "label"));
    }
  }

  private long bound(JsonObject bin, String key, String name, long otherwise) {
    return bin.has(name) ? integer(bin.get(name), key + ".bins." + name) : otherwise;
  }

  private long integer(JsonElement value, String key) {
    try {
      return value.getAsBigDecimal().longValueExact();
    } catch (ArithmeticException
        | IllegalStateException
        | UnsupportedOperationException
        | NumberFormatException e) {
      throw fault(key, value + " is not an integer");
    }
  }

  private List<String> texts(JsonObject json, String key, String name) {
    if (!json.has(name)) {
      return List.of();
    }
    String place = key.isEmpty() ? name : key + "." + name;
    require(json.get(name).isJsonArray(), place, "must be a list");
    var texts = new ArrayList<String>();
    for (JsonElement element : json.getAsJsonArray(name)) {
      require(element.isJsonPrimitive(), place, "holds " + element + ", which is not a text");
      texts.add(element.getAsString());
    }
    return texts;
  }

  private boolean flag(JsonObject json, String key, String name) {
    JsonElement value = json.get(name);
    boolean isFlag =
        value == null || (value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean());
    require(isFlag, key.isEmpty() ? name : key + "." + name, "is neither true nor false");
    return value != null && value.getAsBoolean();
  }

  private void each(JsonObject json, String name, BiConsumer<JsonObject, String> read) {
    int index = 0;
    for (JsonObject item : items(json, "", name)) {
      String key = name + "[" + index++ + "]";
      checked(
          key,
          () -> {
            read.accept(item, key);
            return key;
          });
    }
  }

  /** What the builder refuses becomes a fault of the key. */
  private <T> T checked(String key, Supplier<T> call) {
    try {
      return call.get();
    } catch (IllegalArgumentException e) {
      throw fault(key, e.getMessage());
    }
  }

  private void requireKeys(String key, JsonObject object, Set<String> known) {
    for (String name : object.keySet()) {
      require(
          known.contains(name),
          key.isEmpty() ? name : key + "." + name,
          "unknown key; known: " + new TreeSet<>(known));
    }
  }

  private List<JsonObject> items(JsonObject json, String prefix, String name) {
    JsonElement array = json.get(name);
    require(
        array != null && array.isJsonArray() && !array.getAsJsonArray().isEmpty(),
        prefix + name,
        "must be a list with 1 entry or more");
    var objects = new ArrayList<JsonObject>();
    for (JsonElement element : array.getAsJsonArray()) {
      require(
          element.isJsonObject(), prefix + name, "holds " + element + ", which is not an object");
      objects.add(element.getAsJsonObject());
    }
    return objects;
  }

  private JsonObject object(JsonObject json, String key, String name) {
    require(json.get(name).isJsonObject(), key + "." + name, "must be an object");
    return json.getAsJsonObject(name);
  }

  private String text(JsonObject json, String key, String name) {
    JsonElement value = json.get(name);
    if (value == null || !value.isJsonPrimitive()) {
      throw fault(key.isEmpty() ? name : key + "." + name, "is missing or not a text");
    }
    return value.getAsString();
  }

  private void require(boolean ok, String key, String problem) {
    if (!ok) {
      throw fault(key, problem);
    }
  }

  private SurveyFormatException fault(String key, String problem) {
    return new SurveyFormatException(path, 0, key, "", problem);
  }
}
