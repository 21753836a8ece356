package io.github.dvmap.examples;

import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.rl.tokenizer.HuggingFaceTextTokenizer;
import java.util.function.Function;

/** A policy with its tokenizer; closing it closes both. */
record OpenModel(HuggingFaceTextTokenizer tokenizer, PolicyModel policy) implements AutoCloseable {
  /** Opens the policy of an open tokenizer, which is closed if that fails. */
  static OpenModel of(
      HuggingFaceTextTokenizer tokenizer, Function<HuggingFaceTextTokenizer, PolicyModel> policy) {
    try {
      return new OpenModel(tokenizer, policy.apply(tokenizer));
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try (tokenizer) {
      policy.close();
    }
  }
}
