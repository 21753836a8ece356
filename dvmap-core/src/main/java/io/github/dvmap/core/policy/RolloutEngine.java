package io.github.dvmap.core.policy;

import java.util.List;
import java.util.concurrent.CancellationException;

/** Draws completions from a policy. Not thread-safe; close may be called more than once. */
public interface RolloutEngine extends AutoCloseable {
  /**
   * Draws {@code samples} completions for each request, in request order.
   *
   * <p>The uniform of token t of sample g is {@link CounterRandom#uniform} of (seed, stream, g, t),
   * so the result does not depend on how requests are batched, nor on when other completions end. A
   * token is drawn by the law of {@link Sampling}; a completion ends with its first stop token, the
   * first token that completes a stop string, or at {@code maxTokens}.
   *
   * @throws IllegalArgumentException if a prompt plus maxTokens exceeds the context
   * @throws CancellationException if the calling thread is interrupted, before or while tokens are
   *     drawn; the flag stays, and the engine can be used again
   */
  List<List<Completion>> generate(List<RolloutRequest> requests, Sampling sampling);

  /** Tells the engine that the policy's weights have changed. */
  void policyUpdated();

  @Override
  void close();
}
