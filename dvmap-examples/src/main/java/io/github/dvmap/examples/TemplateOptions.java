package io.github.dvmap.examples;

import io.github.dvmap.rl.tokenizer.ChatTemplate;
import io.github.dvmap.rl.tokenizer.HuggingFaceTextTokenizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Variables of a model's chat template. */
final class TemplateOptions {
  @Option(
      names = "--enable-thinking",
      negatable = true,
      fallbackValue = "true",
      description = "Set the chat template's enable_thinking, which Qwen3's reads.")
  private Boolean enableThinking;

  @Option(
      names = "--template-variable",
      paramLabel = "K=V",
      description =
          "Set a variable of the chat template; the values true and false are booleans, all others"
              + " text.")
  private Map<String, String> texts = new LinkedHashMap<>();

  /**
   * The tokenizer of a model's folder.
   *
   * @throws IllegalArgumentException if the chat template reads none of that name
   */
  HuggingFaceTextTokenizer open(Path model) {
    return HuggingFaceTextTokenizer.open(model, template -> over(template, model));
  }

  private ChatTemplate over(ChatTemplate template, Path model) {
    Map<String, Object> variables = variables();
    for (String name : variables.keySet()) {
      if (!template.reads(name)) {
        throw new IllegalArgumentException(
            "the chat template of " + model + " does not read " + name);
      }
    }
    return template.withVariables(variables);
  }

  private Map<String, Object> variables() {
    Map<String, Object> variables = new LinkedHashMap<>();
    texts.forEach(
        (name, text) ->
            variables.put(
                name,
                text.equals("true") || text.equals("false")
                    ? (Object) Boolean.valueOf(text)
                    : text));
    if (enableThinking != null) {
      variables.put("enable_thinking", enableThinking);
    }
    return variables;
  }

  boolean given() {
    return !variables().isEmpty();
  }

  /** The variables in words, nothing where there are none. */
  @Override
  public String toString() {
    return given() ? ", template variables " + new TreeMap<>(variables()) : "";
  }
}
