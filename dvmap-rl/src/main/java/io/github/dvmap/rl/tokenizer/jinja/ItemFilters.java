package io.github.dvmap.rl.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The filters over a value's items. */
final class ItemFilters {
  /** Told by {@link #apply} of a filter that is not here. */
  static final Object UNKNOWN = new Object();

  private ItemFilters() {}

  static Object apply(Render render, String name, Object value, Arguments arguments) {
    return switch (name) {
      case "first" -> {
        arguments.bind(render, name);
        Iterator<Object> items =
            value instanceof Lazy lazy ? lazy.items() : Values.items(render, value).iterator();
        yield items.hasNext() ? items.next() : new Undefined("the first item of none");
      }
      case "last" -> {
        arguments.bind(render, name);
        List<Object> items = Values.items(render, value);
        yield items.isEmpty()
            ? new Undefined("the last item of none")
            : items.get(items.size() - 1);
      }
      case "list" -> {
        arguments.bind(render, name);
        yield Values.items(render, value);
      }
      case "reverse" -> {
        arguments.bind(render, name);
        yield reverse(render, value);
      }
      case "join" -> join(render, value, arguments);
      case "sum" -> sum(render, value, arguments);
      case "min", "max" -> extreme(render, name, value, arguments);
      case "sort" -> sort(render, value, arguments);
      case "dictsort" -> dictsort(render, value, arguments);
      case "unique" -> unique(render, value, arguments);
      case "batch" -> batch(render, value, arguments);
      case "map" -> map(render, value, arguments);
      case "select", "reject" -> select(render, value, arguments, name.equals("select"), false);
      case "selectattr" -> select(render, value, arguments, true, true);
      case "rejectattr" -> select(render, value, arguments, false, true);
      default -> UNKNOWN;
    };
  }

  private static Object reverse(Render render, Object value) {
    if (value instanceof String) {
      return Access.slice(render, value, null, null, -1L);
    }
    List<Object> items = Values.items(render, value);
    Collections.reverse(items);
    return Lazy.of(items);
  }

  /** What {@code attribute='a.b'} names of an item; the item itself where it is null. */
  private static Object part(Render render, Object item, Object attribute) {
    Object value = item;
    if (attribute instanceof String path) {
      for (String name : path.split("\\.", -1)) {
        boolean index = name.matches("[0-9]{1,9}");
        value = Access.item(render, value, index ? (Object) Long.parseLong(name) : name);
      }
    } else if (attribute != null) {
      value = Access.item(render, value, attribute);
    }
    return value;
  }

  private static Object join(Render render, Object value, Arguments arguments) {
    Arguments.Bound given = arguments.bind(render, "join", "d", "attribute");
    String separator = given.text(0, "");
    var out = new StringBuilder();
    String before = "";
    for (Object item : Values.items(render, value)) {
      render.append(out, before);
      render.append(out, Printing.text(render, part(render, item, given.get(1, null))));
      before = separator;
    }
    return out.toString();
  }

  private static Object sum(Render render, Object value, Arguments arguments) {
    Arguments.Bound given = arguments.bind(render, "sum", "attribute", "start");
    Object sum = given.get(1, 0L);
    for (Object item : Values.items(render, value)) {
      sum = Numbers.apply(render, "+", sum, part(render, item, given.get(0, null)));
    }
    return sum;
  }

  /** A text in lower case unless case counts. */
  private static Object key(Render render, Object value, boolean caseCounts) {
    return value instanceof String text && !caseCounts
        ? StringMethods.changeCase(render, text, "lower")
        : value;
  }

  private static Object extreme(Render render, String name, Object value, Arguments arguments) {
    Arguments.Bound given = arguments.bind(render, name, "case_sensitive", "attribute");
    Object best = null;
    Object bestKey = null;
    List<Object> items = Values.items(render, value);
    for (int i = 0; i < items.size(); i++) {
      Object part = part(render, items.get(i), given.get(1, null));
      Object key = key(render, part, given.truth(0, false));
      int order = i == 0 ? 0 : Values.compare(render, key, bestKey);
      if (i == 0 || (name.equals("min") ? order < 0 : order > 0)) {
        best = items.get(i);
        bestKey = key;
      }
    }
    return items.isEmpty() ? new Undefined("the " + name + " of no items") : best;
  }

  private record Keyed(Object key, Object value) {}

  private static List<Object> sorted(Render render, List<Keyed> items, boolean reverse) {
    Comparator<Keyed> order = (a, b) -> Values.compare(render, a.key, b.key);
    items.sort(reverse ? Collections.reverseOrder(order) : order);
    List<Object> values = new ArrayList<>();
    items.forEach(item -> values.add(item.value));
    return values;
  }

  private static Object sort(Render render, Object value, Arguments arguments) {
    Arguments.Bound given =
        arguments.bind(render, "sort", "reverse", "case_sensitive", "attribute");
    List<Keyed> items = new ArrayList<>();
    for (Object item : Values.items(render, value)) {
      Object part = part(render, item, given.get(2, null));
      items.add(new Keyed(key(render, part, given.truth(1, false)), item));
    }
    return sorted(render, items, given.truth(0, false));
  }

  private static Object dictsort(Render render, Object value, Arguments arguments) {
    Arguments.Bound given = arguments.bind(render, "dictsort", "case_sensitive", "by", "reverse");
    if (!(value instanceof Map<?, ?> map)) {
      throw render.error("dictsort needs a mapping, not " + Values.kind(value));
    }
    int by =
        switch (given.text(1, "key")) {
          case "key" -> 0;
          case "value" -> 1;
          default -> throw render.error("dictsort sorts by 'key' or 'value'");
        };
    List<Keyed> items = new ArrayList<>();
    for (Object entry : Access.entries(render, map)) {
      Object part = ((Tuple) entry).get(by);
      items.add(new Keyed(key(render, part, given.truth(0, false)), entry));
    }
    return sorted(render, items, given.truth(2, false));
  }

  private static Object unique(Render render, Object value, Arguments arguments) {
    Arguments.Bound given = arguments.bind(render, "unique", "case_sensitive", "attribute");
    Map<Object, Object> first = new LinkedHashMap<>();
    for (Object item : Values.items(render, value)) {
      Object part = part(render, item, given.get(1, null));
      Object key = Values.requireKey(render, key(render, part, given.truth(0, false)));
      first.putIfAbsent(key, item);
    }
    return Lazy.of(new ArrayList<>(first.values()));
  }

  private static Object batch(Render render, Object value, Arguments arguments) {
    Arguments.Bound given = arguments.bind(render, "batch", "linecount", "fill_with");
    given.get(0);
    int size = given.integer(0, 1);
    if (size < 1) {
      throw render.error("batch needs a size of at least 1");
    }
    List<Object> items = Values.items(render, value);
    List<Object> batches = new ArrayList<>();
    for (int i = 0; i < items.size(); i += size) {
      List<Object> batch = new ArrayList<>(items.subList(i, Math.min(items.size() - i, size) + i));
      while (given.get(1, null) != null && batch.size() < size) {
        render.charge(1);
        batch.add(given.get(1));
      }
      batches.add(batch);
    }
    return Lazy.of(batches);
  }

  private static Object map(Render render, Object value, Arguments arguments) {
    List<Object> mapped = new ArrayList<>();
    boolean byAttribute = arguments.named().containsKey("attribute");
    Arguments.Bound given =
        byAttribute ? arguments.bind(render, "map", "attribute", "default") : null;
    for (Object item : Values.items(render, value)) {
      if (byAttribute) {
        Object part = part(render, item, given.get(0));
        mapped.add(part instanceof Undefined && given.has(1) ? given.get(1) : part);
      } else {
        String filter = name(render, "map", arguments.positional());
        mapped.add(Filters.apply(render, filter, item, arguments.without(1)));
      }
    }
    return Lazy.of(mapped);
  }

  private static String name(Render render, String filter, List<Object> positional) {
    if (positional.isEmpty() || !(positional.get(0) instanceof String name)) {
      throw render.error(filter + " needs a name as its first argument");
    }
    return name;
  }

  private static Object select(
      Render render, Object value, Arguments arguments, boolean keep, boolean byAttribute) {
    List<Object> kept = new ArrayList<>();
    Arguments test = byAttribute ? arguments.without(1) : arguments;
    Object attribute =
        byAttribute ? name(render, "an attribute filter", arguments.positional()) : null;
    for (Object item : Values.items(render, value)) {
      Object tested = part(render, item, attribute);
      boolean holds =
          test.positional().isEmpty()
              ? Values.truth(tested)
              : Tests.holds(
                  render, name(render, "a filter", test.positional()), tested, test.without(1));
      if (holds == keep) {
        kept.add(item);
      }
    }
    return Lazy.of(kept);
  }
}
