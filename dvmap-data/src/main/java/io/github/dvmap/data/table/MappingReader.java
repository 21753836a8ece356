package io.github.dvmap.data.table;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveyFormatException;
import io.github.dvmap.data.table.SurveyMapping.AttributeColumn;
import io.github.dvmap.data.table.SurveyMapping.QuestionColumn;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the JSON of a {@link SurveyMapping}; a fault names the file and the key. */
final class MappingReader {
  private static final String DROP = "drop";

  private final String path;

  MappingReader(String path) {
    this.path = path;
  }

  SurveyMapping read(Reader reader) {
    JsonObject json;
    try {
      json = JsonParser.parseReader(reader).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw fault("", "mapping is not a JSON object: " + e.getMessage());
    }
    requireKeys("", json, Set.of("name", "id", "integers", "attributes", "questions"));
    boolean integers = json.has("integers") && json.get("integers").getAsBoolean();
    var attributes = new ArrayList<AttributeColumn>();
    for (JsonObject item : items(json, "attributes")) {
      attributes.add(attribute(item, "attributes[" + attributes.size() + "]", integers));
    }
    var questions = new ArrayList<QuestionColumn>();
    for (JsonObject item : items(json, "questions")) {
      questions.add(question(item, "questions[" + questions.size() + "]", integers));
    }
    var mapping =
        new SurveyMapping(
            text(json, "", "name"),
            json.has("id") ? text(json, "", "id") : "",
            attributes,
            questions);
    try {
      mapping.schema();
    } catch (IllegalArgumentException e) {
      throw fault("", e.getMessage());
    }
    return mapping;
  }

  private AttributeColumn attribute(JsonObject item, String key, boolean integers) {
    requireKeys(
        key, item, Set.of("name", "column", "codes", "bins", "missing", "otherwise", "required"));
    ColumnRule rule = rule(item, key, integers);
    String missing = item.has("missing") ? text(item, key, "missing") : Attribute.NOT_ANSWERED;
    boolean dropOthers = item.has("otherwise");
    if (dropOthers && !text(item, key, "otherwise").equals(DROP)) {
      throw fault(key + ".otherwise", "must be \"drop\"");
    }
    return new AttributeColumn(
        new Attribute(text(item, key, "name"), rule.labels()),
        text(item, key, "column"),
        rule,
        missing.equals(DROP) ? null : missing,
        dropOthers,
        item.has("required") && item.get("required").getAsBoolean());
  }

  private QuestionColumn question(JsonObject item, String key, boolean integers) {
    requireKeys(key, item, Set.of("id", "column", "category", "text", "codes", "bins"));
    ColumnRule rule = rule(item, key, integers);
    try {
      var question =
          new Question(
              text(item, key, "id"),
              text(item, key, "text"),
              item.has("category") ? text(item, key, "category") : "",
              new AnswerScale(rule.labels()));
      return new QuestionColumn(question, text(item, key, "column"), rule);
    } catch (IllegalArgumentException e) {
      throw fault(key, e.getMessage());
    }
  }

  private ColumnRule rule(JsonObject item, String key, boolean integers) {
    if (item.has("codes") == item.has("bins")) {
      throw fault(key, "needs either codes or bins");
    }
    var labels = new ArrayList<String>();
    var codes = new HashMap<String, Integer>();
    var bins = new ArrayList<ColumnRule.Bin>();
    if (item.has("codes")) {
      for (Map.Entry<String, JsonElement> code : object(item, key, "codes").entrySet()) {
        codes.put(code.getKey(), label(labels, code.getValue().getAsString()));
      }
    } else {
      for (JsonObject bin : items(item, "bins")) {
        requireKeys(key + ".bins", bin, Set.of("from", "to", "label"));
        long from = bin.has("from") ? bin.get("from").getAsLong() : Integer.MIN_VALUE;
        long to = bin.has("to") ? bin.get("to").getAsLong() : Integer.MAX_VALUE;
        bins.add(new ColumnRule.Bin(from, to, label(labels, text(bin, key + ".bins", "label"))));
      }
    }
    return new ColumnRule(integers, labels, codes, bins);
  }

  /** Several codes may share a label. */
  private static int label(List<String> labels, String label) {
    if (!labels.contains(label)) {
      labels.add(label);
    }
    return labels.indexOf(label);
  }

  private void requireKeys(String key, JsonObject object, Set<String> known) {
    for (String name : object.keySet()) {
      if (!known.contains(name)) {
        throw fault(key.isEmpty() ? name : key + "." + name, "unknown key; known: " + known);
      }
    }
  }

  private List<JsonObject> items(JsonObject json, String name) {
    JsonElement array = json.get(name);
    if (array == null || !array.isJsonArray() || array.getAsJsonArray().isEmpty()) {
      throw fault(name, "must be a list with 1 entry or more");
    }
    var objects = new ArrayList<JsonObject>();
    for (JsonElement element : array.getAsJsonArray()) {
      if (!element.isJsonObject()) {
        throw fault(name, "holds " + element + ", which is not an object");
      }
      objects.add(element.getAsJsonObject());
    }
    return objects;
  }

  private JsonObject object(JsonObject json, String key, String name) {
    if (!json.get(name).isJsonObject()) {
      throw fault(key + "." + name, "must be an object");
    }
    return json.getAsJsonObject(name);
  }

  private String text(JsonObject json, String key, String name) {
    JsonElement value = json.get(name);
    if (value == null || !value.isJsonPrimitive()) {
      throw fault(key.isEmpty() ? name : key + "." + name, "is missing or not a text");
    }
    return value.getAsString();
  }

  private SurveyFormatException fault(String key, String problem) {
    return new SurveyFormatException(path, 0, key, "", problem);
  }
}
