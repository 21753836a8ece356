package io.github.dvmap.rl.grpo;

import com.google.common.collect.ImmutableList;
import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.core.policy.CompletionGroup;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a batch that goes through the model at once.
 *
 * @param groups the groups, or parts of groups
 * @param first the number of its first completion within the batch
 * @param size its completions
 */
public record MicroBatch(List<CompletionGroup> groups, int first, int size) {
  /** Copies the list. */
  public MicroBatch {
    groups = ImmutableList.copyOf(groups);
  }

  /**
   * Cuts groups, in order, into parts of at most {@code budget} tokens. A prompt counts once for
   * each part that it is in. A group is kept whole unless it exceeds the budget by itself; a single
   * completion that does is a part of its own.
   *
   * @throws IllegalArgumentException if budget &lt; 1
   */
  public static List<MicroBatch> split(List<CompletionGroup> groups, int budget) {
    Ranges.atLeast(1, "microBatchTokens", budget);
    var splitter = new Splitter(budget);
    groups.forEach(splitter::add);
    splitter.flush();
    return splitter.parts;
  }

  private static final class Splitter {
    private final int budget;
    private final List<MicroBatch> parts = new ArrayList<>();
    private List<CompletionGroup> groups = new ArrayList<>();
    private long tokens;
    private int first;
    private int size;

    Splitter(int budget) {
      this.budget = budget;
    }

    void add(CompletionGroup group) {
      long whole = group.prompt().length;
      for (int[] completion : group.completions()) {
        whole += completion.length;
      }
      if (tokens + whole > budget) {
        flush();
      }
      var some = new ArrayList<int[]>();
      tokens += group.prompt().length;
      for (int[] completion : group.completions()) {
        if (!some.isEmpty() && tokens + completion.length > budget) {
          append(group, some);
          flush();
          some.clear();
          tokens += group.prompt().length;
        }
        some.add(completion);
        tokens += completion.length;
      }
      append(group, some);
    }

    private void append(CompletionGroup group, List<int[]> completions) {
      groups.add(new CompletionGroup(group.prompt(), completions));
      size += completions.size();
    }

    void flush() {
      if (size > 0) {
        parts.add(new MicroBatch(groups, first, size));
        first += size;
      }
      groups = new ArrayList<>();
      size = 0;
      tokens = 0;
    }
  }
}
