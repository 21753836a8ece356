package io.github.dvmap.rl.checkpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code target_modules} of {@code adapter_config.json}: {@code all-linear}, or a list in which
 * PEFT names each linear layer by its path or by what its path ends with.
 */
final class PeftTargets {
  static final String OPTION = "target_modules";

  private static final JsonElement ALL = new JsonPrimitive("all-linear");

  private PeftTargets() {}

  /**
   * The modules that have adapters, which they have in every layer or in none.
   *
   * @throws ModelFormatException if other layers are named
   */
  static Set<String> of(JsonOptions options, ModelConfig model) {
    JsonElement json = options.json().get(OPTION);
    if (ALL.equals(json)) {
      return LoraConfig.ALL_LINEAR;
    }
    if (json == null || !json.isJsonArray()) {
      throw options.fault(OPTION, json + " is not a list of linear layers");
    }
    Set<JsonElement> unused = new LinkedHashSet<>(json.getAsJsonArray().asList());
    Set<String> with = new TreeSet<>();
    Set<String> without = new TreeSet<>();
    for (TensorSpec weight : LoraConfig.builder().rank(1).build().targets(model)) {
      List<JsonElement> names = names(weight);
      boolean named = names.stream().anyMatch(json.getAsJsonArray().asList()::contains);
      (named ? with : without).add(names.get(0).getAsString());
      names.forEach(unused::remove);
    }
    if (with.isEmpty() || !unused.isEmpty()) {
      throw options.fault(OPTION, unused + " are not linear layers of the decoder");
    }
    without.retainAll(with);
    if (!without.isEmpty()) {
      throw options.fault(OPTION, without + " are not named in every layer");
    }
    return with;
  }

  /** What may stand for a linear layer: its module's name, with more and more of the path to it. */
  private static List<JsonElement> names(TensorSpec weight) {
    List<JsonElement> names = new ArrayList<>();
    int end = weight.name().lastIndexOf('.');
    for (int dot = end; dot >= 0; ) {
      dot = weight.name().lastIndexOf('.', dot - 1);
      names.add(new JsonPrimitive(weight.name().substring(dot + 1, end)));
    }
    return names;
  }
}
