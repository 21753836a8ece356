/** Rewards: the paper's, the released script's and their parts. */
package io.github.dvmap.rl.reward;
