package io.github.dvmap.rl.tokenizer.jinja;

import java.util.List;

/** What a value is assigned to. */
interface Target {
  void assign(Render render, Scope scope, Object value);

  /** A variable. */
  record Variable(String name) implements Target {
    @Override
    public void assign(Render render, Scope scope, Object value) {
      scope.set(name, value);
    }
  }

  /** A name of a namespace. */
  record Field(String namespace, String name) implements Target {
    @Override
    public void assign(Render render, Scope scope, Object value) {
      if (!(scope.get(namespace) instanceof Namespace values)) {
        throw render.error("cannot set " + namespace + "." + name + " of what is no namespace");
      }
      values.values().put(name, value);
    }
  }

  /** Several targets, one for each item. */
  record Several(List<Target> targets) implements Target {
    @Override
    public void assign(Render render, Scope scope, Object value) {
      List<Object> items = Values.items(render, value);
      if (items.size() != targets.size()) {
        throw render.error(items.size() + " items for " + targets.size() + " variables");
      }
      for (int i = 0; i < items.size(); i++) {
        targets.get(i).assign(render, scope, items.get(i));
      }
    }
  }
}
