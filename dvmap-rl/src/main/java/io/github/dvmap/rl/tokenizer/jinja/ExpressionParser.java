package io.github.dvmap.rl.tokenizer.jinja;

import io.github.dvmap.rl.tokenizer.jinja.Expression.ArgumentList;
import io.github.dvmap.rl.tokenizer.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses expressions with the precedences of jinja2.parser. */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenStream tokens;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** One expression, or several with commas as a tuple. */
  Expression expressions(boolean withConditional) {
    int line = tokens.peek().line();
    Expression first = withConditional ? expression() : or();
    return tokens.isOperator(",") ? rest(line, first, withConditional) : first;
  }

  private Expression rest(int line, Expression first, boolean withConditional) {
    List<Expression> items = new ArrayList<>(List.of(first));
    while (tokens.takeOperator(",")) {
      Kind kind = tokens.peek().kind();
      if (kind == Kind.BLOCK_END || kind == Kind.PRINT_END || tokens.isOperator(")")) {
        break;
      }
      items.add(withConditional ? expression() : or());
    }
    return new Expression.Items(line, true, items);
  }

  Expression expression() {
    tokens.deeper();
    int line = tokens.peek().line();
    Expression value = or();
    while (tokens.takeName("if")) {
      Expression condition = or();
      Expression otherwise = tokens.takeName("else") ? expression() : null;
      value = new Expression.Conditional(line, condition, value, otherwise);
    }
    tokens.back();
    return value;
  }

  Expression or() {
    Expression left = and();
    while (tokens.isName("or")) {
      int line = tokens.take().line();
      left = new Expression.Logic(line, false, left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.isName("and")) {
      int line = tokens.take().line();
      left = new Expression.Logic(line, true, left, not());
    }
    return left;
  }

  private Expression not() {
    if (!tokens.isName("not")) {
      return comparison();
    }
    tokens.deeper();
    Expression value = new Expression.Not(tokens.take().line(), not());
    tokens.back();
    return value;
  }

  private Expression comparison() {
    int line = tokens.peek().line();
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    while (true) {
      if (tokens.peek().kind() == Kind.OPERATOR && COMPARISONS.contains(tokens.peek().text())) {
        operators.add(tokens.take().text());
      } else if (tokens.takeName("in")) {
        operators.add("in");
      } else if (tokens.isName("not") && tokens.peekSecond().is(Kind.NAME, "in")) {
        tokens.take();
        tokens.take();
        operators.add("not in");
      } else {
        return operators.isEmpty() ? first : new Expression.Compare(line, first, operators, others);
      }
      others.add(sum());
    }
  }

  private Expression sum() {
    Expression left = concatenation();
    while (tokens.isOperator("+") || tokens.isOperator("-")) {
      Token operator = tokens.take();
      left = new Expression.Binary(operator.line(), operator.text(), left, concatenation());
    }
    return left;
  }

  private Expression concatenation() {
    int line = tokens.peek().line();
    Expression first = product();
    if (!tokens.isOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.takeOperator("~")) {
      parts.add(product());
    }
    return new Expression.Concat(line, parts);
  }

  private Expression product() {
    Expression left = power();
    while (tokens.isOperator("*")
        || tokens.isOperator("/")
        || tokens.isOperator("//")
        || tokens.isOperator("%")) {
      Token operator = tokens.take();
      left = new Expression.Binary(operator.line(), operator.text(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = signed(true);
    while (tokens.isOperator("**")) {
      int line = tokens.take().line();
      left = new Expression.Binary(line, "**", left, signed(true));
    }
    return left;
  }

  private Expression signed(boolean withFilters) {
    Expression value;
    if (tokens.isOperator("-") || tokens.isOperator("+")) {
      tokens.deeper();
      Token sign = tokens.take();
      value = new Expression.Sign(sign.line(), sign.text().equals("-"), signed(false));
      tokens.back();
    } else {
      value = primary();
    }
    value = postfix(value);
    return withFilters ? filtersAndTests(value) : value;
  }

  private Expression primary() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case NAME -> name(tokens.take());
      case STRING -> text();
      case INTEGER, FLOAT -> new Expression.Literal(token.line(), Numbers.parse(tokens.take()));
      case OPERATOR ->
          switch (token.text()) {
            case "(" -> parentheses();
            case "[" -> list();
            case "{" -> mapping();
            default -> throw tokens.unexpected("an expression");
          };
      default -> throw tokens.unexpected("an expression");
    };
  }

  private Expression name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Expression.Literal(token.line(), true);
      case "false", "False" -> new Expression.Literal(token.line(), false);
      case "none", "None" -> new Expression.Literal(token.line(), null);
      default -> new Expression.Name(token.line(), tokens.read(token.text()));
    };
  }

  private Expression text() {
    int line = tokens.peek().line();
    var text = new StringBuilder();
    while (tokens.peek().kind() == Kind.STRING) {
      text.append(tokens.take().text());
    }
    return new Expression.Literal(line, text.toString());
  }

  private Expression parentheses() {
    int line = tokens.take().line();
    if (tokens.takeOperator(")")) {
      return new Expression.Items(line, true, List.of());
    }
    Expression value = expressions(true);
    tokens.expectOperator(")");
    return value;
  }

  private Expression list() {
    int line = tokens.take().line();
    List<Expression> items = new ArrayList<>();
    while (!tokens.isOperator("]")) {
      items.add(expression());
      if (!tokens.takeOperator(",")) {
        break;
      }
    }
    tokens.expectOperator("]");
    return new Expression.Items(line, false, items);
  }

  private Expression mapping() {
    int line = tokens.take().line();
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.isOperator("}")) {
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
      if (!tokens.takeOperator(",")) {
        break;
      }
    }
    tokens.expectOperator("}");
    return new Expression.Mapping(line, keys, values);
  }

  private Expression postfix(Expression start) {
    Expression value = start;
    while (true) {
      int line = tokens.peek().line();
      if (tokens.takeOperator(".")) {
        value =
            tokens.peek().kind() == Kind.INTEGER
                ? new Expression.Item(
                    line, value, new Expression.Literal(line, Numbers.parse(tokens.take())))
                : new Expression.Attribute(line, value, tokens.expect(Kind.NAME, "a name").text());
      } else if (tokens.takeOperator("[")) {
        value = subscript(line, value);
        tokens.expectOperator("]");
      } else if (tokens.isOperator("(")) {
        value = new Expression.Call(line, value, arguments());
      } else {
        return value;
      }
    }
  }

  private Expression subscript(int line, Expression target) {
    Expression from = tokens.isOperator(":") ? null : expression();
    if (!tokens.takeOperator(":")) {
      return new Expression.Item(line, target, from);
    }
    boolean noTo = tokens.isOperator(":") || tokens.isOperator("]");
    Expression to = noTo ? null : expression();
    boolean noStep = !tokens.takeOperator(":") || tokens.isOperator("]");
    return new Expression.Slice(line, target, from, to, noStep ? null : expression());
  }

  private Expression filtersAndTests(Expression start) {
    Expression value = start;
    while (true) {
      int line = tokens.peek().line();
      if (tokens.takeOperator("|")) {
        value = filter(line, value);
      } else if (tokens.takeName("is")) {
        value = test(line, value);
      } else if (tokens.isOperator("(")) {
        value = new Expression.Call(line, value, arguments());
      } else {
        return value;
      }
    }
  }

  /** A filter's name and arguments, and those of the filters after it. */
  Expression filters(Expression input) {
    Expression value = filter(tokens.peek().line(), input);
    while (tokens.takeOperator("|")) {
      value = filter(tokens.peek().line(), value);
    }
    return value;
  }

  private Expression filter(int line, Expression input) {
    String name = tokens.expect(Kind.NAME, "a filter's name").text();
    return new Expression.Filter(
        line, input, name, tokens.isOperator("(") ? arguments() : ArgumentList.NONE);
  }

  private Expression test(int line, Expression input) {
    boolean negated = tokens.takeName("not");
    String name = tokens.expect(Kind.NAME, "a test's name").text();
    ArgumentList arguments = ArgumentList.NONE;
    if (tokens.isOperator("(")) {
      arguments = arguments();
    } else if (tokens.isName("is")) {
      throw tokens.error("tests cannot be chained");
    } else if (startsArgument()) {
      arguments = new ArgumentList(List.of(postfix(primary())), Map.of());
    }
    Expression test = new Expression.Test(line, input, name, arguments);
    return negated ? new Expression.Not(line, test) : test;
  }

  private boolean startsArgument() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case NAME -> !Set.of("else", "or", "and", "is", "if", "not", "in").contains(token.text());
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.text().equals("[") || token.text().equals("{");
      default -> false;
    };
  }

  private ArgumentList arguments() {
    tokens.deeper();
    tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    while (!tokens.isOperator(")")) {
      if (tokens.isOperator("*") || tokens.isOperator("**")) {
        throw tokens.error("'" + tokens.peek().text() + "' in a call is not supported");
      }
      if (tokens.peek().kind() == Kind.NAME && tokens.peekSecond().is(Kind.OPERATOR, "=")) {
        String name = tokens.take().text();
        tokens.take();
        if (named.put(name, expression()) != null) {
          throw tokens.error("the argument '" + name + "' is given twice");
        }
      } else if (named.isEmpty()) {
        positional.add(expression());
      } else {
        throw tokens.unexpected("a named argument");
      }
      if (!tokens.takeOperator(",")) {
        break;
      }
    }
    tokens.expectOperator(")");
    tokens.back();
    return new ArgumentList(positional, named);
  }
}
