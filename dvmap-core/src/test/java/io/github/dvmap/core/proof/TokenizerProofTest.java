package io.github.dvmap.core.proof;

import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.testkit.TextTokenizerContract;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenizerProofTest {
  private static final int END = Character.MAX_VALUE + 1;

  /** A token for each UTF-16 unit, one for the end and one before a reply. */
  private static class Units implements TextTokenizer {
    @Override
    public int[] encode(String text) {
      return text.chars().toArray();
    }

    @Override
    public String decode(int[] ids) {
      int[] own = Arrays.stream(ids).filter(id -> id < END).toArray();
      return new String(own, 0, own.length);
    }

    @Override
    public int[] encodePrompt(Prompt prompt) {
      IntStream text = (prompt.system() + "\n" + prompt.user()).chars();
      return IntStream.concat(text, IntStream.of(END + 1)).toArray();
    }

    @Override
    public int endOfText() {
      return END;
    }
  }

  private static class Contract extends TextTokenizerContract {
    private final TextTokenizer tokenizer;

    Contract(TextTokenizer tokenizer) {
      this.tokenizer = tokenizer;
    }

    @Override
    protected TextTokenizer tokenizer() {
      return tokenizer;
    }

    @Override
    protected int vocabularySize() {
      return END + 2;
    }
  }

  @Nested
  class Sound extends Contract {
    Sound() {
      super(new Units());
    }
  }

  private static Arguments tokenizer(
      String broken, TextTokenizer tokenizer, Consumer<TextTokenizerContract> test) {
    return Proof.of(broken, new Contract(tokenizer), test);
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        tokenizer(
            "ASCII only",
            new Units() {
              @Override
              public int[] encode(String text) {
                return text.chars().map(unit -> unit < 128 ? unit : '?').toArray();
              }
            },
            TextTokenizerContract::decode_encodedText_isTheText),
        tokenizer(
            "ids beyond the vocabulary",
            new Units() {
              @Override
              public int[] encode(String text) {
                return text.chars().map(unit -> -unit).toArray();
              }

              @Override
              public String decode(int[] ids) {
                return super.decode(Arrays.stream(ids).map(Math::abs).toArray());
              }
            },
            TextTokenizerContract::decode_encodedText_isTheText),
        tokenizer(
            "text for nothing",
            new Units() {
              @Override
              public String decode(int[] ids) {
                return ids.length == 0 ? " " : super.decode(ids);
              }
            },
            TextTokenizerContract::decode_nothing_isEmpty),
        tokenizer(
            "end added",
            new Units() {
              @Override
              public int[] encode(String text) {
                return IntStream.concat(text.chars(), IntStream.of(END)).toArray();
              }
            },
            TextTokenizerContract::encode_any_addsNoSpecialTokens),
        tokenizer(
            "special tokens written out",
            new Units() {
              @Override
              public String decode(int[] ids) {
                boolean ended = ids.length > 0 && ids[ids.length - 1] == END;
                return super.decode(ids) + (ended ? "<|end|>" : "");
              }
            },
            TextTokenizerContract::decode_specialTokens_areLeftOut),
        tokenizer(
            "ids turned round by decoding",
            new Units() {
              @Override
              public String decode(int[] ids) {
                String text = super.decode(ids);
                Arrays.sort(ids);
                return text;
              }
            },
            TextTokenizerContract::encode_twice_givesTheSameIdsInArraysOfTheirOwn),
        tokenizer(
            "by thread",
            new Units() {
              private final Thread own = Thread.currentThread();

              @Override
              public String decode(int[] ids) {
                return super.decode(ids) + (own.equals(Thread.currentThread()) ? "" : "!");
              }
            },
            TextTokenizerContract::any_manyThreads_agreeWithOne));
  }

  static Stream<Arguments> prompts() {
    return Stream.of(
        tokenizer(
            "prompt without its system message",
            new Units() {
              @Override
              public int[] encodePrompt(Prompt prompt) {
                return encode(prompt.user());
              }
            },
            TextTokenizerContract::encodePrompt_any_givesEachPromptIdsOfItsOwn),
        tokenizer(
            "empty prompt",
            new Units() {
              @Override
              public int[] encodePrompt(Prompt prompt) {
                return new int[0];
              }
            },
            TextTokenizerContract::encodePrompt_any_givesEachPromptIdsOfItsOwn),
        tokenizer(
            "prompt without its question",
            new Units() {
              @Override
              public int[] encodePrompt(Prompt prompt) {
                return encode(prompt.system() + prompt.user().length());
              }
            },
            TextTokenizerContract::encodePrompt_any_asksAndLeavesTheReplyOpen),
        tokenizer(
            "prompt that has ended",
            new Units() {
              @Override
              public int[] encodePrompt(Prompt prompt) {
                return IntStream.concat(prompt.user().chars(), IntStream.of(END)).toArray();
              }
            },
            TextTokenizerContract::encodePrompt_any_asksAndLeavesTheReplyOpen),
        tokenizer(
            "end tokens without the end",
            new Units() {
              @Override
              public Set<Integer> endTokens() {
                return Set.of(END + 1);
              }
            },
            TextTokenizerContract::endTokens_any_areIdsAndHoldTheEndOfText));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"texts", "prompts"})
  void contract_brokenTokenizer_isNoticed(String broken, Runnable test) {
    Proof.assertNoticed(test);
  }
}
