package io.github.dvmap.rl.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Ints;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.rl.checkpoint.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ids: three special tokens, the last of them the end token, then the kept ones. */
class SpecialTokensTest {
  @TempDir Path folder;

  @BeforeEach
  void train() {
    TokenizerFiles.train(folder, List.of("the family"), 264, Set.of("<answer>", "</answer>"));
  }

  // the post-processor of Llama's tokenizers, with an end token as some of them have
  @ParameterizedTest
  @CsvSource({
    "'{\"SpecialToken\":{\"id\":\"B\",\"type_id\":0}},', '', 0",
    "'{\"SpecialToken\":{\"id\":\"B\",\"type_id\":0}},', ',{\"SpecialToken\":{\"id\":\"E\",\"type_id\":0}}', 0",
    "'', ',{\"SpecialToken\":{\"id\":\"E\",\"type_id\":0}}', ",
    "'', '', ",
  })
  void encodePrompt_plainText_beginsAsTheTokenizerDoesAndHasNoEnd(
      String before, String after, Integer first) throws IOException {
    String parts = "[" + before + "{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}" + after + "]";
    edit(
        "tokenizer.json",
        "\"post_processor\": null",
        "\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":"
            + parts
            + ",\"pair\":[],\"special_tokens\":{"
            + "\"B\":{\"id\":\"B\",\"ids\":[0],\"tokens\":[\"B\"]},"
            + "\"E\":{\"id\":\"E\",\"ids\":[2],\"tokens\":[\"E\"]}}}");
    Prompt prompt = new Prompt("", "the family");
    int[] rendered;
    try (var chat = HuggingFaceTextTokenizer.open(folder)) {
      rendered = chat.encodePrompt(prompt);
    }
    assertThat(rendered[0]).isEqualTo(1);
    assertThat(rendered).doesNotContain(0);
    edit("tokenizer.json", "\\u003c|im_start|\\u003e", "\\u003c|other|\\u003e");
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"eos_token\":\"<|im_end|>\"}");
    try (var plain = HuggingFaceTextTokenizer.open(folder)) {
      int[] text = plain.encode("the family\n");
      assertThat(plain.encodePrompt(prompt))
          .isEqualTo(first == null ? text : Ints.concat(new int[] {first}, text));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "\"added_tokens_decoder\":{\"2\":{\"content\":\"<|im_end|>\"},\"330\":{\"content\":\"<x>\"}} #"
            + " <x>: is named by added_tokens_decoder, but not among the added_tokens of tokenizer.json",
        "\"added_tokens_decoder\":{\"7\":{\"content\":\"<|im_end|>\"}} #"
            + " <|im_end|>: is id 7 here and 2 in tokenizer.json",
        "\"additional_special_tokens\":[\"<|im_end|>\",\"<x>\"] # <x>: is named by"
            + " additional_special_tokens, but not among the added_tokens of tokenizer.json",
        "\"additional_special_tokens\":[{\"content\":\"<x>\"}] # <x>: is named by"
            + " additional_special_tokens, but not among the added_tokens of tokenizer.json",
        "\"extra_special_tokens\":{\"image_token\":\"<x>\"} # <x>: is named by extra_special_tokens, but"
            + " not among the added_tokens of tokenizer.json",
        "\"bos_token\":\"<x>\" # <x>: is named by bos_token, but"
            + " not among the added_tokens of tokenizer.json",
        "\"pad_token\":{\"content\":\"[PAD]\"} # [PAD]: is named by pad_token, but"
            + " not among the added_tokens of tokenizer.json",
      })
  void open_specialTokenThatTheTokenizerLacks_isRefusedByName(String option, String problem)
      throws IOException {
    Path file = folder.resolve("tokenizer_config.json");
    Files.writeString(file, "{\"eos_token\":\"<|im_end|>\"," + option + "}");
    assertThatThrownBy(() -> HuggingFaceTextTokenizer.open(folder).close())
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(file + ", " + problem);
  }

  @Test
  void open_specialTokensThatTheTokenizerHas_isAsWithoutThem() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        """
        {"eos_token": "<|im_end|>", "bos_token": "<|im_start|>", "unk_token": "a",
         "pad_token": null, "mask_token": "", "additional_special_tokens": ["<|im_start|>"],
         "extra_special_tokens": [], "added_tokens_decoder": {"4": {"content": "<answer>"}}}""");
    try (var other = HuggingFaceTextTokenizer.open(folder)) {
      assertThat(other.encode("<answer>")).containsExactly(4);
    }
  }

  private void edit(String name, String old, String with) throws IOException {
    Path file = folder.resolve(name);
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, with));
  }
}
