package io.github.dvmap.rl.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BpeTrainerTest {
  private static final List<String> LETTERS =
      List.of("a", "b", "c", "d", " ", " ", "\n", "7", ".", "'s", "é", "\uD83D\uDE00");

  // By hand. "aab" twice: (a,a) and (a,b) both occur twice, "a a" comes first in code point order.
  @ParameterizedTest
  @CsvSource({
    "'aab,aab', 9, 'a a;aa b'",
    "'aab,aab', 1, 'a a'",
    "'aab,aab', 0, ''",
    "'ab', 9, ''",
    "'abab', 9, 'a b'",
    "'aaaa', 9, 'a a'",
    "'x y,x y', 9, 'Ġ y'",
    "'low low low lower', 9, 'l o;lo w;Ġ low'",
    "'', 9, ''"
  })
  void train_smallTexts_givesTheHandMadeMerges(String texts, int most, String merges) {
    assertThat(text(BpeTrainer.train(List.of(texts.split(",", -1)), most))).isEqualTo(merges);
  }

  @Test
  void train_randomCorpora_mergesAsBruteForceDoes() {
    var random = new Random(21);
    for (int round = 0; round < 300; round++) {
      List<String> texts = texts(random, 2 + random.nextInt(LETTERS.size() - 1));
      int most = random.nextInt(60);
      assertThat(text(BpeTrainer.train(texts, most))).isEqualTo(bruteForce(texts, most));
    }
  }

  @Test
  void train_sameTextsInAnotherOrder_givesTheSameMerges() {
    var random = new Random(22);
    for (int round = 0; round < 50; round++) {
      List<String> texts = texts(random, LETTERS.size());
      List<BpeTrainer.Pair> first = BpeTrainer.train(texts, 50);
      Collections.shuffle(texts, random);
      assertThat(BpeTrainer.train(texts, 50)).isEqualTo(first);
    }
  }

  @Test
  void train_textOfOneLongWord_isNotSlow() {
    String word = "abcdefgh".repeat(1 << 13);
    assertThat(text(BpeTrainer.train(List.of(word), 3))).isEqualTo("a b;ab c;abc d");
  }

  @Test
  void alphabet_allBytes_areDistinctPrintableAndGpt2s() {
    Map<Integer, String> alphabet = BpeTrainer.alphabet();
    assertThat(alphabet).hasSize(256);
    assertThat(new HashSet<>(alphabet.values())).hasSize(256);
    // openai/gpt-2 src/encoder.py, bytes_to_unicode(): 0 -> Ā, 10 -> Ċ, 32 -> Ġ, 127 -> ġ, 173 -> Ń
    assertThat(alphabet)
        .containsEntry(0, "Ā")
        .containsEntry(10, "Ċ")
        .containsEntry(32, "Ġ")
        .containsEntry(65, "A")
        .containsEntry(127, "ġ")
        .containsEntry(173, "Ń")
        .containsEntry(255, "ÿ");
  }

  private static List<String> texts(Random random, int letters) {
    List<String> texts = new ArrayList<>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      var text = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        text.append(LETTERS.get(random.nextInt(letters)));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  /** Counts every pair anew for each merge. */
  private static String bruteForce(List<String> texts, int most) {
    List<List<String>> words = new ArrayList<>();
    texts.forEach(text -> words.addAll(ReferenceBpe.split(text)));
    List<String> merges = new ArrayList<>();
    while (merges.size() < most) {
      var counts = new TreeMap<String, Integer>();
      for (List<String> word : words) {
        for (int i = 0; i + 1 < word.size(); i++) {
          counts.merge(word.get(i) + " " + word.get(i + 1), 1, Integer::sum);
        }
      }
      int highest = counts.values().stream().max(Integer::compare).orElse(0);
      if (highest < 2) {
        break;
      }
      String best =
          counts.keySet().stream()
              .filter(pair -> counts.get(pair) == highest)
              .min(
                  Comparator.comparing((String pair) -> pair.split(" ", -1)[0])
                      .thenComparing(pair -> pair))
              .orElseThrow();
      assertThat(merges).as("a pair that was merged never comes back").doesNotContain(best);
      merges.add(best);
      words.replaceAll(word -> ReferenceBpe.apply(word, best));
    }
    return String.join(";", merges);
  }

  private static String text(List<BpeTrainer.Pair> merges) {
    return merges.stream()
        .map(pair -> pair.left() + " " + pair.right())
        .collect(Collectors.joining(";"));
  }
}
