package io.github.dvmap.rl.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes one or a few small changes to a file's bytes; those that tend to break parsers. */
final class ByteMutator {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final List<String> NUMBERS =
      List.of("-1", "0", "1", "2.5", "1e9", "1e400", "2147483647", "9223372036854775807", "null");

  private final Random random;

  ByteMutator(Random random) {
    this.random = random;
  }

  byte[] mutate(byte[] valid) {
    byte[] mutant = valid;
    for (int changes = 1 + random.nextInt(3); changes > 0 && mutant.length > 0; changes--) {
      mutant = change(mutant);
    }
    return mutant;
  }

  private byte[] change(byte[] old) {
    int at = random.nextInt(old.length);
    int to = Math.min(old.length, at + 1 + random.nextInt(16));
    return switch (random.nextInt(7)) {
      case 0 -> replace(old, at, at + 1, new byte[] {(byte) (old[at] ^ (1 << random.nextInt(8)))});
      case 1 -> replace(old, at, at + 1, new byte[] {(byte) random.nextInt(256)});
      case 2 -> replace(old, at, at, new byte[] {(byte) random.nextInt(256)});
      case 3 -> replace(old, at, to, new byte[0]);
      case 4 -> replace(old, at, at, Arrays.copyOfRange(old, at, to));
      case 5 -> random.nextInt(4) == 0 ? Arrays.copyOf(old, at) : old;
      default -> number(old);
    };
  }

  private byte[] number(byte[] old) {
    String text = new String(old, StandardCharsets.ISO_8859_1);
    List<MatchResult> found = NUMBER.matcher(text).results().toList();
    if (found.isEmpty()) {
      return old;
    }
    MatchResult one = found.get(random.nextInt(found.size()));
    byte[] other =
        NUMBERS.get(random.nextInt(NUMBERS.size())).getBytes(StandardCharsets.ISO_8859_1);
    return replace(old, one.start(), one.end(), other);
  }

  private static byte[] replace(byte[] old, int from, int to, byte[] with) {
    byte[] result = Arrays.copyOf(old, from + with.length + old.length - to);
    System.arraycopy(with, 0, result, from, with.length);
    System.arraycopy(old, to, result, from + with.length, old.length - to);
    return result;
  }
}
