package io.github.dvmap.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.prompt.Prompt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StopStringsTest {
  /** Tokens of any bytes: whole words, halves of characters and what is no UTF-8 at all. */
  private record Bytes(List<byte[]> vocabulary, boolean spaced) implements TextTokenizer {
    @Override
    public int[] encode(String text) {
      throw new UnsupportedOperationException("not needed");
    }

    /** If spaced, the first space is left out, as SentencePiece does. */
    @Override
    public String decode(int[] ids) {
      byte[] all = new byte[Arrays.stream(ids).map(id -> vocabulary.get(id).length).sum()];
      int at = 0;
      for (int id : ids) {
        byte[] token = vocabulary.get(id);
        System.arraycopy(token, 0, all, at, token.length);
        at += token.length;
      }
      String text = new String(all, StandardCharsets.UTF_8);
      return spaced && text.startsWith(" ") ? text.substring(1) : text;
    }

    @Override
    public int[] encodePrompt(Prompt prompt) {
      throw new UnsupportedOperationException("not needed");
    }

    @Override
    public int endOfText() {
      return 0;
    }
  }

  private static Bytes words(String... words) {
    return new Bytes(
        Arrays.stream(words).map(w -> w.getBytes(StandardCharsets.UTF_8)).toList(), false);
  }

  private static int naive(Bytes tokenizer, Set<String> strings, int[] tokens) {
    for (int end = 1; end <= tokens.length; end++) {
      String text = tokenizer.decode(Arrays.copyOf(tokens, end));
      if (strings.stream().anyMatch(text::contains)) {
        return end;
      }
    }
    return -1;
  }

  @ParameterizedTest
  @CsvSource({"0 1, -1", "0 2, 2", "3 4 5, 3", "3 4 1, -1", "1 6, 2", "3 4 7, 3", "2 2, 1"})
  void end_knownTokens_isWhereTheStringIsComplete(String ids, int expected) {
    var tokenizer = words("a", "<", "x</answer>\n", "</", "answer", ">", "/answer>b", ">>");
    int[] tokens = Arrays.stream(ids.split(" ")).mapToInt(Integer::parseInt).toArray();
    StopStrings stops = StopStrings.of(Set.of("</answer>"), tokenizer);
    assertThat(stops.scanner().end(tokens, 0, tokens.length)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void end_randomBytesInRandomPieces_isThatOfTheWholeText(boolean spaced) {
    var random = new SplittableRandom(5);
    String[] parts = {"<", "/", "a", ">", " ", "é", "語", "</a", "a>", "</a> ", " a"};
    int found = 0;
    for (int round = 0; round < 3000; round++) {
      var vocabulary = new ArrayList<byte[]>();
      for (int i = 0; i < 12; i++) {
        byte[] whole = parts[random.nextInt(parts.length)].getBytes(StandardCharsets.UTF_8);
        int from = random.nextInt(4) == 0 ? random.nextInt(whole.length) : 0;
        vocabulary.add(Arrays.copyOfRange(whole, from, whole.length));
      }
      vocabulary.add(new byte[0]);
      var tokenizer = new Bytes(vocabulary, spaced);
      var strings = new HashSet<String>();
      for (int i = 0; i < 2; i++) {
        strings.add(List.of("</a>", " a ", "é語", "a>é", "><", "語").get(random.nextInt(6)));
      }
      int[] tokens = random.ints(random.nextInt(1, 40), 0, 13).toArray();
      int expected = naive(tokenizer, strings, tokens);
      StopStrings.Scanner scanner = StopStrings.of(strings, tokenizer).scanner();
      int seen = 0;
      int end = -1;
      while (end < 0 && seen < tokens.length) {
        int next = Math.min(tokens.length, seen + random.nextInt(1, 9));
        end = scanner.end(tokens, seen, next);
        seen = next;
      }
      assertThat(end).as("round %d", round).isEqualTo(expected);
      found += end > 0 ? 1 : 0;
    }
    assertThat(found).isBetween(500, 2900);
  }

  @Test
  void end_longCompletion_decodesABoundedWindow() {
    int[] longest = {0};
    var tokenizer =
        new TextTokenizer() {
          @Override
          public int[] encode(String text) {
            return new int[0];
          }

          @Override
          public String decode(int[] ids) {
            longest[0] = Math.max(longest[0], ids.length);
            return "x".repeat(ids.length);
          }

          @Override
          public int[] encodePrompt(Prompt prompt) {
            return new int[0];
          }

          @Override
          public int endOfText() {
            return 0;
          }
        };
    StopStrings.Scanner scanner = StopStrings.of(Set.of("</answer>"), tokenizer).scanner();
    int[] tokens = new int[4000];
    IntStream.range(0, 4000).forEach(i -> scanner.end(tokens, i, i + 1));
    assertThat(longest[0]).isLessThanOrEqualTo(3 * "</answer>".length());
  }

  @Test
  void of_noStrings_isNone() {
    assertThat(StopStrings.of(Set.of(), words("a")).isEmpty()).isTrue();
    assertThat(StopStrings.none().scanner().end(new int[] {1}, 0, 1)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\uFFFD"})
  void of_badString_isRefused(String bad) {
    assertThatThrownBy(() -> StopStrings.of(Set.of(bad), words("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stop string '" + bad + "'");
  }
}
