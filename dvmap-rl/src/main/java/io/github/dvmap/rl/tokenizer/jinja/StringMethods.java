package io.github.dvmap.rl.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** The methods of a text, Python's {@code str}. */
final class StringMethods {
  private StringMethods() {}

  /** A method of a text; null where there is none. */
  static Function of(String text, String name) {
    return switch (name) {
      case "upper", "lower", "title", "capitalize" ->
          (render, arguments) -> {
            arguments.bind(render, name);
            return changeCase(render, text, name);
          };
      case "strip", "lstrip", "rstrip" ->
          (render, arguments) -> {
            String characters = arguments.bind(render, name, "chars").text(0, null);
            render.chargeSearch(text, characters == null ? "" : characters);
            return Strings.strip(text, characters, !name.equals("rstrip"), !name.equals("lstrip"));
          };
      case "startswith", "endswith" -> (render, arguments) -> affix(render, text, name, arguments);
      case "removeprefix", "removesuffix" ->
          (render, arguments) -> remove(render, text, name, arguments);
      case "split", "rsplit" -> (render, arguments) -> split(render, text, name, arguments);
      case "splitlines" -> (render, arguments) -> lines(render, text, arguments);
      case "replace" -> (render, arguments) -> replace(render, text, arguments);
      case "find", "rfind", "index", "rindex", "count" ->
          (render, arguments) -> search(render, text, name, arguments);
      case "join" ->
          (render, arguments) -> join(render, text, arguments.bind(render, name, "items").get(0));
      case "format" -> (render, arguments) -> Formats.braces(render, text, arguments);
      case "zfill", "ljust", "rjust", "center" ->
          (render, arguments) -> pad(render, text, name, arguments);
      case "isdigit", "isdecimal", "isnumeric" -> all(text, name, Character::isDigit);
      case "isalpha" -> all(text, name, Character::isLetter);
      case "isalnum" -> all(text, name, Character::isLetterOrDigit);
      case "isspace" -> all(text, name, Strings::isSpace);
      case "isupper" -> cased(text, name, Character::isUpperCase, Character::isLowerCase);
      case "islower" -> cased(text, name, Character::isLowerCase, Character::isUpperCase);
      default -> null;
    };
  }

  private static Function all(String text, String name, IntPredicate wanted) {
    return (render, arguments) -> {
      arguments.bind(render, name);
      render.charge(text.length() / 8);
      return !text.isEmpty() && text.codePoints().allMatch(wanted);
    };
  }

  private static Function cased(
      String text, String name, IntPredicate wanted, IntPredicate unwanted) {
    return (render, arguments) -> {
      arguments.bind(render, name);
      render.charge(text.length() / 8);
      return text.codePoints().anyMatch(wanted) && text.codePoints().noneMatch(unwanted);
    };
  }

  /** Upper, lower, title or capitalize, free of the default locale. */
  static String changeCase(Render render, String text, String how) {
    render.chargeText(text.length());
    return switch (how) {
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      default -> {
        var out = new StringBuilder();
        boolean start = true;
        for (int c : text.codePoints().toArray()) {
          String one = Character.toString(c);
          out.append(
              start ? Character.toString(Character.toTitleCase(c)) : one.toLowerCase(Locale.ROOT));
          start = how.equals("title") && !Character.isLetter(c);
        }
        yield out.toString();
      }
    };
  }

  private static Object affix(Render render, String text, String name, Arguments arguments) {
    Arguments.Bound given = arguments.bind(render, name, "affix");
    List<Object> affixes = given.get(0) instanceof Tuple tuple ? tuple : List.of(given.text(0));
    for (Object affix : affixes) {
      if (!(affix instanceof String part)) {
        throw render.error(name + " needs texts, not " + Values.kind(affix));
      }
      render.charge(part.length() / 8 + 1);
      if (name.equals("startswith") ? text.startsWith(part) : text.endsWith(part)) {
        return true;
      }
    }
    return false;
  }

  private static Object remove(Render render, String text, String name, Arguments arguments) {
    String affix = arguments.bind(render, name, "affix").text(0);
    render.chargeText(text.length());
    if (name.equals("removeprefix")) {
      return text.startsWith(affix) ? text.substring(affix.length()) : text;
    }
    return text.endsWith(affix) ? text.substring(0, text.length() - affix.length()) : text;
  }

  private static Object split(Render render, String text, String name, Arguments arguments) {
    Arguments.Bound given = arguments.bind(render, name, "sep", "maxsplit");
    String separator = given.text(0, null);
    int limit = given.integer(1, -1);
    int most = limit < 0 ? Integer.MAX_VALUE : limit;
    if (separator == null) {
      render.charge(text.length());
      return name.equals("split")
          ? splitAtSpace(render, text, most)
          : splitAtSpaceFromEnd(render, text, most);
    }
    if (separator.isEmpty()) {
      throw render.error(name + " needs a separator that is not empty");
    }
    render.chargeSearch(text, separator);
    render.chargeText(text.length());
    return name.equals("split")
        ? splitAt(render, text, separator, most)
        : splitFromEnd(render, text, separator, most);
  }

  private static List<Object> splitAt(Render render, String text, String separator, int most) {
    List<Object> parts = new ArrayList<>();
    int start = 0;
    int at = text.indexOf(separator);
    while (at >= 0 && parts.size() < most) {
      render.charge(4);
      parts.add(text.substring(start, at));
      start = at + separator.length();
      at = text.indexOf(separator, start);
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static List<Object> splitFromEnd(Render render, String text, String separator, int most) {
    List<Object> parts = new ArrayList<>();
    int end = text.length();
    int at = text.lastIndexOf(separator);
    while (at >= 0 && parts.size() < most) {
      render.charge(4);
      parts.add(text.substring(at + separator.length(), end));
      end = at;
      int next = end - separator.length();
      at = next < 0 ? -1 : text.lastIndexOf(separator, next);
    }
    parts.add(text.substring(0, end));
    Collections.reverse(parts);
    return parts;
  }

  private static List<Object> splitAtSpace(Render render, String text, int most) {
    List<Object> parts = new ArrayList<>();
    int start = next(text, 0, true);
    while (start < text.length()) {
      render.charge(4);
      if (parts.size() == most) {
        parts.add(text.substring(start));
        break;
      }
      int end = next(text, start, false);
      parts.add(text.substring(start, end));
      start = next(text, end, true);
    }
    return parts;
  }

  /** The first position from here on past white space, or past what is none. */
  private static int next(String text, int from, boolean space) {
    int i = from;
    while (i < text.length() && Strings.isSpace(text.charAt(i)) == space) {
      i++;
    }
    return i;
  }

  private static List<Object> splitAtSpaceFromEnd(Render render, String text, int most) {
    List<Object> parts = new ArrayList<>();
    int end = previous(text, text.length(), true);
    while (end > 0) {
      render.charge(4);
      if (parts.size() == most) {
        parts.add(text.substring(0, end));
        break;
      }
      int start = previous(text, end, false);
      parts.add(text.substring(start, end));
      end = previous(text, start, true);
    }
    Collections.reverse(parts);
    return parts;
  }

  private static int previous(String text, int from, boolean space) {
    int i = from;
    while (i > 0 && Strings.isSpace(text.charAt(i - 1)) == space) {
      i--;
    }
    return i;
  }

  private static Object lines(Render render, String text, Arguments arguments) {
    boolean keep = arguments.bind(render, "splitlines", "keepends").truth(0, false);
    render.charge(4L * text.length());
    List<Object> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length()
          && "\n\r\u000B\f\u001C\u001D\u001E\u0085\u2028\u2029".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      int next = Math.min(text.length(), end + (text.startsWith("\r\n", end) ? 2 : 1));
      lines.add(text.substring(start, keep ? next : end));
      start = next;
    }
    return lines;
  }

  static String replace(Render render, String text, Arguments arguments) {
    Arguments.Bound given = arguments.bind(render, "replace", "old", "new", "count");
    String old = given.text(0);
    String replacement = given.text(1);
    int most = given.get(2, null) == null ? -1 : given.integer(2, -1);
    most = most < 0 ? Integer.MAX_VALUE : most;
    render.chargeSearch(text, old);
    var out = new StringBuilder();
    int start = 0;
    int at = text.indexOf(old);
    for (int done = 0; done < most && at >= 0; done++) {
      render.append(out, text.substring(start, at));
      render.append(out, replacement);
      start = at + old.length();
      // between two characters lies one empty text
      int from = !old.isEmpty() ? start : nextCharacter(text, start);
      at = from > text.length() ? -1 : text.indexOf(old, from);
    }
    render.append(out, text.substring(start));
    return out.toString();
  }

  private static int nextCharacter(String text, int at) {
    return at < text.length() ? at + Character.charCount(text.codePointAt(at)) : at + 1;
  }

  private static Object search(Render render, String text, String name, Arguments arguments) {
    String part = arguments.bind(render, name, "sub").text(0);
    render.chargeSearch(text, part);
    if (name.equals("count")) {
      if (part.isEmpty()) {
        return Strings.length(text) + 1L;
      }
      long count = 0;
      for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
        render.charge(1);
        count++;
      }
      return count;
    }
    int at = name.startsWith("r") ? text.lastIndexOf(part) : text.indexOf(part);
    if (at < 0 && name.endsWith("index")) {
      throw render.error(name + ": the text does not hold the other");
    }
    return at < 0 ? -1L : (long) text.codePointCount(0, at);
  }

  private static Object join(Render render, String separator, Object items) {
    var out = new StringBuilder();
    String before = "";
    for (Object item : Values.items(render, items)) {
      if (!(item instanceof String text)) {
        throw render.error("join needs texts, not " + Values.kind(item));
      }
      render.append(out, before);
      render.append(out, text);
      before = separator;
    }
    return out.toString();
  }

  private static Object pad(Render render, String text, String name, Arguments arguments) {
    Arguments.Bound given = arguments.bind(render, name, "width", "fillchar");
    given.get(0);
    int missing = given.integer(0, 0) - Strings.length(text);
    if (missing <= 0) {
      return text;
    }
    render.chargeText((long) text.length() + missing);
    String fill = name.equals("zfill") ? "0" : given.text(1, " ");
    if (Strings.length(fill) != 1) {
      throw render.error(name + " needs one character for 'fillchar'");
    }
    if (name.equals("zfill")) {
      int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
      return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
    }
    int width = missing + Strings.length(text);
    int left =
        switch (name) {
          case "rjust" -> missing;
          case "center" -> missing / 2 + (missing & width & 1);
          default -> 0;
        };
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }
}
