package io.github.dvmap.rl.tokenizer.jinja;

import io.github.dvmap.rl.tokenizer.jinja.Statement.Flow;
import io.github.dvmap.rl.tokenizer.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Parses text and tags; after a tag's name come its expressions and its body. */
final class StatementParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private int loops;

  StatementParser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  List<Statement> template() {
    return body("the template", tokens.peek().line());
  }

  /** Statements up to one of the end tags, whose name is the next token. */
  private List<Statement> body(String opener, int line, String... ends) {
    tokens.deeper();
    List<Statement> body = new ArrayList<>();
    while (true) {
      Token token = tokens.take();
      switch (token.kind()) {
        case DATA -> body.add(new Statement.Data(token.text()));
        case PRINT_BEGIN -> {
          body.add(new Statement.Print(expressions.expressions(true)));
          tokens.expect(Kind.PRINT_END, "'}}'");
        }
        case BLOCK_BEGIN -> {
          if (Arrays.stream(ends).anyMatch(tokens::isName)) {
            tokens.back();
            return body;
          }
          body.add(statement());
          tokens.expect(Kind.BLOCK_END, "'%}'");
        }
        default -> {
          if (ends.length > 0) {
            throw new JinjaException(
                line, "'" + opener + "' has no '" + ends[ends.length - 1] + "'");
          }
          return body;
        }
      }
    }
  }

  /** A body and its end tag up to the end tag's name. */
  private List<Statement> block(Token opener) {
    tokens.expect(Kind.BLOCK_END, "'%}'");
    String end = "end" + opener.text();
    List<Statement> body = body(opener.text(), opener.line(), end);
    tokens.expectName(end);
    return body;
  }

  private Statement statement() {
    Token tag = tokens.expect(Kind.NAME, "the name of a tag");
    return switch (tag.text()) {
      case "if" -> conditional(tag);
      case "for" -> loop(tag);
      case "set" -> set(tag);
      case "macro" -> macro(tag);
      case "call" -> call(tag);
      case "with" -> with(tag);
      case "filter" ->
          new Statement.Capture(
              tag.line(), null, expressions.filters(captured(tag)), outsideLoops(tag));
      case "generation" -> new Statement.Block(block(tag));
      case "break" -> leave(tag, Flow.BREAK);
      case "continue" -> leave(tag, Flow.CONTINUE);
      default ->
          throw new JinjaException(
              tag.line(), "the tag '" + tag.text() + "' is unknown or not supported");
    };
  }

  private Statement leave(Token tag, Flow flow) {
    if (loops == 0) {
      throw new JinjaException(tag.line(), "'" + tag.text() + "' outside a loop");
    }
    return new Statement.Leave(flow);
  }

  private static Expression captured(Token tag) {
    return new Expression.Name(tag.line(), Statement.Capture.CAPTURED);
  }

  private Statement conditional(Token tag) {
    List<Expression> conditions = new ArrayList<>();
    List<List<Statement>> bodies = new ArrayList<>();
    List<Statement> otherwise = List.of();
    do {
      conditions.add(expressions.expressions(false));
      tokens.expect(Kind.BLOCK_END, "'%}'");
      bodies.add(body("if", tag.line(), "elif", "else", "endif"));
    } while (tokens.takeName("elif"));
    if (tokens.takeName("else")) {
      tokens.expect(Kind.BLOCK_END, "'%}'");
      otherwise = body("if", tag.line(), "endif");
    }
    tokens.expectName("endif");
    return new Statement.If(conditions, bodies, otherwise);
  }

  private Statement loop(Token tag) {
    Target target = targets();
    tokens.expectName("in");
    Expression items = expressions.expressions(false);
    Expression condition = tokens.takeName("if") ? expressions.expression() : null;
    if (tokens.isName("recursive")) {
      throw tokens.error("a recursive loop is not supported");
    }
    tokens.expect(Kind.BLOCK_END, "'%}'");
    loops++;
    List<Statement> body = body("for", tag.line(), "else", "endfor");
    loops--;
    List<Statement> otherwise = List.of();
    if (tokens.takeName("else")) {
      tokens.expect(Kind.BLOCK_END, "'%}'");
      otherwise = body("for", tag.line(), "endfor");
    }
    tokens.expectName("endfor");
    return new Statement.For(tag.line(), target, items, condition, body, otherwise);
  }

  private Statement set(Token tag) {
    if (tokens.peekSecond().is(Kind.OPERATOR, ".")) {
      String namespace = tokens.read(tokens.expect(Kind.NAME, "a name").text());
      tokens.expectOperator(".");
      return set(tag, new Target.Field(namespace, tokens.expect(Kind.NAME, "a name").text()));
    }
    return set(tag, targets());
  }

  private Statement set(Token tag, Target target) {
    if (tokens.takeOperator("=")) {
      return new Statement.Assign(tag.line(), target, expressions.expressions(true));
    }
    Expression text = captured(tag);
    Expression filtered = tokens.takeOperator("|") ? expressions.filters(text) : text;
    return new Statement.Capture(tag.line(), target, filtered, outsideLoops(tag));
  }

  /** One variable, or several with commas, with or without parentheses. */
  private Target targets() {
    List<Target> targets = new ArrayList<>(List.of(target()));
    boolean several = tokens.isOperator(",");
    while (tokens.takeOperator(",")) {
      targets.add(target());
    }
    return several ? new Target.Several(targets) : targets.get(0);
  }

  private Target target() {
    if (!tokens.takeOperator("(")) {
      return new Target.Variable(tokens.expect(Kind.NAME, "a variable's name").text());
    }
    tokens.deeper();
    Target inner = targets();
    tokens.expectOperator(")");
    tokens.back();
    return inner;
  }

  private Statement macro(Token tag) {
    String name = tokens.expect(Kind.NAME, "the macro's name").text();
    tokens.expectOperator("(");
    return new Statement.Define(definition(tag, name));
  }

  private Statement call(Token tag) {
    boolean parameters = tokens.takeOperator("(");
    Signature signature = parameters ? signature() : new Signature(List.of(), List.of());
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw new JinjaException(tag.line(), "'call' needs a call");
    }
    return new Statement.CallBlock(
        call,
        new Macro.Definition(
            "caller", signature.parameters, signature.defaults, outsideLoops(tag)));
  }

  private Macro.Definition definition(Token tag, String name) {
    Signature signature = signature();
    return new Macro.Definition(name, signature.parameters, signature.defaults, outsideLoops(tag));
  }

  /** A body that a loop around it cannot be left from. */
  private List<Statement> outsideLoops(Token tag) {
    int outer = loops;
    loops = 0;
    List<Statement> body = block(tag);
    loops = outer;
    return body;
  }

  private record Signature(List<String> parameters, List<Expression> defaults) {}

  /** Parameters after the opening parenthesis. */
  private Signature signature() {
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    while (!tokens.isOperator(")")) {
      parameters.add(tokens.expect(Kind.NAME, "a parameter's name").text());
      defaults.add(tokens.takeOperator("=") ? expressions.expression() : null);
      if (!tokens.takeOperator(",")) {
        break;
      }
    }
    tokens.expectOperator(")");
    return new Signature(parameters, defaults);
  }

  private Statement with(Token tag) {
    List<Target> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (tokens.peek().kind() != Kind.BLOCK_END) {
      targets.add(target());
      tokens.expectOperator("=");
      values.add(expressions.expression());
      if (!tokens.takeOperator(",")) {
        break;
      }
    }
    return new Statement.With(targets, values, block(tag));
  }
}
