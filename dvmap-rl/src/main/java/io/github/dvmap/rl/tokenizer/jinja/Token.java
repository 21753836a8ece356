package io.github.dvmap.rl.tokenizer.jinja;

/**
 * A piece of a template.
 *
 * @param kind what it is
 * @param text its text; of a string literal the text it stands for
 * @param line where it starts, from 1
 */
record Token(Kind kind, String text, int line) {
  enum Kind {
    DATA,
    PRINT_BEGIN,
    PRINT_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean is(Kind wanted, String wantedText) {
    return kind == wanted && text.equals(wantedText);
  }

  String described() {
    return switch (kind) {
      case END -> "the end of the template";
      case PRINT_END, BLOCK_END -> "the end of the tag";
      case STRING -> "a text";
      default -> "'" + text + "'";
    };
  }
}
