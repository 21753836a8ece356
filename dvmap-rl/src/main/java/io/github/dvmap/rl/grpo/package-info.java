/**
 * Group relative policy optimization (Shao et al., arXiv 2402.03300) in plain Java: rewards,
 * advantages, the clipped loss with its gradient, and the training loop over a {@code PolicyModel}.
 */
package io.github.dvmap.rl.grpo;
