package io.github.dvmap.data.wvs;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the study does with the survey: {@code wvs7-design.json}, beside the coding in {@code
 * wvs7.json}.
 *
 * @param countries the countries of the study
 * @param training ids of the questions trained on
 * @param crossValue ids of the unseen questions
 * @param olderCountry the country whose older files code religions otherwise
 * @param olderReligions the label of today by the label that an older file's code has today
 */
record StudyDesign(
    List<WvsCountry> countries,
    Set<String> training,
    Set<String> crossValue,
    String olderCountry,
    Map<String, String> olderReligions) {

  static StudyDesign load() {
    try (InputStream in = StudyDesign.class.getResourceAsStream("wvs7-design.json")) {
      var reader = new InputStreamReader(in, StandardCharsets.UTF_8);
      return of(new Gson().fromJson(reader, JsonObject.class));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read wvs7-design.json", e);
    }
  }

  private static StudyDesign of(JsonObject json) {
    var countries = ImmutableList.<WvsCountry>builder();
    json.getAsJsonArray("countries").forEach(item -> countries.add(country(item)));
    JsonObject questions = json.getAsJsonObject("questions");
    JsonObject older = json.getAsJsonObject("older religions");
    var labels = new TypeToken<Map<String, String>>() {};
    return new StudyDesign(
        countries.build(),
        ids(questions, "training"),
        ids(questions, "cross-value"),
        older.get("country").getAsString(),
        ImmutableMap.copyOf(new Gson().fromJson(older.get("labels"), labels)));
  }

  private static WvsCountry country(JsonElement item) {
    JsonObject json = item.getAsJsonObject();
    String role = json.get("role").getAsString().toUpperCase(Locale.ROOT).replace(' ', '_');
    return new WvsCountry(
        json.get("code").getAsInt(),
        json.get("alpha3").getAsString(),
        json.get("name").getAsString(),
        WvsCountry.Role.valueOf(role),
        json.get("zone").getAsString(),
        json.get("rationale").getAsString());
  }

  private static Set<String> ids(JsonObject questions, String name) {
    var ids = ImmutableSet.<String>builder();
    questions.getAsJsonArray(name).forEach(id -> ids.add(id.getAsString()));
    return ids.build();
  }
}
