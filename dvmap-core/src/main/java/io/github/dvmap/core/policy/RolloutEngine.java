package io.github.dvmap.core.policy;

import java.util.List;

/** Draws completions from a policy. Not thread-safe; close may be called more than once. */
public interface RolloutEngine extends AutoCloseable {
  /**
   * Draws {@code samples} completions for each request, in request order.
   *
   * <p>The uniform of token t of sample g is a function of (seed, stream, g, t) alone, so the
   * result does not depend on how requests are batched.
   *
   * @throws IllegalArgumentException if a prompt plus maxTokens exceeds the context
   */
  List<List<Completion>> generate(List<RolloutRequest> requests, Sampling sampling);

  /** Tells the engine that the policy's weights have changed. */
  void policyUpdated();

  @Override
  void close();
}
