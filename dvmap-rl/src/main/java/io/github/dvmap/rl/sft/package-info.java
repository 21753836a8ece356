/** Supervised fine-tuning on (prompt, reply) pairs through the same forward pass as GRPO. */
package io.github.dvmap.rl.sft;
