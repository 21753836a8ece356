package io.github.dvmap.core.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with {@code {Name}} placeholders. Values are inserted as they stand and are not searched for
 * placeholders again.
 */
record PromptTemplate(String text) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]+)}");

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
    Matcher matcher = PLACEHOLDER.matcher(text);
    return matcher.replaceAll(match -> Matcher.quoteReplacement(values.apply(match.group(1))));
  }
}
