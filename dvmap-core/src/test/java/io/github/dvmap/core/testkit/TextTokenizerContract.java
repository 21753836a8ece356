package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.prompt.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link TextTokenizer} promises. */
public abstract class TextTokenizerContract {
  /** The tokenizer; who opens it closes it, the contract does not. */
  protected abstract TextTokenizer tokenizer();

  /** V; every id is in [0, V). */
  protected abstract int vocabularySize();

  /** Texts that decode to what they were, without special tokens in them. */
  protected List<String> texts() {
    return List.of(
        "How important is family in your life?",
        "1. Very important\n2. Rather important: 50 %, \"yes\", (no) & <b>\n",
        "two  spaces,\ta tab",
        "Wie wichtig ist die Familie? Größe, naïve café",
        "Насколько важна семья?",
        "ما مدى أهمية الأسرة؟",
        "परिवार कितना महत्वपूर्ण है?",
        "\u5BB6\u5EAD\u306F\u3069\u308C\u307B\u3069\u5927\u5207\u3067\u3059\u304B",
        "\uAC00\uC871",
        "\uD83D\uDE00 \uD83D\uDC68\u200D\uD83D\uDC69");
  }

  /** Prompts that differ and whose user messages are in their texts. */
  protected List<Prompt> prompts() {
    return List.of(
        new Prompt("", "How important is family in your life?"),
        new Prompt("", "Can people be trusted?"),
        new Prompt("You are a farmer from Chile.", "Can people be trusted?"));
  }

  /** Ids that have no text. */
  protected Set<Integer> specialTokens() {
    return Set.of(tokenizer().endOfText());
  }

  private void assertIds(String of, int[] ids) {
    for (int id : ids) {
      assertThat(id).as("id of %s", of).isBetween(0, vocabularySize() - 1);
    }
  }

  @Test
  public void decode_encodedText_isTheText() {
    for (String text : texts()) {
      int[] ids = tokenizer().encode(text);
      assertThat(ids).as(text).isNotEmpty();
      assertIds(text, ids);
      assertThat(tokenizer().decode(ids)).isEqualTo(text);
    }
  }

  @Test
  public void decode_nothing_isEmpty() {
    assertThat(tokenizer().encode("")).isEmpty();
    assertThat(tokenizer().decode(new int[0])).isEmpty();
  }

  @Test
  public void encode_any_addsNoSpecialTokens() {
    for (String text : texts()) {
      for (int special : specialTokens()) {
        assertThat(tokenizer().encode(text)).as(text).doesNotContain(special);
      }
    }
  }

  @Test
  public void decode_specialTokens_areLeftOut() {
    for (String text : texts()) {
      int[] ids = tokenizer().encode(text);
      for (int special : specialTokens()) {
        int[] more = Arrays.copyOf(ids, ids.length + 1);
        more[ids.length] = special;
        assertThat(tokenizer().decode(more)).as("with %d behind it", special).isEqualTo(text);
      }
    }
  }

  @Test
  public void encode_twice_givesTheSameIdsInArraysOfTheirOwn() {
    for (String text : texts()) {
      int[] first = tokenizer().encode(text);
      int[] kept = first.clone();
      assertThat(tokenizer().decode(first)).isEqualTo(tokenizer().decode(kept));
      assertThat(first).as("ids after decoding").isEqualTo(kept);
      Arrays.fill(first, 0);
      assertThat(tokenizer().encode(text)).isEqualTo(kept);
    }
  }

  @Test
  public void encodePrompt_any_givesEachPromptIdsOfItsOwn() {
    var all = new HashSet<List<Integer>>();
    for (Prompt prompt : prompts()) {
      int[] ids = tokenizer().encodePrompt(prompt);
      assertThat(ids).isNotEmpty();
      assertIds(prompt.user(), ids);
      assertThat(tokenizer().encodePrompt(prompt)).isEqualTo(ids);
      all.add(boxed(ids));
    }
    assertThat(all).hasSameSizeAs(prompts());
  }

  @Test
  public void encodePrompt_any_asksAndLeavesTheReplyOpen() {
    for (Prompt prompt : prompts()) {
      int[] ids = tokenizer().encodePrompt(prompt);
      assertThat(tokenizer().decode(ids)).contains(prompt.user());
      assertThat(tokenizer().endTokens()).doesNotContain(ids[ids.length - 1]);
    }
  }

  @Test
  public void endTokens_any_areIdsAndHoldTheEndOfText() {
    assertThat(tokenizer().endTokens()).contains(tokenizer().endOfText());
    for (int end : tokenizer().endTokens()) {
      assertIds("the end", new int[] {end});
    }
  }

  @Test
  public void any_manyThreads_agreeWithOne() {
    List<List<Integer>> expected = all();
    assertThat(
            Threads.each(
                () -> {
                  var seen = new HashSet<List<List<Integer>>>();
                  for (int i = 0; i < 100; i++) {
                    seen.add(all());
                  }
                  return seen;
                }))
        .allSatisfy(seen -> assertThat(seen).containsExactly(expected));
  }

  /** The ids and, as numbers, the texts of everything. */
  private List<List<Integer>> all() {
    var all = new ArrayList<List<Integer>>();
    for (String text : texts()) {
      int[] ids = tokenizer().encode(text);
      all.add(boxed(ids));
      all.add(tokenizer().decode(ids).chars().boxed().toList());
    }
    prompts().forEach(prompt -> all.add(boxed(tokenizer().encodePrompt(prompt))));
    return all;
  }

  private static List<Integer> boxed(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }
}
