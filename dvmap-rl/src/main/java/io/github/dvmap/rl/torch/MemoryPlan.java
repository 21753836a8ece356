package io.github.dvmap.rl.torch;

/**
 * What a pass holds at once.
 *
 * @param checkpointing whether layers are computed anew in the backward pass
 * @param headChunk completion tokens whose logits are held at once, &ge; 1
 * @param flash whether scores of attention are computed piece by piece rather than held
 */
record MemoryPlan(boolean checkpointing, int headChunk, boolean flash) {
  private static final int LOGITS = 1 << 26;

  /** So many tokens that their logits in float32 take 256 MiB. */
  static int headChunk(int vocabularySize) {
    return Math.max(1, LOGITS / vocabularySize);
  }
}
