package io.github.dvmap.rl.tokenizer;

import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.testkit.TextTokenizerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceTokenizerContractTest {
  private abstract static class Trained extends TextTokenizerContract {
    private static final int SIZE = 330;

    @TempDir Path folder;
    private HuggingFaceTextTokenizer tokenizer;

    @BeforeEach
    void train() throws IOException {
      List<String> texts = List.of("The importance of family, of families", "أهمية الأسرة أهمية");
      TokenizerFiles.train(folder, texts, SIZE, Set.of("<answer>", "</answer>"));
      change(folder);
      tokenizer = HuggingFaceTextTokenizer.open(folder);
    }

    /** Changes the trained files. */
    void change(Path files) throws IOException {}

    @AfterEach
    void close() {
      tokenizer.close();
    }

    @Override
    protected TextTokenizer tokenizer() {
      return tokenizer;
    }

    @Override
    protected int vocabularySize() {
      return SIZE;
    }

    @Override
    protected Set<Integer> specialTokens() {
      return Set.of(0, 1, 2);
    }
  }

  @Nested
  class ChatMl extends Trained {}

  @Nested
  class OwnTemplate extends Trained {
    @Override
    void change(Path files) throws IOException {
      Files.writeString(
          files.resolve("chat_template.jinja"),
          "{% for m in messages %}{{ m.role ~ ': ' ~ m.content ~ '\\n' }}{% endfor %}reply: ");
    }
  }

  @Nested
  class PlainText extends Trained {
    @Override
    void change(Path files) throws IOException {
      Path file = files.resolve("tokenizer.json");
      String json = Files.readString(file);
      Files.writeString(file, json.replace("\\u003c|im_start|\\u003e", "\\u003c|other|\\u003e"));
      Files.writeString(files.resolve("tokenizer_config.json"), "{\"eos_token\":\"<|im_end|>\"}");
    }
  }
}
