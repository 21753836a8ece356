package io.github.dvmap.rl.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerFilesTest {
  private static final List<String> TEXTS =
      List.of(
          "Rate the importance of family from 1 to 10.",
          "<answer>7</answer> because family is important",
          "L'importance de la famille: 1 à 10",
          "يرجى تقييم أهمية الأسرة من ١ إلى ١٠",
          "\u5BB6\u5EAD\u306E\u91CD\u8981\u6027 \uD83D\uDE00\uD83D\uDE00");

  @TempDir Path folder;

  @Test
  void train_sameContentInAnotherOrder_writesTheSameBytes() throws IOException {
    List<String> texts = new ArrayList<>(TEXTS);
    Set<String> kept = new LinkedHashSet<>(List.of("<answer>", "</answer>", "<think>"));
    TokenizerFiles.train(folder.resolve("a"), texts, 400, kept);
    Collections.shuffle(texts, new Random(1));
    Set<String> reversed = new LinkedHashSet<>(List.of("<think>", "</answer>", "<answer>"));
    TokenizerFiles.train(folder.resolve("b"), texts, 400, reversed);
    for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
      assertThat(folder.resolve("b").resolve(name))
          .hasSameBinaryContentAs(folder.resolve("a").resolve(name));
    }
  }

  @ParameterizedTest
  @CsvSource({"261, 261", "262, 262", "270, 270", "285, 285"})
  void train_vocabularySize_isReachedButNotPassed(int asked, int reached) throws IOException {
    TokenizerFiles.train(folder, TEXTS, asked, Set.of("<a>", "<b>"));
    assertIdsWithoutGap(new ReferenceBpe(folder), reached);
  }

  // "abab" gives one merge, (a,b), as (ab,ab) occurs once: 3 + 256 + 1
  @Test
  void train_moreThanTheTextsHold_stopsWherePairsOccurOnce() throws IOException {
    TokenizerFiles.train(folder, List.of("abab"), 9999, Set.of());
    assertIdsWithoutGap(new ReferenceBpe(folder), 260);
  }

  @Test
  void train_keptTextThatIsAlsoLearned_hasOneId() throws IOException {
    TokenizerFiles.train(folder, List.of("abab"), 9999, Set.of("ab"));
    var read = new ReferenceBpe(folder);
    assertThat(read.merges()).containsExactly("a b");
    assertThat(read.vocabulary()).containsEntry("ab", 3);
    assertIdsWithoutGap(read, 260);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 259, 260})
  void train_vocabularyTooSmall_namesSizeAndBound(int size) {
    assertThatThrownBy(() -> TokenizerFiles.train(folder, TEXTS, size, Set.of("<a>", "<b>")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vocabularySize " + size + " must be >= 261");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "\n", "né", "\u5BB6\u5EAD", "<|im_end|>", "<|endoftext|>"})
  void train_textThatCannotBeKept_isRefusedByName(String kept) {
    assertThatThrownBy(() -> TokenizerFiles.train(folder, TEXTS, 300, Set.of(kept)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("kept text '" + kept + "' must be two or more ASCII characters");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void train_textsFailMidway_leavesTheOlderFiles() throws IOException {
    TokenizerFiles.train(folder, TEXTS, 300, Set.of());
    String before = Files.readString(folder.resolve("tokenizer.json"));
    Iterable<String> failing = () -> TEXTS.stream().peek(t -> Integer.parseInt(t)).iterator();
    assertThatThrownBy(() -> TokenizerFiles.train(folder, failing, 300, Set.of()))
        .isInstanceOf(NumberFormatException.class);
    assertThat(folder.resolve("tokenizer.json")).hasContent(before);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  private static void assertIdsWithoutGap(ReferenceBpe read, int size) {
    assertThat(read.vocabulary().values())
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, size).boxed().toList());
    read.added().forEach((token, id) -> assertThat(read.vocabulary()).containsEntry(token, id));
    for (String merge : read.merges()) {
      String[] parts = merge.split(" ", -1);
      assertThat(read.vocabulary()).containsKeys(parts[0], parts[1], parts[0] + parts[1]);
    }
  }
}
