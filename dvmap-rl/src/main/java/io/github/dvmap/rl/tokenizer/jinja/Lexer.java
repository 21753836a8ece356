package io.github.dvmap.rl.tokenizer.jinja;

import io.github.dvmap.rl.tokenizer.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens with {@code trim_blocks} and {@code lstrip_blocks} on, as
 * jinja2.lexer does: a newline after a block or comment is dropped, and so are the blanks before
 * one at the start of a line; {@code -} drops all white space on its side, {@code +} keeps it.
 */
final class Lexer {
  private static final Pattern NEWLINE = Pattern.compile("\r\n|\r");
  private static final Pattern RAW = Pattern.compile("\\{%[-+]?\\s*raw\\s*(-?)%\\}");
  private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");
  private static final Pattern INTEGER =
      Pattern.compile("0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*");
  private static final Pattern FLOAT =
      Pattern.compile("[0-9][0-9_]*(?:(?:\\.[0-9][0-9_]*)?[eE][-+]?[0-9]+|\\.[0-9][0-9_]*)");
  private static final List<String> LONG_OPERATORS = List.of("//", "**", "==", "!=", ">=", "<=");
  private static final String OPERATORS = "+-/*%~[](){}<>=.:|,;";

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private boolean atLineStart = true;

  Lexer(String source) {
    String normal = NEWLINE.matcher(source).replaceAll("\n");
    this.source = normal.endsWith("\n") ? normal.substring(0, normal.length() - 1) : normal;
  }

  List<Token> tokens() {
    while (position < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        data(source.substring(position));
        advance(source.length());
      } else {
        beforeTag(tag, source.charAt(tag + 1) != '{', sign(tag + 2));
        tag(tag);
      }
    }
    add(Kind.END, "");
    return tokens;
  }

  private int nextTag() {
    for (int i = source.indexOf('{', position); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** The text up to a tag, without what the tag strips. */
  private void beforeTag(int tag, boolean block, String sign) {
    String text = source.substring(position, tag);
    int keep = text.length();
    if (sign.equals("-")) {
      keep = Strings.stripEnd(text).length();
    } else if (sign.isEmpty() && block) {
      int start = text.lastIndexOf('\n') + 1;
      if ((start > 0 || atLineStart) && Strings.stripEnd(text).length() <= start) {
        keep = start;
      }
    }
    data(text.substring(0, keep));
    advance(tag);
  }

  private void tag(int start) {
    Matcher raw = RAW.matcher(source).region(start, source.length());
    if (raw.lookingAt()) {
      advance(raw.end());
      if (!raw.group(1).isEmpty()) {
        skipSpace();
      }
      raw();
      return;
    }
    char kind = source.charAt(start + 1);
    int from = start + 2 + sign(start + 2).length();
    if (kind == '#') {
      comment(from);
      return;
    }
    add(kind == '{' ? Kind.PRINT_BEGIN : Kind.BLOCK_BEGIN, source.substring(start, start + 2));
    advance(from);
    inside(kind == '{');
  }

  private void raw() {
    Matcher end = END_RAW.matcher(source);
    if (!end.find(position)) {
      throw error("'raw' has no 'endraw'");
    }
    beforeTag(end.start(), true, end.group(1));
    advance(end.end());
    afterTag(end.group(2));
  }

  private void comment(int from) {
    int end = source.indexOf("#}", from);
    if (end < 0) {
      throw error("the comment has no end");
    }
    String sign = end > from ? sign(end - 1) : "";
    advance(end + 2);
    afterTag(sign);
  }

  /** Skips what a block's or comment's end strips. */
  private void afterTag(String sign) {
    if (sign.equals("-")) {
      skipSpace();
    } else if (sign.isEmpty() && source.startsWith("\n", position)) {
      advance(position + 1);
    }
  }

  private void inside(boolean print) {
    String close = print ? "}}" : "%}";
    Deque<Character> open = new ArrayDeque<>();
    while (true) {
      skipSpace();
      if (position >= source.length()) {
        throw error("the tag has no end");
      }
      String sign = sign(position);
      if (print && sign.equals("+")) {
        sign = "";
      }
      if (open.isEmpty() && source.startsWith(close, position + sign.length())) {
        add(print ? Kind.PRINT_END : Kind.BLOCK_END, close);
        advance(position + sign.length() + 2);
        if (!print) {
          afterTag(sign);
        } else if (!sign.isEmpty()) {
          skipSpace();
        }
        return;
      }
      token(open);
    }
  }

  private void token(Deque<Character> open) {
    int first = source.codePointAt(position);
    if (first == '"' || first == '\'') {
      string((char) first);
    } else if (first >= '0' && first <= '9') {
      number();
    } else if (first == '_' || Character.isUnicodeIdentifierStart(first)) {
      int end = position;
      while (end < source.length() && isNamePart(source.codePointAt(end))) {
        end += Character.charCount(source.codePointAt(end));
      }
      take(Kind.NAME, end);
    } else if (LONG_OPERATORS.stream().anyMatch(text -> source.startsWith(text, position))) {
      take(Kind.OPERATOR, position + 2);
    } else if (OPERATORS.indexOf(first) >= 0) {
      balance((char) first, open);
      take(Kind.OPERATOR, position + 1);
    } else {
      throw error("unexpected character '" + Character.toString(first) + "'");
    }
  }

  private static boolean isNamePart(int character) {
    return Character.isUnicodeIdentifierPart(character)
        && !Character.isIdentifierIgnorable(character);
  }

  private void balance(char operator, Deque<Character> open) {
    int opening = "([{".indexOf(operator);
    if (opening >= 0) {
      open.push(")]}".charAt(opening));
    } else if (")]}".indexOf(operator) >= 0 && (open.isEmpty() || open.pop() != operator)) {
      throw error("unexpected '" + operator + "'");
    }
  }

  private void number() {
    // as in jinja2, digits after a dot are an index: items.0.1
    boolean index = tokens.get(tokens.size() - 1).is(Kind.OPERATOR, ".");
    Matcher number = FLOAT.matcher(source).region(position, source.length());
    Kind kind = Kind.FLOAT;
    if (index || !number.lookingAt()) {
      number = INTEGER.matcher(source).region(position, source.length());
      kind = Kind.INTEGER;
      number.lookingAt();
    }
    take(kind, number.end());
  }

  private void string(char quote) {
    int end = position + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw error("the text has no closing " + quote);
    }
    String text = source.substring(position + 1, end);
    tokens.add(new Token(Kind.STRING, Escapes.undo(text, line), line));
    advance(end + 1);
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Kind.DATA, text);
    }
  }

  private void take(Kind kind, int end) {
    add(kind, source.substring(position, end));
    advance(end);
  }

  private void add(Kind kind, String text) {
    tokens.add(new Token(kind, text, line));
  }

  private void skipSpace() {
    int end = position;
    while (end < source.length() && Strings.isSpace(source.charAt(end))) {
      end++;
    }
    advance(end);
  }

  private void advance(int to) {
    for (int i = position; i < to; i++) {
      line += source.charAt(i) == '\n' ? 1 : 0;
    }
    if (to > position) {
      atLineStart = source.charAt(to - 1) == '\n';
    }
    position = to;
  }

  private String sign(int at) {
    boolean sign = at < source.length() && "-+".indexOf(source.charAt(at)) >= 0;
    return sign ? source.substring(at, at + 1) : "";
  }

  private JinjaException error(String problem) {
    return new JinjaException(line, problem);
  }
}
