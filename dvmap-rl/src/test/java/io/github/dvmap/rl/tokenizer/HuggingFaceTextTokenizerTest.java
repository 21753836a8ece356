package io.github.dvmap.rl.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.rl.checkpoint.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceTextTokenizerTest {
  private static final List<String> PIECES =
      List.of(
          "importance",
          "family",
          " ",
          "  ",
          "\n",
          "\t",
          "\r\n",
          "\u00A0",
          "\u3000",
          "1",
          "10",
          "٣",
          "'s",
          "'LL",
          ".",
          "...",
          "<",
          "<answer>",
          "</answer>",
          "<answer",
          "é",
          "e\u0301",
          "ß",
          "أهمية",
          "\u200F",
          "עברית",
          "\u5BB6\u5EAD",
          "\uD83D\uDE00",
          "\uD83D\uDC68\u200D\uD83D\uDC69",
          "\0",
          "\u007F",
          "\u001C",
          "\u0085",
          "\u2028",
          "\uFEFF",
          "\uFFFD",
          "\\",
          "\"");

  @TempDir Path folder;
  private HuggingFaceTextTokenizer tokenizer;

  @BeforeEach
  void train() {
    List<String> texts =
        List.of(
            "The importance of family, of families; family's importance",
            "1 10 10 100 <answer>10</answer>  \n\n  \n\n",
            "أهمية الأسرة أهمية الأسرة",
            "\uD83D\uDE00\uD83D\uDE00 \u5BB6\u5EAD\u5BB6\u5EAD");
    TokenizerFiles.train(folder, texts, 330, Set.of("<answer>", "</answer>"));
    tokenizer = HuggingFaceTextTokenizer.open(folder);
  }

  @AfterEach
  void close() {
    tokenizer.close();
  }

  @Test
  void open_adaptersWithoutATokenizer_takesTheirModels() throws IOException {
    Path adapters = Files.createDirectory(folder.resolve("adapters"));
    Files.writeString(
        adapters.resolve("adapter_config.json"), "{\"base_model_name_or_path\": \"..\"}");
    try (var theirs = HuggingFaceTextTokenizer.open(adapters)) {
      assertThat(theirs.encode("of family")).isEqualTo(tokenizer.encode("of family"));
      assertThat(theirs.endTokens()).isEqualTo(tokenizer.endTokens());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain ASCII text, with 2 numbers: 10 & 100.",
        "  leading, trailing and   inner runs \t\t ",
        "\n\n line\r\nbreaks \n \n\n",
        "naïve café, e\u0301 decomposed, ﬁ ligature",
        "مرحبا بالعالم \u200Fעברית\u200E",
        "\u5BB6\u5EAD\u306E\u91CD\u8981\u6027",
        "\uD83D\uDE00 \uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 \uD83C\uDDF3\uD83C\uDDF5 \uD834\uDD1E",
        "control \0 \u0001 \u007F \u0085 \uFEFF",
        "tags <answer>10</answer> and <answer without an end"
      })
  void decode_encodedText_isTheText(String text) {
    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
  }

  @Test
  void encode_randomTexts_equalsThePlainJavaReferenceAndDecodesBack() throws IOException {
    var reference = new ReferenceBpe(folder);
    for (String text : randomTexts(31, 1000)) {
      int[] ids = tokenizer.encode(text);
      assertThat(ids).as(text).isEqualTo(reference.encode(text));
      assertThat(tokenizer.decode(ids)).isEqualTo(text);
    }
  }

  @Test
  void encode_textBeyondAnyDefaultLimit_isNotCut() {
    String text = "family ".repeat(20_000);
    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
  }

  // ids: three special tokens, then the kept ones in order: </answer> 3, <answer> 4, bytes from 5
  @Test
  void encode_keptTokensInsideAWord_areSingleIdsThatStayInTheText() {
    int[] ids = tokenizer.encode("x<answer>7</answer>y");
    int bytes = 5 - '!' + 33;
    assertThat(ids).containsExactly(bytes + 'x', 4, bytes + '7', 3, bytes + 'y');
    assertThat(tokenizer.decode(ids)).isEqualTo("x<answer>7</answer>y");
  }

  @Test
  void decode_specialTokens_areLeftOut() {
    assertThat(tokenizer.endOfText()).isEqualTo(2);
    assertThat(tokenizer.encode("<|endoftext|><|im_start|><|im_end|>")).containsExactly(0, 1, 2);
    assertThat(tokenizer.decode(new int[] {1, 4, 2, 0})).isEqualTo("<answer>");
  }

  @Test
  void decode_idsOutsideTheVocabulary_giveNothing() {
    assertThat(tokenizer.decode(new int[] {4, 330, -1, Integer.MAX_VALUE, 3}))
        .isEqualTo("<answer></answer>");
  }

  @Test
  void decode_partOfACharacter_isTheReplacementCharacter() {
    int[] ids = tokenizer.encode("\u00FF");
    assertThat(tokenizer.decode(new int[] {ids[0]})).isEqualTo("\uFFFD");
  }

  @Test
  void encode_loneSurrogate_keepsTheTextAround() {
    assertThat(tokenizer.decode(tokenizer.encode("x\uD800y"))).matches("x[^xy]+y");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'hello', '<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n'",
    "'be brief', 'hello', '<|im_start|>system\nbe brief<|im_end|>\n<|im_start|>user\nhello"
        + "<|im_end|>\n<|im_start|>assistant\n'"
  })
  void encodePrompt_vocabularyWithChatMl_rendersChatMl(String system, String user, String text)
      throws IOException {
    assertThat(tokenizer.encodePrompt(new Prompt(system, user)))
        .isEqualTo(new ReferenceBpe(folder).encode(text))
        .contains(1, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'hello', '<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n'",
    "'be brief', 'hello', '<|im_start|>system\nbe brief<|im_end|>\n<|im_start|>user\nhello"
        + "<|im_end|>\n<|im_start|>assistant\n'"
  })
  void encodePrompt_noTemplateButChatMlTokens_rendersChatMl(String system, String user, String text)
      throws IOException {
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"eos_token\":\"<|im_end|>\"}");
    try (var other = HuggingFaceTextTokenizer.open(folder)) {
      assertThat(other.encodePrompt(new Prompt(system, user)))
          .isEqualTo(new ReferenceBpe(folder).encode(text));
    }
  }

  @ParameterizedTest
  @CsvSource({"'', 'hello', 'hello\n'", "'be brief', 'hello', 'be brief\nhello\n'"})
  void encodePrompt_neitherTemplateNorChatMlTokens_isPlainText(
      String system, String user, String text) throws IOException {
    edit("tokenizer.json", "\\u003c|im_start|\\u003e", "\\u003c|other|\\u003e");
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"eos_token\":\"<|im_end|>\"}");
    try (var plain = HuggingFaceTextTokenizer.open(folder)) {
      assertThat(plain.decode(plain.encodePrompt(new Prompt(system, user)))).isEqualTo(text);
    }
  }

  // the template writes the first token itself: id 0 is there once
  @Test
  void encodePrompt_templateThatWritesTheFirstToken_addsNoOther() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        """
        {"eos_token": "<|im_end|>", "bos_token": {"content": "<|endoftext|>"}}""");
    Files.writeString(
        folder.resolve("chat_template.jinja"),
        """
        {{- bos_token }}
        {%- for m in messages %}
            {{- m.role ~ ': ' ~ m.content | trim ~ ('!' if shout else '.') ~ eos_token }}
        {%- endfor %}
        """);
    String text = "<|endoftext|>system: be brief.<|im_end|>user: the family.<|im_end|>";
    try (var own = HuggingFaceTextTokenizer.open(folder)) {
      int[] ids = own.encodePrompt(new Prompt("be brief", " the family\n"));
      assertThat(ids).isEqualTo(new ReferenceBpe(folder).encode(text)).startsWith(0);
      assertThat(ids[1]).isNotZero();
    }
    try (var own =
        HuggingFaceTextTokenizer.open(
            folder, template -> template.withVariables(Map.of("shout", true)))) {
      assertThat(own.encodePrompt(new Prompt("be brief", "the family")))
          .isEqualTo(own.encode(text.replace('.', '!')));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"<|endoftext|>\"", "{\"content\":\"<|endoftext|>\"}"})
  void open_endTokenAsTextOrObject_isFound(String token) throws IOException {
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"eos_token\":" + token + "}");
    try (var other = HuggingFaceTextTokenizer.open(folder)) {
      assertThat(other.endOfText()).isZero();
    }
  }

  // the tokenizer's own end token is <|im_end|>, id 2
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                         |                           | 2",
        "{\"eos_token_id\":7}       |                           | 2 7",
        "{\"eos_token_id\":[7,9,2]} |                           | 2 7 9",
        "{\"eos_token_id\":null}    |                           | 2",
        "{}                       | {\"eos_token_id\":0}        | 2 0",
        "                         | {\"eos_token_id\":[0,300]}  | 2 0 300",
        "{\"eos_token_id\":7}       | {\"eos_token_id\":[0,2]}    | 2 0",
        "{\"eos_token_id\":[7,8]}   | {\"eos_token_id\":[]}       | 2",
        "{\"eos_token_id\":[7,8]}   | {\"eos_token_id\":null}     | 2 7 8",
        "{\"eos_token_id\":[7,8]}   | {\"temperature\":0.6}       | 2 7 8",
      })
  void endTokens_ofAFolder_areTheTokenizersAndTheConfigs(
      String config, String generation, String ids) throws IOException {
    write("config.json", config);
    write("generation_config.json", generation);
    try (var other = HuggingFaceTextTokenizer.open(folder)) {
      assertThat(other.endOfText()).isEqualTo(2);
      assertThat(other.endTokens())
          .containsExactly(
              Stream.of(ids.split(" ", -1)).map(Integer::valueOf).toArray(Integer[]::new));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "config.json            | {\"eos_token_id\":-1}    | , eos_token_id: -1 must be >= 0",
        "config.json            | {\"eos_token_id\":\"end\"} | , eos_token_id: ",
        "generation_config.json | {\"eos_token_id\":[2,-5]} | , eos_token_id: -5 must be >= 0",
        "generation_config.json | {\"eos_token_id\":[2.5]} | , eos_token_id: ",
        "generation_config.json | [2]                     | : ",
      })
  void open_endTokensThatAreNoIds_namesFileAndOption(String name, String text, String problem)
      throws IOException {
    write(name, text);
    assertThatThrownBy(() -> HuggingFaceTextTokenizer.open(folder).close())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(folder.resolve(name) + problem);
  }

  private void write(String name, String text) throws IOException {
    if (text != null) {
      Files.writeString(folder.resolve(name), text);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tokenizer.json | | : there is no such file",
        "tokenizer.json | `` | : is not a JSON object",
        "tokenizer.json | [] | : is not a JSON object",
        "tokenizer.json | {} {} | : is not JSON",
        "tokenizer.json | {'a':1} | : is not JSON",
        "tokenizer.json | nonsense | : is not JSON",
        "tokenizer.json | {} | : is not a tokenizer: Model missing",
        "tokenizer.json | {\"model\":{}} | : is not a tokenizer",
        "tokenizer.json | {\"added_tokens\":null} | : is not a tokenizer",
        "tokenizer.json | {\"added_tokens\":[{}]} | : is not a tokenizer",
        "tokenizer.json | {\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]}} |"
            + " : is not a tokenizer",
        "tokenizer.json | {\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}} |"
            + " , <|im_end|>: the end token is not one id",
        "tokenizer.json | {\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":2147483648},\"merges\":[]}} |"
            + " , a: id 2147483648 is above 2147483647",
        "tokenizer_config.json | | , eos_token: is missing",
        "tokenizer_config.json | `` | : is not a JSON object",
        "tokenizer_config.json | {a:1} | : is not JSON",
        "tokenizer_config.json | {} | , eos_token: is missing",
        "tokenizer_config.json | {\"eos_token\":null} | , eos_token: is missing",
        "tokenizer_config.json | {\"eos_token\":2} | , eos_token: 2 is not a token's text",
        "tokenizer_config.json | {\"eos_token\":{}} | , eos_token: is missing",
      })
  void open_brokenFile_namesItAndTheFault(String name, String text, String problem)
      throws IOException {
    Path file = folder.resolve(name);
    if (text == null) {
      Files.delete(file);
    } else {
      Files.writeString(file, text);
    }
    assertThatThrownBy(() -> HuggingFaceTextTokenizer.open(folder).close())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file + problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words"})
  void open_endTokenOfOtherThanOneId_isRefused(String token) throws IOException {
    edit("tokenizer_config.json", "<|im_end|>\",\n  \"pad", token + "\",\n  \"pad");
    assertThatThrownBy(() -> HuggingFaceTextTokenizer.open(folder).close())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("tokenizer.json")
        .hasMessageEndingWith("the end token is not one id");
  }

  @Test
  void use_afterClose_throwsIllegalState() {
    tokenizer.close();
    tokenizer.close();
    assertThatThrownBy(() -> tokenizer.encode("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tokenizer.decode(new int[] {9}))
        .isInstanceOf(IllegalStateException.class);
    assertThat(tokenizer.endOfText()).isEqualTo(2);
  }

  @Test
  void encodeAndDecode_inParallel_areAsAlone() {
    List<String> texts = randomTexts(32, 400);
    List<int[]> alone = texts.stream().map(tokenizer::encode).toList();
    IntStream.range(0, 4000)
        .parallel()
        .forEach(
            i -> {
              int n = i % texts.size();
              assertThat(tokenizer.encode(texts.get(n))).isEqualTo(alone.get(n));
              assertThat(tokenizer.decode(alone.get(n))).isEqualTo(texts.get(n));
            });
  }

  private void edit(String name, String old, String with) throws IOException {
    Path file = folder.resolve(name);
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, with));
  }

  private static List<String> randomTexts(long seed, int count) {
    var random = new Random(seed);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(20); n > 0; n--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
