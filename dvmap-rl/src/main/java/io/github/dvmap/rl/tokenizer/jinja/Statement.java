package io.github.dvmap.rl.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;

/** A node that writes or assigns. */
interface Statement {
  /** Where a rendering goes after a statement. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  Flow execute(Scope scope, Render render, StringBuilder out);

  /** Runs statements in turn until one leaves the loop's body. */
  static Flow run(List<Statement> body, Scope scope, Render render, StringBuilder out) {
    render.deeper();
    Flow flow = Flow.NEXT;
    for (int i = 0; i < body.size() && flow == Flow.NEXT; i++) {
      render.charge(1);
      flow = body.get(i).execute(scope, render, out);
    }
    render.back();
    return flow;
  }

  /** What a body writes. */
  static String capture(List<Statement> body, Scope scope, Render render) {
    var text = new StringBuilder();
    run(body, scope, render, text);
    return text.toString();
  }

  /** Text outside tags. */
  record Data(String text) implements Statement {
    @Override
    public Flow execute(Scope scope, Render render, StringBuilder out) {
      render.append(out, text);
      return Flow.NEXT;
    }
  }

  /** <code>{{ value }}</code>. */
  record Print(Expression value) implements Statement {
    @Override
    public Flow execute(Scope scope, Render render, StringBuilder out) {
      Object result = render.evaluate(value, scope);
      render.at(value.line());
      render.append(out, Printing.text(render, result));
      return Flow.NEXT;
    }
  }

  /** {@code break} and {@code continue}. */
  record Leave(Flow flow) implements Statement {
    @Override
    public Flow execute(Scope scope, Render render, StringBuilder out) {
      return flow;
    }
  }

  /** {@code if}, {@code elif} and {@code else}: the body of the first condition that holds. */
  record If(List<Expression> conditions, List<List<Statement>> bodies, List<Statement> otherwise)
      implements Statement {
    @Override
    public Flow execute(Scope scope, Render render, StringBuilder out) {
      for (int i = 0; i < conditions.size(); i++) {
        if (Values.truth(render.evaluate(conditions.get(i), scope))) {
          return run(bodies.get(i), scope, render, out);
        }
      }
      return run(otherwise, scope, render, out);
    }
  }

  /** {@code for}; the condition is null where there is none. */
  record For(
      int line,
      Target target,
      Expression items,
      Expression condition,
      List<Statement> body,
      List<Statement> otherwise)
      implements Statement {
    @Override
    public Flow execute(Scope scope, Render render, StringBuilder out) {
      Object source = render.evaluate(items, scope);
      render.at(line);
      List<Object> values = Values.items(render, source);
      if (condition != null) {
        values = matching(values, scope, render);
      }
      if (values.isEmpty()) {
        return run(otherwise, new Scope(scope), render, out);
      }
      for (int i = 0; i < values.size(); i++) {
        var inner = new Scope(scope);
        inner.set("loop", new Loop(values, i));
        render.at(line);
        target.assign(render, inner, values.get(i));
        if (run(body, inner, render, out) == Flow.BREAK) {
          break;
        }
      }
      return Flow.NEXT;
    }

    private List<Object> matching(List<Object> values, Scope scope, Render render) {
      List<Object> kept = new ArrayList<>();
      for (Object value : values) {
        var inner = new Scope(scope);
        target.assign(render, inner, value);
        if (Values.truth(render.evaluate(condition, inner))) {
          kept.add(value);
        }
      }
      return kept;
    }
  }

  /** {@code set target = value}. */
  record Assign(int line, Target target, Expression value) implements Statement {
    @Override
    public Flow execute(Scope scope, Render render, StringBuilder out) {
      Object result = render.evaluate(value, scope);
      render.at(line);
      target.assign(render, scope, result);
      return Flow.NEXT;
    }
  }

  /**
   * A body whose text goes through filters, to a variable or to the output.
   *
   * @param target what is set; null for the output
   * @param filters filters over the variable {@link #CAPTURED}
   */
  record Capture(int line, Target target, Expression filters, List<Statement> body)
      implements Statement {
    /** A name that no template can write. */
    static final String CAPTURED = "(body)";

    @Override
    public Flow execute(Scope scope, Render render, StringBuilder out) {
      var inner = new Scope(scope);
      inner.set(CAPTURED, capture(body, inner, render));
      Object result = render.evaluate(filters, inner);
      render.at(line);
      if (target == null) {
        render.append(out, Printing.text(render, result));
      } else {
        target.assign(render, scope, result);
      }
      return Flow.NEXT;
    }
  }

  /** {@code with a = x, b = y}; the values see the outer variables. */
  record With(List<Target> targets, List<Expression> values, List<Statement> body)
      implements Statement {
    @Override
    public Flow execute(Scope scope, Render render, StringBuilder out) {
      var inner = new Scope(scope);
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(render, inner, render.evaluate(values.get(i), scope));
      }
      return run(body, inner, render, out);
    }
  }

  /** {@code generation}: its body, which transformers marks for training masks. */
  record Block(List<Statement> body) implements Statement {
    @Override
    public Flow execute(Scope scope, Render render, StringBuilder out) {
      return run(body, new Scope(scope), render, out);
    }
  }

  /** {@code macro}. */
  record Define(Macro.Definition definition) implements Statement {
    @Override
    public Flow execute(Scope scope, Render render, StringBuilder out) {
      scope.set(definition.name(), new Macro(definition, scope));
      return Flow.NEXT;
    }
  }

  /** {@code call}: calls a macro that calls the body back as {@code caller}. */
  record CallBlock(Expression.Call call, Macro.Definition body) implements Statement {
    @Override
    public Flow execute(Scope scope, Render render, StringBuilder out) {
      render.at(call.line());
      Object function = render.evaluate(call.target(), scope);
      Arguments arguments =
          call.arguments().evaluate(scope, render).with("caller", new Macro(body, scope));
      render.append(out, Printing.text(render, Expression.Call.call(function, arguments, render)));
      return Flow.NEXT;
    }
  }
}
