package io.github.dvmap.rl.tokenizer.jinja;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Python's {@code strftime} in the C locale. */
final class Strftime {
  private static final Map<Character, String> PATTERNS =
      Map.ofEntries(
          Map.entry('a', "EEE"),
          Map.entry('A', "EEEE"),
          Map.entry('b', "MMM"),
          Map.entry('B', "MMMM"),
          Map.entry('d', "dd"),
          Map.entry('D', "MM/dd/yy"),
          Map.entry('F', "uuuu-MM-dd"),
          Map.entry('H', "HH"),
          Map.entry('I', "hh"),
          Map.entry('j', "DDD"),
          Map.entry('m', "MM"),
          Map.entry('M', "mm"),
          Map.entry('p', "a"),
          Map.entry('S', "ss"),
          Map.entry('T', "HH:mm:ss"),
          Map.entry('y', "yy"),
          Map.entry('Y', "uuuu"));

  private Strftime() {}

  static String format(Render render, String format, LocalDateTime time) {
    render.chargeText(format.length() * 10L);
    var out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      boolean bare = format.startsWith("-", i + 1);
      i += bare ? 2 : 1;
      char letter = i < format.length() ? format.charAt(i) : '%';
      String pattern = PATTERNS.get(letter);
      if (letter == '%' && i < format.length() && !bare) {
        out.append('%');
      } else if (pattern == null) {
        throw render.error("strftime_now does not know '%" + letter + "' in '" + format + "'");
      } else {
        String text = DateTimeFormatter.ofPattern(pattern, Locale.US).format(time);
        out.append(bare ? text.replaceFirst("^0+(?=.)", "") : text);
      }
    }
    return out.toString();
  }
}
