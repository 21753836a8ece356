package io.github.dvmap.rl.tokenizer.jinja;

import com.google.common.collect.ImmutableSet;
import io.github.dvmap.rl.tokenizer.jinja.Token.Kind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The tokens of a template and how far the parser has come. */
final class TokenStream {
  private static final int MAX_DEPTH = 100;

  private final List<Token> tokens;
  private final Set<String> names = new TreeSet<>();
  private int next;
  private int depth;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(next);
  }

  Token peekSecond() {
    return tokens.get(Math.min(next + 1, tokens.size() - 1));
  }

  /** The token; the last one, the end, is given again and again. */
  Token take() {
    Token token = peek();
    next = Math.min(next + 1, tokens.size() - 1);
    return token;
  }

  boolean isName(String name) {
    return peek().is(Kind.NAME, name);
  }

  boolean isOperator(String operator) {
    return peek().is(Kind.OPERATOR, operator);
  }

  boolean takeName(String name) {
    boolean here = isName(name);
    if (here) {
      take();
    }
    return here;
  }

  boolean takeOperator(String operator) {
    boolean here = isOperator(operator);
    if (here) {
      take();
    }
    return here;
  }

  Token expect(Kind kind, String what) {
    if (peek().kind() != kind) {
      throw unexpected(what);
    }
    return take();
  }

  void expectOperator(String operator) {
    if (!takeOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  void expectName(String name) {
    if (!takeName(name)) {
      throw unexpected("'" + name + "'");
    }
  }

  JinjaException unexpected(String wanted) {
    return error("expected " + wanted + ", found " + peek().described());
  }

  JinjaException error(String problem) {
    return new JinjaException(peek().line(), problem);
  }

  /** Enters a level of nesting; {@link #back} leaves it. */
  void deeper() {
    if (++depth > MAX_DEPTH) {
      throw error("nested more than " + MAX_DEPTH + " deep");
    }
  }

  void back() {
    depth--;
  }

  /** Notes a name that the template reads. */
  String read(String name) {
    names.add(name);
    return name;
  }

  ImmutableSet<String> names() {
    return ImmutableSet.copyOf(names);
  }
}
