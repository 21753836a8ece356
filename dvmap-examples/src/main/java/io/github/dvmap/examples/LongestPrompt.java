package io.github.dvmap.examples;

import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.sample.AlignmentSample;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The prompt that leaves the least room for a reply, looked for before anything is drawn.
 *
 * @param sample the id of its sample
 * @param tokens how many it has
 */
record LongestPrompt(String sample, int tokens) {
  /** A prompt's tokens for each byte are taken to be at most so many times the longer ones'. */
  private static final double MARGIN = 1.25;

  /** Prompts that tell how many tokens there are for each byte. */
  private static final int LEAST = 32;

  private record Sized(AlignmentSample sample, int bytes) {}

  /**
   * The longest prompt, or one of the longest where all have at most {@code enough} tokens. Texts
   * much shorter than others are not encoded, since that takes its time.
   */
  static LongestPrompt of(TextTokenizer tokenizer, List<AlignmentSample> samples, int enough) {
    List<Sized> order =
        samples.stream()
            .map(sample -> new Sized(sample, bytes(sample.prompt())))
            .sorted(Comparator.comparing(Sized::bytes).reversed())
            .toList();
    var longest = new LongestPrompt("", 0);
    double ratio = 0;
    for (int i = 0; i < order.size(); i++) {
      Sized next = order.get(i);
      double expected = MARGIN * ratio * next.bytes;
      if (i >= LEAST && expected <= Math.max(enough, longest.tokens)) {
        break;
      }
      Interrupts.check("encoding the prompts");
      int tokens = tokenizer.encodePrompt(next.sample.prompt()).length;
      ratio = Math.max(ratio, tokens / (double) Math.max(1, next.bytes));
      if (tokens > longest.tokens) {
        longest = new LongestPrompt(next.sample.id(), tokens);
      }
    }
    return longest;
  }

  /**
   * Checks that each prompt fits with its right answer and the token that ends it.
   *
   * @throws IllegalArgumentException naming the first that does not
   */
  static void requireReplies(TextTokenizer tokenizer, List<AlignmentSample> samples, int context) {
    Map<String, Integer> replies = new HashMap<>();
    for (AlignmentSample sample : samples) {
      replies.computeIfAbsent(reply(sample), text -> tokenizer.encode(text).length + 1);
    }
    int most = replies.values().stream().mapToInt(i -> i).max().orElse(0);
    if (of(tokenizer, samples, context - most).tokens <= context - most) {
      return;
    }
    for (AlignmentSample sample : samples) {
      int prompt = tokenizer.encodePrompt(sample.prompt()).length;
      int reply = replies.get(reply(sample));
      if (prompt + reply > context) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "sample '%s': its prompt of %d tokens and its answer of %d, which the warm-up"
                    + " shows, exceed the context of %d",
                sample.id(),
                prompt,
                reply,
                context));
      }
    }
  }

  /** The right answer as a perfect model would write it. */
  static String reply(AlignmentSample sample) {
    return sample.format().write(sample.answerLabel());
  }

  private static int bytes(Prompt prompt) {
    return (prompt.system() + prompt.user()).getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Checks that so many new tokens fit behind every prompt.
   *
   * @throws IllegalArgumentException naming the option, the prompt and what would fit
   */
  void requireRoom(int maxNewTokens, int context) {
    int room = context - tokens;
    if (maxNewTokens <= room) {
      return;
    }
    String prompt = "the longest prompt, of sample '" + sample + "', has " + tokens + " tokens";
    throw new IllegalArgumentException(
        room < 1
            ? prompt + ", which leaves no room in the context of " + context
            : "--max-new-tokens "
                + maxNewTokens
                + " is too large: "
                + prompt
                + ", which leaves "
                + room
                + " of the context of "
                + context);
  }
}
