package io.github.dvmap.rl.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trains a byte-level byte-pair encoding (Sennrich, Haddow and Birch 2016,
 * doi:10.18653/v1/P16-1162; bytes and word pattern as in GPT-2). Each merge joins the most frequent
 * pair, of equally frequent ones the first in code point order, so the result depends on the texts'
 * content alone.
 */
final class BpeTrainer {
  /** GPT-2's word pattern. */
  private static final Pattern WORD =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  /** Two neighbouring symbols. */
  record Pair(String left, String right) {
    String joined() {
      return left + right;
    }
  }

  private record Candidate(Pair pair, long count) {}

  /** A distinct word as its current symbols. */
  private static final class Word {
    private List<String> symbols;
    private final long count;

    Word(List<String> symbols, long count) {
      this.symbols = symbols;
      this.count = count;
    }
  }

  private final Map<Pair, Long> counts = new HashMap<>();
  private final Map<Pair, Set<Word>> where = new HashMap<>();
  private final PriorityQueue<Candidate> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Candidate::count)
              .reversed()
              .thenComparing(c -> c.pair().left())
              .thenComparing(c -> c.pair().right()));

  private BpeTrainer() {}

  /**
   * The merges in order.
   *
   * @param texts what to learn from
   * @param most merges at most; fewer where no pair occurs twice
   */
  static List<Pair> train(Iterable<String> texts, int most) {
    return new BpeTrainer().merges(texts, most);
  }

  private List<Pair> merges(Iterable<String> texts, int most) {
    var words = new TreeMap<String, Long>();
    for (String text : texts) {
      Matcher matcher = WORD.matcher(text);
      while (matcher.find()) {
        words.merge(matcher.group(), 1L, Long::sum);
      }
    }
    Map<Integer, String> alphabet = alphabet();
    words.forEach((text, count) -> add(new Word(symbols(text, alphabet), count), 1));
    counts.forEach((pair, count) -> queue.add(new Candidate(pair, count)));
    List<Pair> merges = new ArrayList<>();
    while (merges.size() < most && !queue.isEmpty()) {
      Candidate best = queue.poll();
      if (counts.getOrDefault(best.pair, 0L) != best.count) {
        continue; // counted anew since; the queue holds the newer count too
      }
      if (best.count < 2) {
        break;
      }
      merges.add(best.pair);
      merge(best.pair);
    }
    return merges;
  }

  private void merge(Pair pair) {
    Set<Pair> touched = new HashSet<>();
    for (Word word : List.copyOf(where.get(pair))) {
      add(word, -1);
      touched.addAll(pairs(word));
      word.symbols = joined(word.symbols, pair);
      add(word, 1);
      touched.addAll(pairs(word));
    }
    for (Pair changed : touched) {
      long count = counts.getOrDefault(changed, 0L);
      if (count > 0) {
        queue.add(new Candidate(changed, count));
      }
    }
  }

  private void add(Word word, int sign) {
    for (Pair pair : pairs(word)) {
      counts.merge(pair, sign * word.count, Long::sum);
      Set<Word> words = where.computeIfAbsent(pair, p -> new LinkedHashSet<>());
      if (sign > 0) {
        words.add(word);
      } else {
        words.remove(word);
      }
    }
  }

  private static List<Pair> pairs(Word word) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < word.symbols.size(); i++) {
      pairs.add(new Pair(word.symbols.get(i), word.symbols.get(i + 1)));
    }
    return pairs;
  }

  private static List<String> joined(List<String> symbols, Pair pair) {
    List<String> result = new ArrayList<>(symbols.size());
    for (int i = 0; i < symbols.size(); i++) {
      boolean here =
          i + 1 < symbols.size()
              && symbols.get(i).equals(pair.left)
              && symbols.get(i + 1).equals(pair.right);
      result.add(here ? pair.joined() : symbols.get(i));
      i += here ? 1 : 0;
    }
    return result;
  }

  /** The word's UTF-8 bytes, each as the character that stands for it. */
  private static List<String> symbols(String text, Map<Integer, String> alphabet) {
    List<String> symbols = new ArrayList<>();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      symbols.add(alphabet.get(b & 0xFF));
    }
    return symbols;
  }

  /**
   * GPT-2's printable character for each byte: itself where it is printable Latin-1, else the next
   * unused code point from 256.
   */
  static Map<Integer, String> alphabet() {
    var alphabet = new LinkedHashMap<Integer, String>();
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable =
          (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
      alphabet.put(b, Character.toString(printable ? b : next++));
    }
    return alphabet;
  }
}
