package io.github.dvmap.rl.tokenizer.jinja;

import com.google.common.collect.ImmutableSet;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

/**
 * A parsed template, rendered as Jinja 3.1 does with {@code trim_blocks}, {@code lstrip_blocks} and
 * the loop controls, the settings of transformers' {@code apply_chat_template}. Immutable and
 * thread-safe.
 *
 * <p>Left out: template inheritance, inclusion and import, autoescaping, recursive loops, {@code *}
 * and {@code **} in calls, integers beyond 64 bits.
 */
public final class JinjaTemplate {
  /** Longest source in UTF-16 units. */
  public static final int MAX_SOURCE = 1_000_000;

  private final List<Statement> body;
  private final ImmutableSet<String> names;

  private JinjaTemplate(List<Statement> body, ImmutableSet<String> names) {
    this.body = body;
    this.names = names;
  }

  /**
   * Parses a template.
   *
   * @throws JinjaException if it is not a template of this subset, or too long or deeply nested
   */
  public static JinjaTemplate parse(String source) {
    if (source.length() > MAX_SOURCE) {
      throw new JinjaException(
          1, "the template's " + source.length() + " characters exceed " + MAX_SOURCE);
    }
    var tokens = new TokenStream(new Lexer(source).tokens());
    List<Statement> body = new StatementParser(tokens).template();
    return new JinjaTemplate(body, tokens.names());
  }

  /**
   * The template's text.
   *
   * @param variables text, booleans, numbers, null, and lists and string-keyed maps of these
   * @param now what {@code strftime_now} formats
   * @throws IllegalArgumentException if a variable is of another type
   * @throws JinjaException if the template cannot be rendered with these variables, calls {@code
   *     raise_exception}, or exceeds the bounds: 10 million steps, a text of 10 million characters,
   *     500 levels of nesting, a range of 100,000 integers
   */
  public String render(Map<String, ?> variables, LocalDateTime now) {
    var render = new Render();
    var scope = new Scope(null);
    Globals.of(now).forEach(scope::set);
    variables.forEach((name, value) -> scope.set(name, HostValues.of(name, value)));
    var out = new StringBuilder();
    Statement.run(body, scope, render, out);
    return out.toString();
  }

  /**
   * A value as a variable, copied: what the caller changes later does not show.
   *
   * @throws IllegalArgumentException naming the variable, if the value is of another type than
   *     {@link #render} takes
   */
  public static Object copyOf(String variable, Object value) {
    return HostValues.of(variable, value);
  }

  /** The names that the template reads, its own variables included. */
  public ImmutableSet<String> names() {
    return names;
  }
}
