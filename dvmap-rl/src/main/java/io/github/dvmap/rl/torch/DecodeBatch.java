package io.github.dvmap.rl.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.dvmap.core.policy.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Completions that are drawn together. Each prompt is computed once; its rows share its keys and
 * values. The native loop runs in chunks; between them stop strings are looked for and finished
 * rows leave with their keys and values.
 */
final class DecodeBatch implements AutoCloseable {
  /** Tokens from one look for stop strings and interrupts to the next. */
  private static final int CHUNK_TOKENS = 16;

  /** A chunk ends early when this share of its rows, or one of fewer, has met a stop token. */
  private static final int SHARE_TO_LEAVE = 8;

  private static final int FIRST_SLOTS = 64;

  private final TorchPolicy policy;
  private final NDManager scope;
  private final NDList weights;
  private final Sampling sampling;
  private final StepAttention attention;
  private final NDArray stops;
  private final List<NDList> prompts = new ArrayList<>();
  private List<PromptBucket> buckets;
  private List<DecodeRow> rows;
  private NDList own;
  private NDArray logits;
  private int used;
  private int slots;

  /**
   * Computes the prompts.
   *
   * @param rows rows of one prompt together, prompts from short to long
   * @throws ai.djl.engine.EngineException if libtorch fails; nothing stays behind then
   */
  DecodeBatch(TorchPolicy policy, NDList weights, List<DecodeRow> rows, Sampling sampling) {
    this.policy = policy;
    this.weights = weights;
    this.rows = rows;
    this.sampling = sampling;
    attention = policy.stepAttention();
    buckets = PromptBucket.of(rows);
    slots = Math.min(sampling.maxTokens(), FIRST_SLOTS);
    scope = policy.newScope();
    try {
      stops = scope.create(sampling.stopTokens().stream().sorted().mapToLong(i -> i).toArray());
      start();
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /** Computes the prompts and makes room for the completions. */
  private void start() {
    var last = new NDList();
    for (PromptBucket bucket : buckets) {
      last.add(prefill(bucket));
    }
    try (NDManager inputs = scope.newSubManager()) {
      last.attach(inputs);
      NDArray joined = last.size() == 1 ? last.get(0) : NDArrays.concat(last);
      logits = selected(promptOfRows(), new NDList(joined)).get(0);
    }
    NDList like = new NDList(prompts.get(0).subList(0, 2 * policy.config().layers()));
    try (NDManager inputs = scope.newSubManager()) {
      var size = new NDList(inputs.create(rows.size()), inputs.create(slots));
      own = policy.decode(scope, "room", size, List.of(named("like[]", like)));
    }
  }

  /** Keys, then values of all layers; then {@link #marks}. */
  private NDArray prefill(PromptBucket bucket) {
    PackedBatch b = bucket.packed();
    NDList out;
    try (NDManager inputs = scope.newSubManager()) {
      var tensors =
          new NDList(
              inputs.create(b.ids),
              inputs.create(b.positions),
              inputs.create(b.promptRows, new Shape(b.groups, b.promptSlots)),
              inputs.create(b.slots),
              inputs.create(Arrays.copyOf(b.predictors, b.groups)));
      out = policy.decode(scope, "prefill", tensors, List.of(named("p[]", weights)));
    }
    out.add(marks(bucket));
    prompts.add(new NDList(out.subList(1, out.size())));
    return out.get(0);
  }

  /**
   * Where prompts one behind the other start; for prompts in slots what is added to their scores,
   * empty where no slot is padding.
   */
  private NDArray marks(PromptBucket bucket) {
    if (attention == StepAttention.RAGGED) {
      return scope.create(bucket.starts());
    }
    PackedBatch b = bucket.packed();
    boolean padded = b.slots.length < b.groups * b.promptSlots;
    return padded
        ? scope.create(b.bias, new Shape(b.groups, b.promptSlots))
        : scope.create(new float[0], new Shape(0));
  }

  private long[] promptOfRows() {
    long[] of = new long[rows.size()];
    long prompt = -1;
    for (int i = 0; i < of.length; i++) {
      prompt += i > 0 && rows.get(i).prompt == rows.get(i - 1).prompt ? 0 : 1;
      of[i] = prompt;
    }
    return of;
  }

  /** The completions that have not ended. */
  List<DecodeRow> live() {
    return rows;
  }

  /** Draws a chunk of tokens; then what has ended leaves. */
  void advance() {
    chunk();
    leave();
  }

  private void chunk() {
    int count = Math.min(CHUNK_TOKENS, slots - used);
    float[] uniforms = new float[rows.size() * count];
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).uniforms(uniforms, i * count, count);
    }
    try (NDManager inputs = scope.newSubManager()) {
      NDList out = policy.decode(inputs, "decode", inputs(inputs, uniforms, count), lists());
      long[] drawn = out.get(0).toLongArray();
      float[] logProbs = out.get(1).toFloatArray();
      int decoded = (int) drawn[count];
      for (int i = 0; i < rows.size(); i++) {
        rows.get(i).take(drawn, i * (count + 1), decoded, logProbs, i * count);
      }
      logits.close();
      logits = out.get(2);
      logits.attach(scope);
      used += decoded;
    }
  }

  private NDList inputs(NDManager inputs, float[] uniforms, int count) {
    double[] settings = {
      used,
      sampling.maxTokens(),
      Math.max(1, rows.size() / SHARE_TO_LEAVE),
      sampling.temperature(),
      sampling.topK(),
      sampling.topP(),
      sampling.minP(),
      attention.number
    };
    LongStream shape =
        buckets.stream()
            .flatMapToLong(
                b -> LongStream.of(b.rows().size(), b.promptCount(), b.width(), b.longest()));
    LongStream places = buckets.stream().flatMap(b -> b.slots().stream()).mapToLong(i -> i);
    return new NDList(
        inputs.create(settings),
        inputs.create(shape.toArray()),
        inputs.create(places.toArray()),
        inputs.create(uniforms, new Shape(rows.size(), count)),
        stops,
        inputs.create(rows.stream().mapToLong(r -> r.prompt.length).toArray()),
        logits);
  }

  private List<NDList> lists() {
    var keys = new NDList();
    var values = new NDList();
    var marks = new NDList();
    for (NDList prompt : prompts) {
      keys.addAll(keysOf(prompt));
      values.addAll(valuesOf(prompt));
      marks.add(prompt.get(prompt.size() - 1));
    }
    return List.of(
        named("p[]", weights),
        named("kp[]", keys),
        named("vp[]", values),
        named("marks[]", marks),
        named("kc[]", keysOf(own)),
        named("vc[]", valuesOf(own)));
  }

  /** Finished rows leave, with the prompts that no other row reads; full slots grow. */
  private void leave() {
    List<DecodeRow> before = rows;
    long[] kept =
        LongStream.range(0, before.size()).filter(i -> before.get((int) i).isLive()).toArray();
    rows = before.stream().filter(DecodeRow::isLive).toList();
    boolean fewer = rows.size() < before.size();
    if (rows.isEmpty() || (!fewer && used < slots)) {
      return;
    }
    if (fewer) {
      leavePrompts();
      logits = replaced(new NDList(logits), selected(kept, new NDList(logits))).get(0);
    }
    if (used == slots) {
      slots = Math.min(sampling.maxTokens(), Math.max(used + FIRST_SLOTS, used + used / 2));
    }
    try (NDManager inputs = scope.newSubManager()) {
      var where = new NDList(inputs.create(kept), inputs.create(used), inputs.create(slots));
      own = replaced(own, policy.decode(scope, "moved", where, List.of(named("held[]", own))));
    }
  }

  private void leavePrompts() {
    var live = new ArrayList<PromptBucket>();
    for (int i = buckets.size() - 1; i >= 0; i--) {
      PromptBucket before = buckets.get(i);
      PromptBucket after = before.live();
      if (after.rows().isEmpty()) {
        prompts.remove(i).close();
      } else {
        live.add(0, after);
        if (after.promptCount() < before.promptCount()) {
          prompts.set(i, replaced(prompts.get(i), kept(prompts.get(i), before, after)));
        }
      }
    }
    buckets = live;
  }

  private NDList kept(NDList prompt, PromptBucket before, PromptBucket after) {
    boolean ragged = attention == StepAttention.RAGGED;
    long[] index = ragged ? before.keptTokens(after) : before.kept(after);
    NDArray marks = prompt.get(prompt.size() - 1);
    NDList some = selected(index, new NDList(prompt.subList(0, prompt.size() - 1)));
    if (ragged || marks.size() == 0) {
      some.add(marks(after));
    } else {
      some.addAll(selected(index, new NDList(marks)));
    }
    return some;
  }

  private NDList selected(long[] index, NDList held) {
    try (NDArray at = scope.create(index)) {
      return policy.decode(scope, "selected", new NDList(at), List.of(named("held[]", held)));
    }
  }

  private static NDList replaced(NDList before, NDList after) {
    before.close();
    return after;
  }

  private NDList keysOf(NDList keysAndValues) {
    return new NDList(keysAndValues.subList(0, policy.config().layers()));
  }

  private NDList valuesOf(NDList keysAndValues) {
    int layers = policy.config().layers();
    return new NDList(keysAndValues.subList(layers, 2 * layers));
  }

  private static NDList named(String name, NDList list) {
    list.forEach(array -> array.setName(name));
    return list;
  }

  @Override
  public void close() {
    scope.close();
  }
}
