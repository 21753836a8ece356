package io.github.dvmap.rl.tokenizer.jinja;

import java.util.List;

/** A macro with the variables of where it was defined. */
record Macro(Definition definition, Scope scope) implements Function {
  /**
   * What a template says of a macro.
   *
   * @param parameters names
   * @param defaults one for each parameter; null where it has none
   */
  record Definition(
      String name, List<String> parameters, List<Expression> defaults, List<Statement> body) {}

  @Override
  public Object call(Render render, Arguments arguments) {
    var inner = new Scope(scope);
    var given = arguments;
    if (arguments.named().containsKey("caller")) {
      inner.set("caller", arguments.named().get("caller"));
      given = arguments.withoutNamed("caller");
    }
    List<String> parameters = definition.parameters();
    Arguments.Bound bound =
        given.bind(render, definition.name(), parameters.toArray(String[]::new));
    for (int i = 0; i < parameters.size(); i++) {
      inner.set(parameters.get(i), value(render, bound, i, inner));
    }
    return Statement.capture(definition.body(), inner, render);
  }

  private Object value(Render render, Arguments.Bound bound, int i, Scope inner) {
    Expression otherwise = definition.defaults().get(i);
    if (bound.has(i)) {
      return bound.get(i);
    }
    return otherwise == null
        ? new Undefined("'" + definition.parameters().get(i) + "'")
        : render.evaluate(otherwise, inner);
  }
}
