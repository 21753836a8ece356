package io.github.dvmap.rl.torch;

import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.policy.StopStrings;
import java.util.Arrays;
import java.util.Optional;

/** One completion while it is drawn. */
final class DecodeRow {
  /** Index of its request. */
  final int request;

  /** Its prompt, for the keys and values that it shares. */
  final int[] prompt;

  private final Sampling sampling;
  private final long stream;
  private final int sample;
  private final StopStrings.Scanner scanner;
  private int[] tokens = new int[16];
  private float[] logProbs = new float[16];
  private int length;
  private boolean stopped;

  DecodeRow(int request, int[] prompt, long stream, int sample, Sampling sampling) {
    this.request = request;
    this.prompt = prompt;
    this.stream = stream;
    this.sample = sample;
    this.sampling = sampling;
    scanner = sampling.stopStrings().scanner();
  }

  /** The uniforms of the next tokens. */
  void uniforms(float[] into, int from, int count) {
    for (int t = 0; t < count; t++) {
      into[from + t] = CounterRandom.uniform(sampling.seed(), stream, sample, length + t);
    }
  }

  /** Takes the tokens of a chunk up to where the completion ends. */
  void take(long[] drawn, int from, int count, float[] chunkLogProbs, int logProbsFrom) {
    int seen = length;
    if (length + count > tokens.length) {
      int room = Math.max(length + count, 2 * tokens.length);
      tokens = Arrays.copyOf(tokens, room);
      logProbs = Arrays.copyOf(logProbs, room);
    }
    for (int t = 0; t < count && !stopped; t++) {
      logProbs[length] = chunkLogProbs[logProbsFrom + t];
      tokens[length++] = Math.toIntExact(drawn[from + t]);
      stopped = sampling.stopTokens().contains(tokens[length - 1]);
    }
    int end = scanner.end(tokens, seen, length);
    if (end >= 0) {
      length = end;
      stopped = true;
    }
  }

  boolean isLive() {
    return !stopped && length < sampling.maxTokens();
  }

  Completion completion() {
    return new Completion(
        Arrays.copyOf(tokens, length), stopped, Optional.of(Arrays.copyOf(logProbs, length)));
  }
}
