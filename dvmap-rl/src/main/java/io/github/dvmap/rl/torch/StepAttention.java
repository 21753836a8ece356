package io.github.dvmap.rl.torch;

import io.github.dvmap.rl.checkpoint.ModelConfig;

/** How a decode step computes attention. */
enum StepAttention {
  /** By matrix products over prompts in padded slots; runs everywhere. */
  PRODUCTS(0),

  /** By libtorch's flash attention for the processor, over prompts in padded slots. */
  FUSED(1),

  /** By flash attention on a GPU, over prompts one behind the other without padding. */
  RAGGED(2);

  /** Widest head of flash attention on a GPU; its width is a multiple of {@link #HEAD_STEP}. */
  private static final int WIDEST_HEAD = 256;

  private static final int HEAD_STEP = 8;

  /** What the decoder calls it. */
  final int number;

  StepAttention(int number) {
    this.number = number;
  }

  static StepAttention of(boolean cpu, PolicySpec spec, ModelConfig config) {
    if (cpu) {
      return spec.precision() == Precision.FP32 ? FUSED : PRODUCTS;
    }
    boolean fits = config.headDim() <= WIDEST_HEAD && config.headDim() % HEAD_STEP == 0;
    boolean flash = spec.memory(config, false).flash();
    return flash && fits && spec.precision() != Precision.FP32 ? RAGGED : PRODUCTS;
  }
}
