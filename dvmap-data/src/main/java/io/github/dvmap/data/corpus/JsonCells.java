package io.github.dvmap.data.corpus;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.dvmap.core.survey.SurveyFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The values of a flat JSON object. */
record JsonCells(Path file, long line, JsonObject json) implements ReleasedRows.Cells {
  @Override
  public String text(String column) {
    JsonElement value = json.get(column);
    return isNull(value) ? null : text(column, value);
  }

  private String text(String column, JsonElement value) {
    if (value instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw fault(column, value, "is not a text");
  }

  @Override
  public Double number(String column) {
    JsonElement value = json.get(column);
    if (isNull(value)) {
      return null;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      return primitive.getAsDouble();
    }
    throw fault(column, value, "is not a number");
  }

  @Override
  public List<String> list(String column) {
    JsonElement value = json.get(column);
    if (isNull(value)) {
      return null;
    }
    if (!(value instanceof JsonArray array)) {
      throw fault(column, value, "is not a list");
    }
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(text(column, element)));
    return texts;
  }

  private static boolean isNull(JsonElement value) {
    return value == null || value.equals(JsonNull.INSTANCE);
  }

  private SurveyFormatException fault(String column, JsonElement value, String problem) {
    return new SurveyFormatException(file.toString(), line, column, value.toString(), problem);
  }
}
