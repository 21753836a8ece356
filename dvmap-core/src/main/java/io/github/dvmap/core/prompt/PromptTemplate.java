package io.github.dvmap.core.prompt;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private PromptTemplate(List<String> names, List<String> texts) {
    this.names = ImmutableList.copyOf(names);
    this.texts = ImmutableList.copyOf(texts);
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

  /** This template with some placeholders' values as part of its text. */
  PromptTemplate with(Map<String, String> values) {
    List<String> left = new ArrayList<>();
    List<String> between = new ArrayList<>();
    var text = new StringBuilder(texts.get(0));
    for (int i = 0; i < names.size(); i++) {
      String value = values.get(names.get(i));
      if (value == null) {
        left.add(names.get(i));
        between.add(text.toString());
        text.setLength(0);
      } else {
        text.append(value);
      }
      text.append(texts.get(i + 1));
    }
    between.add(text.toString());
    return new PromptTemplate(left, between);
  }

  /** The text of a template without placeholders. */
  String text() {
    if (!names.isEmpty()) {
      throw new IllegalStateException("nothing fills the placeholders " + names);
    }
    return texts.get(0);
  }

  /** Puts in the values of the placeholders. */
  @FunctionalInterface
  interface Values {
    /** Adds the pieces of a placeholder's value. */
    void add(List<String> pieces, String name);
  }

  /** The text's pieces with every placeholder filled. */
  List<String> fill(Values values) {
    List<String> pieces = new ArrayList<>(4 * texts.size());
    for (int i = 0; i < names.size(); i++) {
      pieces.add(texts.get(i));
      values.add(pieces, names.get(i));
    }
    pieces.add(texts.get(names.size()));
    return pieces;
  }
}
