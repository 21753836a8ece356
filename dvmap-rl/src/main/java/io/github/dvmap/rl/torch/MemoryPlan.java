package io.github.dvmap.rl.torch;

/**
 * What a pass holds at once.
 *
 * @param checkpointing whether layers are computed anew in the backward pass
 * @param headChunk completion tokens whose logits are held at once, &ge; 1
 * @param flash whether scores of attention are computed piece by piece rather than held
 */
record MemoryPlan(boolean checkpointing, int headChunk, boolean flash) {
  private static final int CPU_LOGITS = 1 << 22;
  private static final int GPU_LOGITS = 1 << 26;

  /**
   * So many tokens, a multiple of 64 as a batch's are, that their logits take at most 256 MiB on a
   * GPU and 16 MiB, which caches hold, on the CPU; 64 where that many take more.
   */
  static int headChunk(int vocabularySize, boolean cpu) {
    int logits = cpu ? CPU_LOGITS : GPU_LOGITS;
    return Math.max(1, logits / PackedBatch.ROWS / vocabularySize) * PackedBatch.ROWS;
  }
}
