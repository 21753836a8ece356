package io.github.dvmap.rl.torch;

import io.github.dvmap.core.policy.CompletionGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Completion groups laid out without padding. The rows are the tokens of all prompts, then the
 * inputs of all completions (each without its last token, which predicts nothing), the completions
 * of a group together. A prompt is in the batch once, whatever G is. Only the attention of a
 * completion to itself is computed on padded slots, C x T for C completions.
 *
 * <p>N, the rows, and M, the predictions, are multiples of {@value #ROWS}; the last of them belong
 * to no token. oneDNN compiles a kernel for each number of rows, and one that adds up in another
 * order for fewer than 16.
 */
final class PackedBatch {
  /** What the numbers of rows and of predictions are multiples of. */
  static final int ROWS = 64;

  /** B, groups. */
  final int groups;

  /** P, the longest prompt. */
  final int promptSlots;

  /** T, the longest completion less one, at least 1. */
  final int completionSlots;

  /** Token id of each row, [N]; 0 where there is none. */
  final long[] ids;

  /** Position of each row, [N]; 0 where there is none. */
  final long[] positions;

  /** Row of each prompt slot, [B x P]; 0 where there is none. */
  final long[] promptRows;

  /** Row of each completion slot, [C x T]; 0 where there is none. */
  final long[] completionRows;

  /** Completion slot of each row of a completion, in the order of the rows. */
  final long[] taken;

  /** First row of each group's prompt, the one after its last, and those of its completions. */
  final long[] spans;

  /** Prompt slot of each row of a prompt, in the order of the rows. */
  final long[] slots;

  /** 0 at prompt slots in use, -inf at others, [B x P]. */
  final float[] bias;

  /** Row that predicts each completion token, [M]; 0 where there is none. */
  final long[] predictors;

  /** The completion tokens themselves, [M]; 0 where there is none. */
  final long[] targets;

  /** Tokens of each completion, in group order. */
  final int[] lengths;

  private final List<CompletionGroup> source;
  private int row;
  private int target;
  private int completion;

  PackedBatch(List<CompletionGroup> source) {
    if (source.isEmpty()) {
      throw new IllegalArgumentException("no groups");
    }
    this.source = source;
    groups = source.size();
    promptSlots = source.stream().mapToInt(g -> g.prompt().length).max().orElseThrow();
    lengths =
        source.stream().flatMap(g -> g.completions().stream()).mapToInt(c -> c.length).toArray();
    completionSlots = Math.max(1, Arrays.stream(lengths).max().orElseThrow() - 1);
    int tokens = Arrays.stream(lengths).sum();
    int prompts = source.stream().mapToInt(g -> g.prompt().length).sum();
    int inputs = tokens - lengths.length;
    ids = new long[rounded(prompts + inputs)];
    positions = new long[ids.length];
    slots = new long[prompts];
    taken = new long[inputs];
    spans = new long[4 * groups];
    promptRows = new long[groups * promptSlots];
    completionRows = new long[lengths.length * completionSlots];
    bias = new float[groups * promptSlots];
    predictors = new long[rounded(tokens)];
    targets = new long[predictors.length];
    int[] lastRows = placePrompts();
    for (int b = 0; b < groups; b++) {
      placeCompletions(b, lastRows[b]);
    }
  }

  private static int rounded(int count) {
    return (count + ROWS - 1) / ROWS * ROWS;
  }

  /**
   * Checks token ids and lengths.
   *
   * @throws IllegalArgumentException naming the group and the bound
   */
  void requireWithin(int contextLength, int vocabularySize) {
    for (int b = 0; b < groups; b++) {
      int prompt = source.get(b).prompt().length;
      int longest = source.get(b).completions().stream().mapToInt(c -> c.length).max().orElse(0);
      if (prompt + longest > contextLength) {
        throw new IllegalArgumentException(
            "group "
                + b
                + ": prompt of "
                + prompt
                + " tokens and completion of "
                + longest
                + " exceed the context of "
                + contextLength);
      }
    }
    for (int b = 0; b < groups; b++) {
      requireIds(b, source.get(b).prompt(), vocabularySize);
      for (int[] completion : source.get(b).completions()) {
        requireIds(b, completion, vocabularySize);
      }
    }
  }

  private static void requireIds(int group, int[] ids, int vocabularySize) {
    for (int id : ids) {
      if (id < 0 || id >= vocabularySize) {
        throw new IllegalArgumentException(
            "group " + group + ": token id " + id + " is not in [0, " + vocabularySize + ")");
      }
    }
  }

  private int[] placePrompts() {
    int[] lastRows = new int[groups];
    Arrays.fill(bias, Float.NEGATIVE_INFINITY);
    for (int b = 0; b < groups; b++) {
      int[] prompt = source.get(b).prompt();
      for (int i = 0; i < prompt.length; i++) {
        int slot = b * promptSlots + i;
        bias[slot] = 0;
        promptRows[slot] = row;
        slots[row] = slot;
        place(prompt[i], i);
      }
      spans[4 * b] = (long) row - prompt.length;
      spans[4 * b + 1] = row;
      lastRows[b] = row - 1;
    }
    return lastRows;
  }

  private void placeCompletions(int b, int lastRow) {
    spans[4 * b + 2] = row;
    int start = source.get(b).prompt().length;
    for (int[] tokens : source.get(b).completions()) {
      int slot = completionSlots * completion++;
      for (int t = 0; t < tokens.length; t++) {
        predictors[target] = t == 0 ? lastRow : row - 1;
        targets[target++] = tokens[t];
        if (t + 1 < tokens.length) {
          completionRows[slot + t] = row;
          taken[row - slots.length] = (long) slot + t;
          place(tokens[t], start + t);
        }
      }
    }
    spans[4 * b + 3] = row;
  }

  private void place(int id, int position) {
    ids[row] = id;
    positions[row++] = position;
  }

  /** Cuts one value per completion token into one array per completion, [N][T_n]. */
  float[][] unpack(float[] flat) {
    var result = new ArrayList<float[]>(lengths.length);
    int from = 0;
    for (int length : lengths) {
      result.add(Arrays.copyOfRange(flat, from, from + length));
      from += length;
    }
    return result.toArray(float[][]::new);
  }

  /**
   * Joins one array per completion into one value per completion token, [M]; 0 where there is none.
   *
   * @throws IllegalArgumentException if the shape is not that of the batch or a value is not finite
   */
  float[] pack(float[][] ragged) {
    float[] flat = new float[targets.length];
    if (ragged.length != lengths.length) {
      throw new IllegalArgumentException(
          "gradient for " + ragged.length + " completions, expected " + lengths.length);
    }
    int at = 0;
    for (int n = 0; n < lengths.length; n++) {
      if (ragged[n].length != lengths[n]) {
        throw new IllegalArgumentException(
            "gradient of completion "
                + n
                + " has "
                + ragged[n].length
                + " values, expected "
                + lengths[n]);
      }
      for (float value : ragged[n]) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException("gradient of completion " + n + " holds " + value);
        }
        flat[at++] = value;
      }
    }
    return flat;
  }

  @Override
  public String toString() {
    return groups
        + " prompts of up to "
        + promptSlots
        + " tokens with "
        + lengths.length
        + " completions of up to "
        + (completionSlots + 1)
        + " tokens, "
        + (slots.length + taken.length)
        + " rows";
  }
}
