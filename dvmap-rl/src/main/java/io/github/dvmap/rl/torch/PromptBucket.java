package io.github.dvmap.rl.torch;

import io.github.dvmap.core.policy.CompletionGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Prompts of like length whose keys and values lie in one tensor, and the live rows that read them.
 * Rows of one prompt stand together, in the prompts' order.
 */
final class PromptBucket {
  /** Most prompt slots for each prompt token. */
  private static final double MOST_PADDING = 1.25;

  /** Most prompt tokens computed at once; bounds the memory of the pass over the prompts. */
  private static final int MOST_TOKENS = 16_384;

  private final List<DecodeRow> rows;
  private final List<int[]> prompts;

  private PromptBucket(List<DecodeRow> rows) {
    this.rows = rows;
    prompts = prompts(rows);
  }

  /**
   * Cuts rows into buckets.
   *
   * @param rows rows of one prompt together, prompts from short to long
   */
  static List<PromptBucket> of(List<DecodeRow> rows) {
    var buckets = new ArrayList<PromptBucket>();
    var some = new ArrayList<DecodeRow>();
    int[] last = null;
    long count = 0;
    long tokens = 0;
    for (DecodeRow row : rows) {
      if (row.prompt != last) {
        last = row.prompt;
        long slots = (count + 1) * last.length;
        long sum = tokens + last.length;
        if (count > 0 && (slots > MOST_PADDING * sum || slots > MOST_TOKENS)) {
          buckets.add(new PromptBucket(some));
          some = new ArrayList<>();
          count = 0;
          tokens = 0;
        }
        count++;
        tokens += last.length;
      }
      some.add(row);
    }
    buckets.add(new PromptBucket(some));
    return buckets;
  }

  /** This bucket with its live rows only. */
  PromptBucket live() {
    return new PromptBucket(rows.stream().filter(DecodeRow::isLive).toList());
  }

  List<DecodeRow> rows() {
    return rows;
  }

  /** Groups of the prompts, each with a placeholder token, which adds no row to a batch. */
  PackedBatch packed() {
    return new PackedBatch(
        prompts.stream().map(p -> new CompletionGroup(p, List.of(new int[1]))).toList());
  }

  /** Indices of the prompts that a part of this bucket still reads. */
  long[] kept(PromptBucket part) {
    long[] kept = new long[part.prompts.size()];
    int at = 0;
    for (int i = 0; i < prompts.size() && at < kept.length; i++) {
      if (prompts.get(i) == part.prompts.get(at)) {
        kept[at++] = i;
      }
    }
    return kept;
  }

  /** Indices of the tokens of {@link #kept} prompts, all prompts' tokens one behind the other. */
  long[] keptTokens(PromptBucket part) {
    int[] starts = starts();
    return Arrays.stream(kept(part))
        .flatMap(i -> LongStream.range(starts[(int) i], starts[(int) i + 1]))
        .toArray();
  }

  /** Index of each prompt's first token, then the number of all tokens. */
  int[] starts() {
    int[] starts = new int[prompts.size() + 1];
    for (int i = 0; i < prompts.size(); i++) {
      starts[i + 1] = starts[i] + prompts.get(i).length;
    }
    return starts;
  }

  /** Tokens of the longest prompt. */
  int longest() {
    return prompts.stream().mapToInt(p -> p.length).max().orElse(0);
  }

  int promptCount() {
    return prompts.size();
  }

  /** Most rows of a prompt. */
  int width() {
    int width = 0;
    int run = 0;
    for (int i = 0; i < rows.size(); i++) {
      run = i > 0 && rows.get(i).prompt == rows.get(i - 1).prompt ? run + 1 : 1;
      width = Math.max(width, run);
    }
    return width;
  }

  /** Where each row lies among prompts x width. */
  List<Long> slots() {
    var slots = new ArrayList<Long>();
    int width = width();
    int prompt = -1;
    int run = 0;
    for (int i = 0; i < rows.size(); i++) {
      boolean same = i > 0 && rows.get(i).prompt == rows.get(i - 1).prompt;
      prompt += same ? 0 : 1;
      run = same ? run + 1 : 0;
      slots.add((long) prompt * width + run);
    }
    return slots;
  }

  private static List<int[]> prompts(List<DecodeRow> rows) {
    var prompts = new ArrayList<int[]>();
    for (DecodeRow row : rows) {
      if (prompts.isEmpty() || prompts.get(prompts.size() - 1) != row.prompt) {
        prompts.add(row.prompt);
      }
    }
    return prompts;
  }
}
