package io.github.dvmap.rl.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;

/**
 * The options of a JSON object in a file, typed; what is of another type is a fault that names it.
 *
 * @param file where the object is
 * @param prefix what the options' names begin with in messages
 */
record JsonOptions(Path file, String prefix, JsonObject json) {
  private static final int LONGEST = 80;

  static JsonOptions of(Path file) {
    return new JsonOptions(file, "", StrictJson.object(file));
  }

  /** The object that is an option's value. */
  JsonOptions object(String name) {
    JsonElement value = json.get(name);
    if (!value.isJsonObject()) {
      throw fault(name, text(value) + " is not an object");
    }
    return new JsonOptions(file, prefix + name + ".", value.getAsJsonObject());
  }

  /** Whether it is there and not null. */
  boolean present(String name) {
    return json.has(name) && !json.get(name).isJsonNull();
  }

  int integer(String name, int missing) {
    return present(name) ? integer(name) : missing;
  }

  int integer(String name) {
    return integer(name, json.get(name));
  }

  private int integer(String name, JsonElement element) {
    double value = number(name, element);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw fault(name, element + " is not an integer");
    }
    return (int) value;
  }

  double number(String name) {
    return number(name, json.get(name));
  }

  private double number(String name, JsonElement value) {
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      throw fault(name, value == null ? "is missing" : text(value) + " is not a number");
    }
    return value.getAsDouble();
  }

  boolean flag(String name, boolean missing) {
    if (!present(name)) {
      return missing;
    }
    JsonElement value = json.get(name);
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
      throw fault(name, text(value) + " is not true or false");
    }
    return value.getAsBoolean();
  }

  /** One id or a list of them; none where it is null. */
  List<Integer> ids(String name) {
    if (!present(name)) {
      return List.of();
    }
    return json.get(name).isJsonArray()
        ? array(name).asList().stream().map(id -> integer(name, id)).toList()
        : List.of(integer(name));
  }

  JsonArray array(String name) {
    if (!json.get(name).isJsonArray()) {
      throw fault(name, text(json.get(name)) + " is not an array");
    }
    return json.getAsJsonArray(name);
  }

  /** Refuses an option that is neither absent, null nor this value. */
  void requireNeutral(String name, JsonElement neutral) {
    if (present(name) && !json.get(name).equals(neutral)) {
      throw fault(name, text(json.get(name)) + " is not supported, only " + neutral);
    }
  }

  /** A value as JSON, shortened. */
  static String text(JsonElement value) {
    String text = value.toString();
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  ModelFormatException fault(String name, String problem) {
    return new ModelFormatException(file, prefix + name, problem);
  }
}
