package io.github.dvmap.rl.tokenizer.jinja;

import io.github.dvmap.rl.tokenizer.jinja.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Python's arithmetic over 64-bit integers and doubles; a boolean counts as 0 or 1. */
final class Numbers {
  private Numbers() {}

  static boolean isNumber(Object value) {
    return value instanceof Number || value instanceof Boolean;
  }

  private static boolean isInteger(Object value) {
    return value instanceof Long || value instanceof Boolean;
  }

  /** An integer or boolean as an integer. */
  static long integer(Object value) {
    return value instanceof Boolean truth ? (truth ? 1 : 0) : (Long) value;
  }

  static double real(Object value) {
    return value instanceof Double real ? real : integer(value);
  }

  static int compare(Object left, Object right) {
    if (isInteger(left) && isInteger(right)) {
      return Long.compare(integer(left), integer(right));
    }
    double a = real(left);
    double b = real(right);
    if (Double.isFinite(a) && Double.isFinite(b)) {
      return exact(left).compareTo(exact(right));
    }
    return Double.compare(a, b);
  }

  private static BigDecimal exact(Object value) {
    return value instanceof Double real ? new BigDecimal(real) : BigDecimal.valueOf(integer(value));
  }

  /** A literal's value. */
  static Object parse(Token token) {
    String digits = token.text().replace("_", "");
    try {
      if (token.kind() == Kind.FLOAT) {
        return Double.valueOf(digits);
      }
      boolean based = digits.length() > 1 && Character.isLetter(digits.charAt(1));
      return based
          ? Long.parseLong(digits.substring(2), radix(digits.charAt(1)))
          : Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new JinjaException(token.line(), "'" + token.text() + "' is not an integer of 64 bits");
    }
  }

  private static int radix(char letter) {
    return switch (letter) {
      case 'x', 'X' -> 16;
      case 'o', 'O' -> 8;
      default -> 2;
    };
  }

  static Object apply(Render render, String operator, Object left, Object right) {
    if (isNumber(left) && isNumber(right)) {
      try {
        return isInteger(left) && isInteger(right)
            ? integers(operator, integer(left), integer(right))
            : reals(operator, real(left), real(right));
      } catch (ArithmeticException e) {
        throw render.error(left + " " + operator + " " + right + ": " + e.getMessage());
      }
    }
    if (operator.equals("+")) {
      Object sum = sum(render, left, right);
      if (sum != null) {
        return sum;
      }
    } else if (operator.equals("*")) {
      Object repeated = isInteger(left) ? repeat(render, right, integer(left)) : null;
      if (repeated == null && isInteger(right)) {
        repeated = repeat(render, left, integer(right));
      }
      if (repeated != null) {
        return repeated;
      }
    } else if (operator.equals("%") && left instanceof String pattern) {
      return Formats.percent(
          render, pattern, right instanceof Tuple tuple ? tuple : Collections.singletonList(right));
    }
    Undefined absent = left instanceof Undefined l ? l : right instanceof Undefined r ? r : null;
    throw render.error(
        absent != null
            ? absent.problem()
            : "'" + operator + "' of " + Values.kind(left) + " and " + Values.kind(right));
  }

  private static Object sum(Render render, Object left, Object right) {
    if (left instanceof String a && right instanceof String b) {
      render.chargeText((long) a.length() + b.length());
      return a + b;
    }
    if (left instanceof List<?> a
        && right instanceof List<?> b
        && a instanceof Tuple == b instanceof Tuple) {
      render.charge((long) a.size() + b.size());
      List<Object> items = new ArrayList<>(a);
      items.addAll(b);
      return a instanceof Tuple ? new Tuple(items) : items;
    }
    return null;
  }

  private static Object repeat(Render render, Object value, long times) {
    long count = Math.max(0, times);
    if (value instanceof String text) {
      count = text.isEmpty() ? 0 : Math.min(count, Render.MAX_TEXT + 1L);
      render.chargeText(text.length() * count);
      return text.repeat((int) count);
    }
    if (value instanceof List<?> list) {
      count = list.isEmpty() ? 0 : Math.min(count, Render.MAX_WORK);
      render.charge(list.size() * count);
      List<Object> items = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        items.addAll(list);
      }
      return list instanceof Tuple ? new Tuple(items) : items;
    }
    return null;
  }

  private static Object integers(String operator, long a, long b) {
    return switch (operator) {
      case "+" -> Math.addExact(a, b);
      case "-" -> Math.subtractExact(a, b);
      case "*" -> Math.multiplyExact(a, b);
      case "/" -> divide((double) a, (double) b);
      case "//" -> a == Long.MIN_VALUE && b == -1 ? Math.negateExact(a) : Math.floorDiv(a, b);
      case "%" -> Math.floorMod(a, b);
      default -> b < 0 ? (Object) Math.pow((double) a, (double) b) : (Object) power(a, b);
    };
  }

  private static double divide(double a, double b) {
    if (b == 0) {
      throw new ArithmeticException("/ by zero");
    }
    return a / b;
  }

  private static long power(long base, long exponent) {
    long result = 1;
    long square = base;
    for (long left = exponent; left > 0; left >>= 1) {
      if ((left & 1) == 1) {
        result = Math.multiplyExact(result, square);
      }
      if (left > 1) {
        square = Math.multiplyExact(square, square);
      }
    }
    return result;
  }

  private static Object reals(String operator, double a, double b) {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> divide(a, b);
      case "//" -> Math.floor(divide(a, b));
      case "%" -> a - b * Math.floor(divide(a, b));
      default -> Math.pow(a, b);
    };
  }
}
