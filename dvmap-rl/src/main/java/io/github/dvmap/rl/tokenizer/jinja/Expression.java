package io.github.dvmap.rl.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node that has a value. */
interface Expression {
  int line();

  /** The value; call it through {@link Render#evaluate}, which pays for it. */
  Object evaluate(Scope scope, Render render);

  /** A literal. */
  record Literal(int line, Object value) implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      return value;
    }
  }

  /** A variable. */
  record Name(int line, String name) implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      render.charge(scope.depth() / 8);
      return scope.get(name);
    }
  }

  /** {@code target.name}. */
  record Attribute(int line, Expression target, String name) implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      return Access.attribute(render, render.evaluate(target, scope), name);
    }
  }

  /** {@code target[key]}. */
  record Item(int line, Expression target, Expression key) implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      Object value = render.evaluate(target, scope);
      return Access.item(render, value, render.evaluate(key, scope));
    }
  }

  /** {@code target[from:to:step]}; an absent part is null. */
  record Slice(int line, Expression target, Expression from, Expression to, Expression step)
      implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      Object value = render.evaluate(target, scope);
      return Access.slice(
          render,
          value,
          part(from, scope, render),
          part(to, scope, render),
          part(step, scope, render));
    }

    private static Object part(Expression part, Scope scope, Render render) {
      return part == null ? null : render.evaluate(part, scope);
    }
  }

  /** The arguments of a call, filter or test. */
  record ArgumentList(List<Expression> positional, Map<String, Expression> named) {
    static final ArgumentList NONE = new ArgumentList(List.of(), Map.of());

    Arguments evaluate(Scope scope, Render render) {
      Map<String, Object> values = new LinkedHashMap<>();
      List<Object> list = all(positional, scope, render);
      named.forEach((name, value) -> values.put(name, render.evaluate(value, scope)));
      return new Arguments(list, values);
    }
  }

  /** {@code target(arguments)}. */
  record Call(int line, Expression target, ArgumentList arguments) implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      return call(render.evaluate(target, scope), arguments.evaluate(scope, render), render);
    }

    static Object call(Object function, Arguments arguments, Render render) {
      if (function instanceof Function callable) {
        return callable.call(render, arguments);
      }
      throw render.error(
          function instanceof Undefined undefined
              ? undefined.problem()
              : Values.kind(function) + " cannot be called");
    }
  }

  /** {@code input|name(arguments)}. */
  record Filter(int line, Expression input, String name, ArgumentList arguments)
      implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      Object value = render.evaluate(input, scope);
      return Filters.apply(render, name, value, arguments.evaluate(scope, render));
    }
  }

  /** {@code input is name(arguments)}. */
  record Test(int line, Expression input, String name, ArgumentList arguments)
      implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      Object value = render.evaluate(input, scope);
      return Tests.holds(render, name, value, arguments.evaluate(scope, render));
    }
  }

  /** {@code not x}. */
  record Not(int line, Expression operand) implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      return !Values.truth(render.evaluate(operand, scope));
    }
  }

  /** {@code -x}; {@code +x} leaves a number as it is. */
  record Sign(int line, boolean minus, Expression operand) implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      Object value = render.evaluate(operand, scope);
      return Numbers.apply(render, minus ? "-" : "+", 0L, value);
    }
  }

  /** {@code left and right}, {@code left or right}: the operand that decides. */
  record Logic(int line, boolean and, Expression left, Expression right) implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      Object value = render.evaluate(left, scope);
      return Values.truth(value) == and ? render.evaluate(right, scope) : value;
    }
  }

  /** Arithmetic. */
  record Binary(int line, String operator, Expression left, Expression right)
      implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      Object value = render.evaluate(left, scope);
      return Numbers.apply(render, operator, value, render.evaluate(right, scope));
    }
  }

  /** {@code a ~ b}: both as text. */
  record Concat(int line, List<Expression> parts) implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      var text = new StringBuilder();
      for (Expression part : parts) {
        render.append(text, Printing.text(render, render.evaluate(part, scope)));
      }
      return text.toString();
    }
  }

  /** {@code a < b <= c}: each pair holds. */
  record Compare(int line, Expression first, List<String> operators, List<Expression> others)
      implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      Object left = render.evaluate(first, scope);
      for (int i = 0; i < operators.size(); i++) {
        Object right = render.evaluate(others.get(i), scope);
        if (!Values.holds(render, operators.get(i), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    }
  }

  /** {@code then if condition else otherwise}; without else undefined. */
  record Conditional(int line, Expression condition, Expression then, Expression otherwise)
      implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      if (Values.truth(render.evaluate(condition, scope))) {
        return render.evaluate(then, scope);
      }
      return otherwise == null
          ? new Undefined("the value of an if without else")
          : render.evaluate(otherwise, scope);
    }
  }

  /** {@code [a, b]} or {@code (a, b)}. */
  record Items(int line, boolean tuple, List<Expression> items) implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      List<Object> values = all(items, scope, render);
      return tuple ? new Tuple(values) : values;
    }
  }

  /** <code>{key: value}</code>. */
  record Mapping(int line, List<Expression> keys, List<Expression> values) implements Expression {
    @Override
    public Object evaluate(Scope scope, Render render) {
      render.charge(4L * keys.size());
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        Object key = Values.requireKey(render, render.evaluate(keys.get(i), scope));
        map.put(key, render.evaluate(values.get(i), scope));
      }
      return map;
    }
  }

  private static List<Object> all(List<Expression> expressions, Scope scope, Render render) {
    List<Object> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      values.add(render.evaluate(expression, scope));
    }
    return values;
  }
}
