package io.github.dvmap.core.prompt;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with {@code {Name}} placeholders. Values are inserted as they stand and are not searched for
 * placeholders again.
 */
final class PromptTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]+)}");

  /** N names in order, between N + 1 texts. */
  private final List<String> names;

  private final List<String> texts;

  PromptTemplate(String text) {
    List<String> found = new ArrayList<>();
    List<String> between = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    int at = 0;
    while (matcher.find()) {
      between.add(text.substring(at, matcher.start()));
      found.add(matcher.group(1));
      at = matcher.end();
    }
    between.add(text.substring(at));
    names = ImmutableList.copyOf(found);
    texts = ImmutableList.copyOf(between);
  }

  /** The template of a resource beside this class, as it is stored. */
  static PromptTemplate resource(String name) {
    try (InputStream in = PromptTemplate.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing");
      }
      return new PromptTemplate(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + name, e);
    }
  }

  /** Fills every placeholder. */
  String fill(UnaryOperator<String> values) {
    String[] parts = new String[2 * names.size() + 1];
    for (int i = 0; i < names.size(); i++) {
      parts[2 * i] = texts.get(i);
      parts[2 * i + 1] = values.apply(names.get(i));
    }
    parts[2 * names.size()] = texts.get(names.size());
    return String.join("", parts);
  }
}
