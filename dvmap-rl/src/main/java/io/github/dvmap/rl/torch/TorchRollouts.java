package io.github.dvmap.rl.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.common.math.IntMath;
import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * The native decode loop. Requests are decoded with others of like prompt length, whatever their
 * order; a prompt's completions may be spread over several batches.
 */
final class TorchRollouts implements RolloutEngine {
  /** Completions decoded together at most. */
  private static final int MOST_ROWS = 512;

  /** Bytes that the completions' keys, values and logits may take, on the processor. */
  private static final long MOST_BYTES = 4L << 30;

  /** As {@link #MOST_BYTES}, on a GPU. */
  private static final long MOST_GPU_BYTES = 24L << 30;

  /** Bytes of weights that several workers read at a time. */
  private static final long MOST_SHARED_BYTES = 48L << 20;

  /** Completions that a worker decodes together at least. */
  private static final int LEAST_ROWS = 4;

  /** Completions from which on four batches are decoded side by side in place of two. */
  private static final int MANY_ROWS = 64;

  private final TorchPolicy policy;
  private boolean closed;

  TorchRollouts(TorchPolicy policy) {
    this.policy = policy;
  }

  @Override
  public List<List<Completion>> generate(List<RolloutRequest> requests, Sampling sampling) {
    if (closed) {
      throw new IllegalStateException("the rollout engine is closed");
    }
    for (int i = 0; i < requests.size(); i++) {
      requireWithin(i, requests.get(i).prompt(), sampling.maxTokens());
    }
    List<DecodeRow> rows = rows(requests, sampling);
    if (!rows.isEmpty()) {
      try (NDManager scope = policy.newScope()) {
        NDList weights = policy.decodeWeights(scope);
        int beside = beside(rows.size());
        decode(weights, batches(rows, beside, sampling), beside, sampling);
      }
    }
    var results = new ArrayList<List<Completion>>();
    requests.forEach(r -> results.add(new ArrayList<>(r.samples())));
    rows.forEach(row -> results.get(row.request).add(row.completion()));
    return results;
  }

  private void decode(
      NDList weights, List<DecodeRow> rows, Sampling sampling, BooleanSupplier interrupted) {
    requireNot(interrupted);
    try (var batch = new DecodeBatch(policy, weights, rows, sampling)) {
      while (!batch.live().isEmpty()) {
        requireNot(interrupted);
        batch.advance();
      }
    } catch (EngineException e) {
      int longest = rows.get(rows.size() - 1).prompt.length;
      String work =
          String.format(
              Locale.ROOT,
              "drawing %d completions of up to %d tokens after prompts of up to %d at once",
              rows.size(),
              sampling.maxTokens(),
              longest);
      String advice = "lower maxTokens, ask for fewer completions at once, or compute in bf16";
      throw DeviceMemoryException.of(e, work, policy.device(), advice);
    }
  }

  private static void requireNot(BooleanSupplier interrupted) {
    if (interrupted.getAsBoolean()) {
      throw new CancellationException("drawing completions was interrupted");
    }
  }

  private void requireWithin(int request, int[] prompt, int maxTokens) {
    if (prompt.length + (long) maxTokens > policy.contextLength()) {
      throw new IllegalArgumentException(
          "request "
              + request
              + ": prompt of "
              + prompt.length
              + " tokens and maxTokens "
              + maxTokens
              + " exceed the context of "
              + policy.contextLength());
    }
    for (int id : prompt) {
      if (id < 0 || id >= policy.vocabularySize()) {
        throw new IllegalArgumentException(
            "request "
                + request
                + ": token id "
                + id
                + " is not in [0, "
                + policy.vocabularySize()
                + ")");
      }
    }
  }

  /** A row for each completion, those of short prompts first, those of a request in order. */
  private static List<DecodeRow> rows(List<RolloutRequest> requests, Sampling sampling) {
    List<Integer> order =
        IntStream.range(0, requests.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> requests.get(i).prompt().length))
            .toList();
    var rows = new ArrayList<DecodeRow>();
    for (int i : order) {
      RolloutRequest request = requests.get(i);
      for (int g = 0; g < request.samples(); g++) {
        rows.add(new DecodeRow(i, request.prompt(), request.stream(), g, sampling));
      }
    }
    return rows;
  }

  /**
   * How many batches may be decoded side by side. Whatever the number of cores is, for a batch's
   * size shows in the last bits of its log-probabilities. On the processor, several where all
   * weights fit its caches: each worker reads them for itself, which from memory takes longer than
   * what workers gain.
   */
  private int beside(int rows) {
    boolean small = Float.BYTES * policy.parameterCount() <= MOST_SHARED_BYTES;
    if (!policy.isOnCpu() || !small || rows < 2 * LEAST_ROWS) {
      return 1;
    }
    return rows < MANY_ROWS ? 2 : 4;
  }

  private void decode(NDList weights, List<List<DecodeRow>> batches, int most, Sampling sampling) {
    int workers = policy.cpu().canDiffer() ? Math.min(policy.cpu().count(), most) : 1;
    if (workers == 1) {
      Thread caller = Thread.currentThread();
      batches.forEach(some -> decode(weights, some, sampling, caller::isInterrupted));
    } else {
      DecodeWorkers beside = policy.decodeWorkers(workers);
      List<Runnable> tasks = new ArrayList<>();
      batches.forEach(
          some -> tasks.add(() -> decode(weights, some, sampling, beside::areInterrupted)));
      beside.run(tasks);
    }
  }

  /** Parts of about equal size of which so many fit the memory at a time. */
  List<List<DecodeRow>> batches(List<DecodeRow> rows, int beside, Sampling sampling) {
    long most = (policy.isOnCpu() ? MOST_BYTES : MOST_GPU_BYTES) / rowBytes(rows, sampling);
    int size = (int) Math.max(1, Math.min(MOST_ROWS, most / beside));
    int parts = IntMath.divide(rows.size(), size * beside, RoundingMode.CEILING) * beside;
    var batches = new ArrayList<List<DecodeRow>>();
    for (int i = 0; i < parts; i++) {
      int from = (int) ((long) rows.size() * i / parts);
      batches.add(rows.subList(from, (int) ((long) rows.size() * (i + 1) / parts)));
    }
    return batches;
  }

  /**
   * What a row takes: its keys and values and its share of its prompt's, twice, as they move when
   * rows leave, and three copies of its logits.
   */
  private long rowBytes(List<DecodeRow> rows, Sampling sampling) {
    long prompts = rows.stream().map(row -> row.request).distinct().count();
    long longest = rows.get(rows.size() - 1).prompt.length;
    long tokens = sampling.maxTokens() + (longest * prompts + rows.size() - 1) / rows.size();
    return 2 * policy.keyValueBytes() * tokens + 3L * Float.BYTES * policy.vocabularySize();
  }

  @Override
  public void policyUpdated() {
    // the decode loop reads the policy's own weights, so there is nothing to refresh
  }

  @Override
  public void close() {
    closed = true;
  }
}
