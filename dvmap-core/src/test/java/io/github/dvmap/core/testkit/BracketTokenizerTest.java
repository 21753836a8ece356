package io.github.dvmap.core.testkit;

import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.prompt.Prompt;
import java.util.List;
import java.util.Set;

class BracketTokenizerTest extends TextTokenizerContract {
  @Override
  protected TextTokenizer tokenizer() {
    return BracketTokenizer.INSTANCE;
  }

  @Override
  protected int vocabularySize() {
    return Integer.MAX_VALUE;
  }

  @Override
  protected List<String> texts() {
    return List.of("[7]", "[1][20][0]", "[3][3][2147483646]");
  }

  @Override
  protected List<Prompt> prompts() {
    return List.of(new Prompt("", "[7]"), new Prompt("", "[0][1]"));
  }

  /** None: even the end has a text. */
  @Override
  protected Set<Integer> specialTokens() {
    return Set.of();
  }
}
